"""Materialized views, and what they are filled with."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "a materialized view whose owner may not read its table",
        """CREATE TABLE public.t (id integer); CREATE MATERIALIZED VIEW public.m AS SELECT * FROM public.t;
        CREATE MATERIALIZED VIEW public.a AS SELECT * FROM public.m;
        ALTER MATERIALIZED VIEW public.m OWNER TO fuzz_owner""",
    ),
    Case(
        "a materialized view's column",
        """CREATE TABLE public.t (a text); CREATE MATERIALIZED VIEW public.m AS SELECT a FROM public.t;
        ALTER MATERIALIZED VIEW public.m ALTER COLUMN a SET STATISTICS 7""",
        "ALTER MATERIALIZED VIEW public.m ALTER COLUMN a SET STORAGE EXTERNAL",
    ),
    Case(
        "a whole row in a materialized view",
        """CREATE TABLE public.t (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
        INSERT INTO public.t (a) VALUES (1), (2); CREATE MATERIALIZED VIEW public.m AS SELECT t AS whole FROM public.t""",
        "ALTER TABLE public.t ALTER b DROP EXPRESSION",
    ),
    Case(
        "columns that are missing under whole rows in a materialized view",
        """CREATE TABLE public.t (a integer, b integer, c bigint GENERATED ALWAYS AS (b * 2) STORED, d serial);
        INSERT INTO public.t VALUES (1, 2);
        CREATE MATERIALIZED VIEW public.m AS SELECT t AS whole FROM public.t""",
        "ALTER TABLE public.t DROP COLUMN b CASCADE, DROP COLUMN d",
    ),
]
