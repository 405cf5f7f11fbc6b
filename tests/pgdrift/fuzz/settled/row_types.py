"""Types that are made anew under a table whose whole rows are values elsewhere."""

from tests.pgdrift.fuzz.settled.case import Case


def _made(type_: str, rest: str) -> str:
    return f"CREATE TYPE public.e AS {type_}; {rest}"


def _anew(type_: str, rest: str, gone: str = "public.u, public.t") -> str:
    return f"DROP TABLE {gone} CASCADE; DROP TYPE public.e CASCADE; {_made(type_, rest)}"


_AB, _BA = "ENUM ('a', 'b')", "ENUM ('b', 'a')"
_ROWS = """CREATE TABLE public.t (m public.e, n integer); CREATE TABLE public.u (r public.t, k integer);
INSERT INTO public.t VALUES ('a', 1); INSERT INTO public.u VALUES (ROW('a', 1), 2), (NULL, 3)"""
_ARRAYS = """CREATE TABLE public.t (m public.e[], n integer); CREATE TABLE public.u (r public.t[], k integer);
INSERT INTO public.t VALUES ('{a}', 1); INSERT INTO public.u VALUES (ARRAY[ROW('{a}', 1)::public.t], 2)"""
_WITHIN = """CREATE TABLE public.t (m public.e, n integer); CREATE TYPE public.w AS (x public.t, y integer);
CREATE TABLE public.u (r public.w, k integer); INSERT INTO public.u VALUES (ROW(ROW('a', 1), 1), 2)"""
_CHAIN = """CREATE TABLE public.t (m public.e, n integer); CREATE TABLE public.u (r public.t, k integer);
CREATE TABLE public.v (s public.u); INSERT INTO public.v VALUES (ROW(ROW('a', 1), 1))"""
_BUILT_ON = """CREATE TABLE public.t (m public.e, n integer); CREATE TABLE public.u (r public.t DEFAULT ROW('a', 1),
k integer, CHECK ((r).m = 'a')); CREATE VIEW public.v AS SELECT (r).m FROM public.u; CREATE INDEX i ON public.u (r);
CREATE POLICY p ON public.u USING ((r).m > 'a'); INSERT INTO public.u VALUES (DEFAULT, 2)"""
_HEIRS = """CREATE TABLE public.t (m public.e, n integer); CREATE TABLE public.h () INHERITS (public.t);
CREATE TABLE public.u (r public.h); INSERT INTO public.u VALUES (ROW('a', 1)); INSERT INTO public.h VALUES ('b', 1)"""

CASES = [
    Case("an enum in rows that another table has", _made(_AB, _ROWS), _anew(_BA, _ROWS)),
    Case(
        "an enum in arrays in rows that another table has in arrays", _made(_AB, _ARRAYS), _anew(_BA, _ARRAYS)
    ),
    Case(
        "an enum in rows within a type that another table has",
        _made(_AB, _WITHIN),
        _anew(_BA, _WITHIN).replace("CASCADE;", "CASCADE; DROP TYPE IF EXISTS public.w;", 1),
    ),
    Case(
        "an enum in rows that are in rows that another table has",
        _made(_AB, _CHAIN),
        _anew(_BA, _CHAIN, "public.v, public.u, public.t"),
    ),
    Case("an enum in rows on which much is built", _made(_AB, _BUILT_ON), _anew(_BA, _BUILT_ON)),
    Case("an enum in rows of an heir", _made(_AB, _HEIRS), _anew(_BA, _HEIRS, "public.u, public.t")),
    Case(
        "a domain in rows that a materialized view holds, with a rule of another name",
        """CREATE DOMAIN public.d AS text CONSTRAINT k CHECK (VALUE <> ''); CREATE TABLE public.t (a public.d);
        INSERT INTO public.t VALUES ('a'); CREATE VIEW public.v AS SELECT t AS whole FROM public.t;
        CREATE MATERIALIZED VIEW public.m AS SELECT t.whole, 1 AS n FROM public.v t""",
        "ALTER DOMAIN public.d RENAME CONSTRAINT k TO l",
    ),
    Case(
        "a domain in rows that a materialized view holds, with another rule",
        """CREATE DOMAIN public.d AS text CONSTRAINT k CHECK (VALUE <> ''); CREATE TABLE public.t (a public.d);
        INSERT INTO public.t VALUES ('a'); CREATE VIEW public.v AS SELECT t AS whole FROM public.t;
        CREATE MATERIALIZED VIEW public.m AS SELECT t.whole, 1 AS n FROM public.v t""",
        "ALTER DOMAIN public.d DROP CONSTRAINT k; ALTER DOMAIN public.d ADD CONSTRAINT l CHECK (VALUE <> 'b') NOT VALID",
    ),
    Case(
        "a domain in rows that a column holds, with another rule",
        """CREATE DOMAIN public.d AS text CONSTRAINT k CHECK (VALUE <> ''); CREATE TABLE public.t (a public.d);
        CREATE TABLE public.u (r public.t); INSERT INTO public.u VALUES (ROW('a'))""",
        "ALTER DOMAIN public.d DROP CONSTRAINT k",
    ),
    Case(
        "a domain in values of a composite type that a materialized view holds, with another rule",
        """CREATE DOMAIN public.d AS text CONSTRAINT k CHECK (VALUE <> ''); CREATE TYPE public.c AS (a public.d);
        CREATE MATERIALIZED VIEW public.m AS SELECT ROW('a')::public.c AS c""",
        "ALTER DOMAIN public.d DROP CONSTRAINT k",
    ),
    Case(
        "a type made anew, a column of it, and another that is computed from that by a function of the type",
        """CREATE TYPE public.x AS (m integer, n text); CREATE FUNCTION public.f(public.x) RETURNS integer
        LANGUAGE sql IMMUTABLE AS 'SELECT 1'; CREATE TABLE public.t (b public.x, c integer GENERATED ALWAYS AS (public.f(b)) STORED);
        CREATE TABLE public.s (b public.x PRIMARY KEY); CREATE TABLE public.r (b public.x REFERENCES public.s)""",
        """DROP TYPE public.x CASCADE; DROP TABLE public.t, public.r, public.s; CREATE TYPE public.x AS (n text);
        CREATE FUNCTION public.f(public.x) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';
        CREATE TABLE public.t (b public.x, c integer GENERATED ALWAYS AS (public.f(b)) STORED);
        CREATE TABLE public.s (b public.x PRIMARY KEY); CREATE TABLE public.r (b public.x REFERENCES public.s)""",
    ),
]
