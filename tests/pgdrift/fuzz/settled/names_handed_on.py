"""Names that pass from one object to another, and what was built on the one that goes."""

from tests.pgdrift.fuzz.settled.case import Case

_TWO = """CREATE FUNCTION public.f(a integer, b integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';"""
_ONE = "CREATE FUNCTION public.f(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';"
_CALLS = """CREATE TABLE public.t (a integer CHECK (public.f(a) < 9), b integer GENERATED ALWAYS AS (public.f(a)) STORED,
d integer DEFAULT public.f(1)); INSERT INTO public.t VALUES (1); CREATE INDEX i ON public.t (public.f(a));
CREATE VIEW public.v AS SELECT public.f(a) AS b FROM public.t;"""
_CALLED_NO_MORE = "DROP VIEW public.v; DROP TABLE public.t; DROP FUNCTION public.f(integer, integer);"
_TABLE = "CREATE TABLE public.x (a integer PRIMARY KEY, b text);"
_VIEW = "CREATE VIEW public.x AS SELECT 1 AS a, 'b'::text AS b;"
_RULE = "CREATE RULE r AS ON DELETE TO public.x DO INSTEAD NOTHING;"

CASES = [
    Case(
        "a function instead of one with an argument more, which calls mean as well",
        f"{_TWO} {_CALLS}",
        f"{_CALLED_NO_MORE} {_ONE} {_CALLS}",
    ),
    Case(
        "a view instead of a table, with a rule by the same name",
        f"{_TABLE} {_RULE} INSERT INTO public.x VALUES (1)",
        f"DROP TABLE public.x; {_VIEW} {_RULE}",
    ),
    Case(
        "a view instead of a table that foreign keys and views are built on",
        f"""{_TABLE} CREATE TABLE public.t (a integer REFERENCES public.x); CREATE VIEW public.v AS SELECT b FROM public.x;
        INSERT INTO public.x VALUES (1); INSERT INTO public.t VALUES (1)""",
        f"DROP VIEW public.v; DROP TABLE public.t; DROP TABLE public.x; {_VIEW} CREATE VIEW public.v AS SELECT b FROM public.x",
    ),
    Case(
        "a view instead of a table that others inherit from",
        f"{_TABLE} CREATE TABLE public.h () INHERITS (public.x); INSERT INTO public.h VALUES (1, 'one')",
        f"ALTER TABLE public.h NO INHERIT public.x; DROP TABLE public.x; {_VIEW}",
    ),
    Case(
        "a view instead of a table that a sequence belongs to, and keeps it",
        f"{_TABLE} CREATE SEQUENCE public.s OWNED BY public.x.a",
        f"DROP TABLE public.x; {_VIEW} CREATE SEQUENCE public.s OWNED BY public.x.a",
    ),
    Case(
        "a view instead of a table and its parts, one of which stays",
        """CREATE TABLE public.x (a integer, b text) PARTITION BY LIST (a);
        CREATE TABLE public.h PARTITION OF public.x FOR VALUES IN (1); CREATE TABLE public.i PARTITION OF public.x DEFAULT;
        INSERT INTO public.x VALUES (1, 'one'), (2, 'two')""",
        f"ALTER TABLE public.x DETACH PARTITION public.h; DROP TABLE public.x; {_VIEW}",
    ),
    Case(
        "tables that refer to each other and should not be logged, and one that should not refer to them",
        f"""{_TABLE} CREATE TABLE public.t (a integer REFERENCES public.x); INSERT INTO public.x VALUES (1);
        INSERT INTO public.t VALUES (1); CREATE TABLE public.s (a integer REFERENCES public.x)""",
        """DROP TABLE public.s; ALTER TABLE public.t SET UNLOGGED; ALTER TABLE public.x SET UNLOGGED""",
    ),
    Case(
        "a published table that should not be logged, nor published",
        f"{_TABLE} CREATE TABLE public.t (a integer); CREATE PUBLICATION p FOR TABLE public.x, public.t",
        "ALTER PUBLICATION p DROP TABLE public.x; ALTER TABLE public.x SET UNLOGGED",
    ),
    Case(
        "a published table that should not be logged, without its publication",
        f"{_TABLE} CREATE PUBLICATION p FOR TABLE public.x",
        "DROP PUBLICATION p; ALTER TABLE public.x SET UNLOGGED",
    ),
]
