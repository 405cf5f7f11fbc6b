"""Columns that are computed and change their type."""

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
]
