"""Tables of a composite type, which are changed together with it."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "a typed table whose type has an attribute more",
        "CREATE TYPE public.c AS (a int, b text); CREATE TABLE public.t OF public.c; INSERT INTO public.t VALUES (1, 'x')",
        "ALTER TYPE public.c ADD ATTRIBUTE z int CASCADE; ALTER TABLE public.t ALTER z SET DEFAULT 7",
    ),
    Case(
        "a typed table whose type has an attribute of another name",
        "CREATE TYPE public.c AS (a int, b text); CREATE TABLE public.t OF public.c; INSERT INTO public.t VALUES (1, 'x')",
        "ALTER TYPE public.c RENAME ATTRIBUTE b TO z CASCADE",
    ),
]
