"""Domains: their rules, what is said about these, and whatever holds their values."""

from tests.pgdrift.fuzz.settled.case import Case

_D = "CREATE DOMAIN public.d AS integer;"
_RULE = "ALTER DOMAIN public.d ADD CONSTRAINT k CHECK (VALUE > 0);"
_T = "CREATE TABLE public.t (a public.d);"


def _viewed(name: str, over: str, query: str) -> Case:
    """A rule that comes under a materialized view."""
    view = f"CREATE MATERIALIZED VIEW public.m AS {query}"
    return Case(name, f"{_D} {over} {view}", f"DROP MATERIALIZED VIEW public.m; {_RULE} {view}")


def _held(name: str, types: str, column: str) -> Case:
    """A rule that comes under the column of a table."""
    table = f"CREATE TABLE public.t (a {column})"
    return Case(name, f"{_D} {types} {table}", f"DROP TABLE public.t; {_RULE} {table}")


CASES = [
    Case(
        "a check with a comment that was not checked and is now",
        f"""{_D} ALTER DOMAIN public.d ADD CONSTRAINT a CHECK (VALUE > 0) NOT VALID;
        COMMENT ON CONSTRAINT a ON DOMAIN public.d IS 'x'""",
        "ALTER DOMAIN public.d VALIDATE CONSTRAINT a",
    ),
    Case(
        "a comment on an attribute that does not come, since another would be lost",
        """CREATE TYPE public.c AS (a integer, b text); COMMENT ON COLUMN public.c.b IS 'b';
        CREATE TABLE public.t (x public.c); INSERT INTO public.t VALUES ('(1,2)')""",
        """ALTER TYPE public.c DROP ATTRIBUTE b; ALTER TYPE public.c DROP ATTRIBUTE a;
        ALTER TYPE public.c ADD ATTRIBUTE k text, ADD ATTRIBUTE a integer""",
    ),
    Case(
        "a comment on the NOT NULL of a domain that goes and comes",
        """CREATE DOMAIN public.d AS integer NOT NULL CONSTRAINT k CHECK (VALUE > 0);
        COMMENT ON CONSTRAINT d_not_null ON DOMAIN public.d IS 'x'; COMMENT ON CONSTRAINT k ON DOMAIN public.d IS 'y';
        CREATE DOMAIN public.e AS integer CONSTRAINT n NOT NULL; COMMENT ON CONSTRAINT n ON DOMAIN public.e IS 'z'""",
        """ALTER DOMAIN public.d DROP NOT NULL; COMMENT ON CONSTRAINT k ON DOMAIN public.d IS NULL;
        ALTER DOMAIN public.e RENAME CONSTRAINT n TO m""",
        since=17,
    ),
    Case(
        "another comment on the NOT NULL of a domain",
        """CREATE DOMAIN public.d AS integer NOT NULL; COMMENT ON CONSTRAINT d_not_null ON DOMAIN public.d IS 'x'""",
        """COMMENT ON CONSTRAINT d_not_null ON DOMAIN public.d IS 'y'; ALTER DOMAIN public.d ADD CHECK (VALUE > 0)""",
        since=17,
    ),
    _held(
        "a rule under arrays of a domain over the domain", "CREATE DOMAIN public.e AS public.d;", "public.e[]"
    ),
    _held(
        "a rule under a domain over a domain over arrays",
        "CREATE DOMAIN public.e AS public.d[]; CREATE DOMAIN public.f AS public.e;",
        "public.f",
    ),
    _held(
        "a rule under rows of a table with a domain over the domain",
        "CREATE DOMAIN public.e AS public.d; CREATE TABLE public.o (x public.e);",
        "public.o",
    ),
    _held(
        "a rule under the multirange of a domain",
        "CREATE TYPE public.r AS RANGE (SUBTYPE = public.d);",
        "public.r_multirange",
    ),
    _held("a rule under a domain over the domain", "CREATE DOMAIN public.e AS public.d;", "public.e"),
    _viewed("a rule under values that a view aggregates", _T, "SELECT array_agg(a) AS x FROM public.t"),
    _viewed("a rule under values that a view has in arrays", _T, "SELECT ARRAY[a] AS x FROM public.t"),
    _viewed(
        "a rule under the rows of a view in another one",
        f"{_T} CREATE VIEW public.v AS SELECT a, 1 AS b FROM public.t;",
        "SELECT v AS x FROM public.v",
    ),
    _viewed("a rule under values that a view has as they are", _T, "SELECT a AS x FROM public.t"),
]
