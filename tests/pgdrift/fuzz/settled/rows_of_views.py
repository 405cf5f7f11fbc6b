"""Values that are rows of a view: tables are made before views, but not before these."""

from tests.pgdrift.fuzz.settled.case import Case

_VIEW = "CREATE TABLE public.a (x integer, y text); CREATE VIEW public.v AS SELECT x, y FROM public.a;"
_HELD = "CREATE TABLE public.t (c public.v, d public.v[]); INSERT INTO public.t VALUES (ROW(1, 'one'), NULL);"

CASES = [
    Case(
        "a table of values that are rows of a view, and both go",
        f"{_VIEW} {_HELD}",
        "DROP TABLE public.t; DROP VIEW public.v",
    ),
    Case(
        "a table of values that are rows of a view, and all that the view reads goes",
        f"{_VIEW} {_HELD}",
        "DROP TABLE public.t; DROP VIEW public.v; DROP TABLE public.a",
    ),
    Case(
        "a table of values of types that are built on a view of a view",
        f"""{_VIEW} CREATE VIEW public.w AS SELECT v AS r, x + 1 AS z FROM public.v;
        CREATE TYPE public.made AS (r public.w, n integer); CREATE DOMAIN public.kept AS public.made[];
        CREATE TABLE public.t (c public.kept); CREATE VIEW public.over AS SELECT c FROM public.t""",
        """DROP VIEW public.over; DROP TABLE public.t; DROP DOMAIN public.kept; DROP TYPE public.made;
        DROP VIEW public.w""",
    ),
    Case(
        "a column of rows of a view, without the column and without the view",
        f"{_VIEW} CREATE TABLE public.t (n integer, c public.v)",
        "ALTER TABLE public.t DROP COLUMN c; DROP VIEW public.v",
    ),
    Case(
        "a function that takes rows of a view, which a table calls",
        f"""{_VIEW} CREATE FUNCTION public.first(public.v) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT ($1).x';
        CREATE TABLE public.t (c public.v, n integer GENERATED ALWAYS AS (public.first(c)) STORED)""",
        "DROP TABLE public.t; DROP FUNCTION public.first(public.v); DROP VIEW public.v",
    ),
]
