"""Columns that are computed or must have a value, in another way than before."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "a computed column of a narrower type",
        """CREATE TABLE public.t (a integer, b integer, g integer GENERATED ALWAYS AS (a * 2) STORED);
        INSERT INTO public.t (a) VALUES (1), (2)""",
        "ALTER TABLE public.t DROP g, ALTER a TYPE bigint, ADD g bigint GENERATED ALWAYS AS (a * 2) STORED",
    ),
    Case(
        "a computed column of a narrower type than its expression",
        """CREATE TABLE public.t (a integer, g bigint GENERATED ALWAYS AS (a * 2) STORED);
        INSERT INTO public.t (a) VALUES (1), (2)""",
        "ALTER TABLE public.t ALTER g TYPE smallint",
    ),
    Case(
        "a not null that has not been checked",
        "CREATE TABLE public.t (a integer, b integer); ALTER TABLE public.t ADD CONSTRAINT nn NOT NULL a NOT VALID",
        "ALTER TABLE public.t VALIDATE CONSTRAINT nn",
        18,
    ),
    Case(
        "a not null that is new and has not been checked",
        "CREATE TABLE public.t (a integer, b integer); INSERT INTO public.t VALUES (NULL, 1)",
        "ALTER TABLE public.t ADD CONSTRAINT nn NOT NULL a NOT VALID",
        18,
    ),
    Case(
        "a not null that an heir does not get",
        """CREATE TABLE public.t (a integer); CREATE TABLE public.c () INHERITS (public.t);
        INSERT INTO public.c VALUES (NULL)""",
        "ALTER TABLE public.t ADD CONSTRAINT nn NOT NULL a NO INHERIT",
        18,
    ),
]
