"""What is built on an object that changes: every kind of user of every kind of object, for every change.

Both states are made from nothing, by the same statements but for the object's own; what PostgreSQL refuses of a user
is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import permutations
from random import Random
from typing import NamedTuple

# How many pairs of users are tried with each variant, of about a thousand.
_PAIRS = 30
# Takes away all that both states are made of, and leaves the schema as initdb makes it.
_GOES = """DROP PUBLICATION IF EXISTS p; DROP PUBLICATION IF EXISTS p_2; DROP SCHEMA public CASCADE; CREATE SCHEMA public;
ALTER SCHEMA public OWNER TO pg_database_owner; GRANT USAGE ON SCHEMA public TO PUBLIC;
COMMENT ON SCHEMA public IS 'standard public schema'"""


class Subject(NamedTuple):
    """An object, first as it is made at first, then as it becomes; `value` is an expression of its type."""

    name: str
    variants: Sequence[str]
    value: str


TYPES = (
    Subject(
        "enum",
        (
            "CREATE TYPE public.x AS ENUM ('a', 'b')",
            "CREATE TYPE public.x AS ENUM ('a', 'c', 'b')",
            "CREATE TYPE public.x AS ENUM ('b', 'a')",
            "CREATE TYPE public.x AS ENUM ('a', 'z')",
            "CREATE TYPE public.x AS ENUM ('a')",
        ),
        "'a'::public.x",
    ),
    Subject(
        "domain",
        (
            "CREATE DOMAIN public.x AS text",
            "CREATE DOMAIN public.x AS text DEFAULT 'd' CHECK (VALUE <> 'y')",
            "CREATE DOMAIN public.x AS text NOT NULL",
            "CREATE DOMAIN public.x AS varchar(9)",
            'CREATE DOMAIN public.x AS text COLLATE "C"',
        ),
        "'a'::public.x",
    ),
    Subject(
        "composite type",
        (
            "CREATE TYPE public.x AS (m integer, n text)",
            "CREATE TYPE public.x AS (m integer, n text, o date)",
            "CREATE TYPE public.x AS (n text)",
            "CREATE TYPE public.x AS (m bigint, n text)",
            "CREATE TYPE public.x AS (n text, m integer)",
        ),
        "NULL::public.x",
    ),
    Subject(
        "range",
        (
            "CREATE TYPE public.x AS RANGE (SUBTYPE = integer)",
            "CREATE TYPE public.x AS RANGE (SUBTYPE = bigint)",
            "CREATE TYPE public.x AS RANGE (SUBTYPE = integer, MULTIRANGE_TYPE_NAME = public.mx)",
        ),
        "'empty'::public.x",
    ),
)
# What a column of the type has, or is built on it; `{value}` is an expression of the type.
USERS_OF_TYPES = {
    "column": "CREATE TABLE public.t (a integer, b public.x); INSERT INTO public.t VALUES (1, {value})",
    "required column with a default": "CREATE TABLE public.t (a integer, b public.x NOT NULL DEFAULT {value});"
    " INSERT INTO public.t VALUES (1, {value})",
    "array": "CREATE TABLE public.t (a integer, b public.x[] DEFAULT ARRAY[{value}]); INSERT INTO public.t VALUES (1)",
    "domain": "CREATE DOMAIN public.d AS public.x DEFAULT {value}; CREATE TABLE public.t (b public.d);"
    " INSERT INTO public.t VALUES (DEFAULT)",
    "domain over arrays": "CREATE DOMAIN public.d AS public.x[] CHECK (cardinality(VALUE) < 9);"
    " CREATE TABLE public.t (b public.d); INSERT INTO public.t VALUES (ARRAY[{value}])",
    "composite type": "CREATE TYPE public.c AS (k integer, b public.x); CREATE TABLE public.t (b public.c);"
    " INSERT INTO public.t VALUES (ROW(1, {value}))",
    "typed table": "CREATE TYPE public.c AS (k integer, b public.x); CREATE TABLE public.t OF public.c (k NOT NULL);"
    " INSERT INTO public.t VALUES (1, {value})",
    "table of the type": "CREATE TABLE public.t OF public.x; ALTER TABLE public.t ADD CHECK (n <> 'y')",
    "row": "CREATE TABLE public.s (b public.x); CREATE TABLE public.t (r public.s);"
    " INSERT INTO public.t VALUES (ROW({value}))",
    "computed column": "CREATE TABLE public.t (b public.x, c boolean GENERATED ALWAYS AS (b IS NULL) STORED);"
    " INSERT INTO public.t VALUES ({value})",
    "check": "CREATE TABLE public.t (b public.x, CHECK (b IS NOT NULL OR b = {value}))",
    "key": "CREATE TABLE public.t (b public.x PRIMARY KEY); INSERT INTO public.t VALUES ({value})",
    "foreign key": "CREATE TABLE public.s (b public.x PRIMARY KEY); CREATE TABLE public.t (b public.x REFERENCES public.s)",
    "index": "CREATE TABLE public.t (b public.x); CREATE INDEX i ON public.t (b DESC) WHERE b <> {value};"
    " INSERT INTO public.t VALUES ({value})",
    "index over an expression": "CREATE TABLE public.t (b public.x); CREATE INDEX i ON public.t ((b IS NULL), (b = {value}))",
    "statistics": "CREATE TABLE public.t (a integer, b public.x); CREATE STATISTICS public.st ON a, b FROM public.t",
    "partition key": "CREATE TABLE public.t (a integer, b public.x) PARTITION BY LIST (b);"
    " CREATE TABLE public.t1 PARTITION OF public.t DEFAULT; INSERT INTO public.t VALUES (1, {value})",
    "partition": "CREATE TABLE public.t (a integer, b public.x DEFAULT {value}) PARTITION BY LIST (a);"
    " CREATE TABLE public.t1 PARTITION OF public.t DEFAULT; INSERT INTO public.t VALUES (1)",
    "heir": "CREATE TABLE public.t (b public.x DEFAULT {value}); CREATE TABLE public.h (c integer) INHERITS (public.t);"
    " INSERT INTO public.h VALUES (DEFAULT, 1)",
    "view": "CREATE TABLE public.t (b public.x); CREATE VIEW public.v AS SELECT b, b = {value} AS same FROM public.t",
    "materialized view": "CREATE TABLE public.t (b public.x); CREATE MATERIALIZED VIEW public.v AS SELECT b FROM public.t;"
    " CREATE INDEX i ON public.v (b)",
    "view over nothing": "CREATE VIEW public.v AS SELECT {value} AS b; CREATE VIEW public.w AS SELECT b FROM public.v",
    "policy": "CREATE TABLE public.t (b public.x); ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;"
    " CREATE POLICY p ON public.t USING (b = {value})",
    "rule": "CREATE TABLE public.t (b public.x); CREATE RULE r AS ON INSERT TO public.t WHERE NEW.b IS NULL DO INSTEAD"
    " NOTHING",
    "trigger": "CREATE TABLE public.t (b public.x); CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN RETURN NULL;END'; CREATE TRIGGER w AFTER UPDATE OF b ON public.t FOR EACH ROW WHEN (NEW.b IS NULL)"
    " EXECUTE FUNCTION public.f()",
    "argument": "CREATE FUNCTION public.f(public.x) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';"
    " CREATE TABLE public.t (b public.x, c integer GENERATED ALWAYS AS (public.f(b)) STORED)",
    "argument with a default": "CREATE FUNCTION public.f(a public.x DEFAULT {value}) RETURNS integer LANGUAGE sql AS"
    " 'SELECT 1'; CREATE TABLE public.t (c integer DEFAULT public.f())",
    "result": "CREATE FUNCTION public.f() RETURNS SETOF public.x LANGUAGE sql AS 'SELECT NULL::public.x';"
    " CREATE VIEW public.v AS SELECT * FROM public.f() AS b",
    "result with columns": "CREATE FUNCTION public.f() RETURNS TABLE (a integer, b public.x) LANGUAGE sql AS"
    " 'SELECT 1, NULL::public.x'; CREATE VIEW public.v AS SELECT b FROM public.f()",
    "parsed function": "CREATE TABLE public.t (b public.x); CREATE FUNCTION public.f() RETURNS public.x LANGUAGE sql"
    " BEGIN ATOMIC SELECT b FROM public.t WHERE b = {value};END",
    "aggregate": "CREATE FUNCTION public.f(public.x, public.x) RETURNS public.x LANGUAGE sql AS 'SELECT $1';"
    " CREATE AGGREGATE public.g(public.x) (SFUNC = public.f, STYPE = public.x)",
    "operator": "CREATE FUNCTION public.f(public.x, integer) RETURNS boolean LANGUAGE sql IMMUTABLE AS 'SELECT true';"
    " CREATE OPERATOR public.<+> (FUNCTION = public.f, LEFTARG = public.x, RIGHTARG = integer);"
    " CREATE TABLE public.t (b public.x, CHECK (b OPERATOR(public.<+>) 1))",
    "cast": "CREATE FUNCTION public.f(public.x) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';"
    " CREATE CAST (public.x AS integer) WITH FUNCTION public.f(public.x) AS ASSIGNMENT",
    "range over it": "CREATE TYPE public.r AS RANGE (SUBTYPE = public.x); CREATE TABLE public.t (b public.r)",
    "publication": "CREATE TABLE public.t (a integer PRIMARY KEY, b public.x); CREATE PUBLICATION p FOR TABLE public.t (a, b)",
    "grant": "CREATE TABLE public.t (b public.x); REVOKE ALL ON TYPE public.x FROM PUBLIC;"
    " GRANT USAGE ON TYPE public.x TO fuzz_owner; COMMENT ON TYPE public.x IS 'it'",
}
FUNCTIONS = (
    Subject(
        "function",
        (
            "CREATE FUNCTION public.x(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
            "CREATE FUNCTION public.x(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 2'",
            "CREATE FUNCTION public.x(z integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
            "CREATE FUNCTION public.x(a integer) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT 1::bigint'",
            "CREATE FUNCTION public.x(a integer, z integer DEFAULT 2) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
            "CREATE FUNCTION public.x(a integer) RETURNS integer LANGUAGE sql IMMUTABLE RETURN a",
            "CREATE FUNCTION public.x(VARIADIC a integer[]) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1'",
        ),
        "public.x(1)",
    ),
)
USERS_OF_FUNCTIONS = {
    "default": "CREATE TABLE public.t (a integer DEFAULT {value}); INSERT INTO public.t VALUES (DEFAULT)",
    "default of a partition": "CREATE TABLE public.t (a integer DEFAULT {value}) PARTITION BY LIST (a);"
    " CREATE TABLE public.t1 PARTITION OF public.t DEFAULT",
    "computed column": "CREATE TABLE public.t (a integer, b integer GENERATED ALWAYS AS (public.x(a)) STORED);"
    " INSERT INTO public.t VALUES (1)",
    "check": "CREATE TABLE public.t (a integer, CHECK (public.x(a) < 9)); INSERT INTO public.t VALUES (1)",
    "domain": "CREATE DOMAIN public.d AS integer CHECK (public.x(VALUE) < 9) DEFAULT {value}; CREATE TABLE public.t (a public.d);"
    " INSERT INTO public.t VALUES (1)",
    "index": "CREATE TABLE public.t (a integer); CREATE INDEX i ON public.t (public.x(a)) WHERE public.x(a) > 0;"
    " INSERT INTO public.t VALUES (1)",
    "statistics": "CREATE TABLE public.t (a integer); CREATE STATISTICS public.st ON (public.x(a)), a FROM public.t",
    "view": "CREATE TABLE public.t (a integer); CREATE VIEW public.v AS SELECT public.x(a) AS b FROM public.t;"
    " CREATE VIEW public.w AS SELECT b FROM public.v",
    "materialized view": "CREATE MATERIALIZED VIEW public.v AS SELECT {value} AS b; CREATE UNIQUE INDEX i ON public.v (b)",
    "policy": "CREATE TABLE public.t (a integer); ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;"
    " CREATE POLICY p ON public.t USING (public.x(a) = 1) WITH CHECK ({value} = 1)",
    "rule": "CREATE TABLE public.t (a integer); CREATE RULE r AS ON INSERT TO public.t WHERE public.x(NEW.a) = 2 DO INSTEAD"
    " NOTHING",
    "trigger": "CREATE TABLE public.t (a integer); CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN RETURN NULL;END'; CREATE TRIGGER w BEFORE INSERT ON public.t FOR EACH ROW WHEN (public.x(NEW.a) = 1)"
    " EXECUTE FUNCTION public.f()",
    "argument with a default": "CREATE FUNCTION public.f(a integer DEFAULT {value}) RETURNS integer LANGUAGE sql AS"
    " 'SELECT 1'",
    "parsed function": "CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql RETURN {value};"
    " CREATE VIEW public.v AS SELECT public.f() AS b",
    "procedure": "CREATE PROCEDURE public.f() LANGUAGE sql BEGIN ATOMIC SELECT {value};END",
    "aggregate": "CREATE AGGREGATE public.g(integer) (SFUNC = int4pl, STYPE = integer, FINALFUNC = public.x)",
    "operator": "CREATE OPERATOR public.@@@ (FUNCTION = public.x, RIGHTARG = integer);"
    " CREATE VIEW public.v AS SELECT OPERATOR(public.@@@) 1 AS b",
    "partition key": "CREATE TABLE public.t (a integer) PARTITION BY RANGE (public.x(a));"
    " CREATE TABLE public.t1 PARTITION OF public.t DEFAULT; INSERT INTO public.t VALUES (1)",
    "publication": "CREATE TABLE public.t (a integer PRIMARY KEY); CREATE PUBLICATION p FOR TABLE public.t WHERE (a > 1)",
    "grant": "REVOKE ALL ON FUNCTION public.x FROM PUBLIC; GRANT EXECUTE ON FUNCTION public.x TO fuzz_owner;"
    " COMMENT ON FUNCTION public.x IS 'it'",
}
TABLES = (
    Subject(
        "table",
        (
            "CREATE TABLE public.x (a integer PRIMARY KEY, b text, c integer)",
            "CREATE TABLE public.x (a integer PRIMARY KEY, b varchar(30), c integer)",
            "CREATE TABLE public.x (a integer PRIMARY KEY, c integer, b text)",
            "CREATE TABLE public.x (a integer PRIMARY KEY, b text, n date, c integer)",
            "CREATE TABLE public.x (a integer PRIMARY KEY, b text)",
            "CREATE TABLE public.x (a bigint PRIMARY KEY, b text, c integer)",
            "CREATE TABLE public.x (a integer, b text, c integer)",
            "CREATE TABLE public.x (a integer PRIMARY KEY, b text, c integer GENERATED ALWAYS AS (a + 1) STORED)",
            "CREATE UNLOGGED TABLE public.x (a integer PRIMARY KEY, b text, c integer)",
            "CREATE TABLE public.x (a integer PRIMARY KEY, b text, c integer) PARTITION BY LIST (a)",
            "CREATE VIEW public.x AS SELECT 1 AS a, 'b'::text AS b, 2 AS c",
            "CREATE TABLE public.x (a integer PRIMARY KEY, bb text, c integer)",
        ),
        "NULL::public.x",
    ),
)
USERS_OF_TABLES = {
    "rows": "INSERT INTO public.x (a, b) VALUES (1, 'one'), (2, 'two')",
    "index": "CREATE INDEX i ON public.x (b, c) WHERE c > 1; INSERT INTO public.x (a, b) VALUES (1, 'one')",
    "key": "ALTER TABLE public.x ADD CONSTRAINT u UNIQUE (a, b)",
    "check": "ALTER TABLE public.x ADD CONSTRAINT k CHECK (b <> 'x' AND c < 9)",
    "foreign key to it": "CREATE TABLE public.t (a integer REFERENCES public.x); INSERT INTO public.x (a) VALUES (1);"
    " INSERT INTO public.t VALUES (1)",
    "foreign key to itself": "ALTER TABLE public.x ADD CONSTRAINT f FOREIGN KEY (c) REFERENCES public.x",
    "statistics": "CREATE STATISTICS public.st (mcv) ON b, c FROM public.x",
    "policy": "ALTER TABLE public.x ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON public.x USING (b = CURRENT_USER AND c > 1)",
    "policy that reads it": "CREATE TABLE public.t (a integer); ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;"
    " CREATE POLICY p ON public.t USING (EXISTS (SELECT FROM public.x WHERE x.a = t.a AND x.c > 1))",
    "view": "CREATE VIEW public.v AS SELECT a, b, c FROM public.x; CREATE VIEW public.w AS SELECT b FROM public.v",
    "view of all": "CREATE VIEW public.v AS SELECT * FROM public.x WHERE b IS NOT NULL",
    "view of groups": "CREATE VIEW public.v AS SELECT a, b, count(*) AS n FROM public.x GROUP BY a",
    "view of rows": "CREATE VIEW public.v AS SELECT x AS r FROM public.x",
    "materialized view": "CREATE MATERIALIZED VIEW public.v AS SELECT b, c FROM public.x; CREATE INDEX i ON public.v (c)",
    "rule": "CREATE RULE r AS ON DELETE TO public.x WHERE OLD.c > 1 DO INSTEAD NOTHING",
    "rule elsewhere": "CREATE TABLE public.t (a integer); CREATE RULE r AS ON INSERT TO public.t DO ALSO"
    " UPDATE public.x SET b = 'x' WHERE a = NEW.a",
    "trigger": "CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW;END';"
    " CREATE TRIGGER w AFTER UPDATE OF b, c ON public.x FOR EACH ROW WHEN (OLD.b <> NEW.b) EXECUTE FUNCTION public.f()",
    "parsed function": "CREATE FUNCTION public.f() RETURNS text LANGUAGE sql BEGIN ATOMIC SELECT b FROM public.x WHERE c = 1;END",
    "argument": "CREATE FUNCTION public.f(public.x) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT 1';"
    " CREATE VIEW public.v AS SELECT public.f(x) AS n FROM public.x",
    "result": "CREATE FUNCTION public.f() RETURNS SETOF public.x LANGUAGE sql AS 'SELECT * FROM public.x';"
    " CREATE VIEW public.v AS SELECT a FROM public.f()",
    # A table whose rows are values elsewhere is changed by hand: the script says how.
    "heir": "CREATE TABLE public.h (d integer) INHERITS (public.x); INSERT INTO public.h (a, b, d) VALUES (1, 'one', 2)",
    "heir with an index": "CREATE TABLE public.h () INHERITS (public.x); CREATE INDEX i ON public.h (b, c);"
    " ALTER TABLE public.h ALTER c SET DEFAULT 5",
    "sequence": "CREATE SEQUENCE public.sq OWNED BY public.x.c; ALTER TABLE public.x ALTER c SET DEFAULT nextval('public.sq')",
    "identity": "ALTER TABLE public.x ALTER a ADD GENERATED BY DEFAULT AS IDENTITY; INSERT INTO public.x (a, b) VALUES (1, 'one')",
    "publication": "CREATE PUBLICATION p FOR TABLE public.x (a, b) WHERE (a > 1)",
    "grant": "GRANT SELECT (b), UPDATE (c) ON public.x TO fuzz_owner; COMMENT ON COLUMN public.x.b IS 'it'",
    "replica identity": "CREATE UNIQUE INDEX i ON public.x (a); ALTER TABLE public.x REPLICA IDENTITY USING INDEX i",
}


class Dependence(NamedTuple):
    """An object that becomes another variant, and what uses it."""

    before: str
    after: str
    users: Sequence[str]

    def schema(self) -> Iterator[str]:
        """The statements that make the object and its users as they are at first."""
        return self._made(self.before)

    def changes(self) -> Iterator[str]:
        """Those that make them anew as they become."""
        yield _GOES
        yield from self._made(self.after)

    def _made(self, variant: str) -> Iterator[str]:
        yield variant
        for user in self.users:
            yield from user.split("; ")


def _all() -> list[Dependence]:
    alone, together = list[Dependence](), list[Dependence]()
    random = Random(18)
    for subjects, users in (
        (TYPES, USERS_OF_TYPES),
        (FUNCTIONS, USERS_OF_FUNCTIONS),
        (TABLES, USERS_OF_TABLES),
    ):
        for subject in subjects:
            said = [user.replace("{value}", subject.value) for user in users.values()]
            for variant in subject.variants[1:]:
                alone += [Dependence(subject.variants[0], variant, (user,)) for user in said]
                pairs = random.sample(list(permutations(said, 2)), _PAIRS)
                together += [Dependence(subject.variants[0], variant, (a, _apart(b))) for a, b in pairs]
    random.shuffle(alone)
    return alone + together


def _apart(user: str) -> str:
    """The same user with other names, so that it can stand beside another."""
    named = re.sub(r"public\.(?!x\b)([a-z]\w*)", r"public.\g<1>_2", user)
    return re.sub(r"\b(INDEX i|STATISTICS st|CONSTRAINT [kfu]|PUBLICATION p)\b", r"\1_2", named)


DEPENDENCES = _all()
