"""Types and schemas that move or are renamed, and what is built on them."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "schema public goes, of which something had been said",
        "COMMENT ON SCHEMA public IS 'the town'",
        "DROP SCHEMA public",
    ),
    Case(
        "a range type that moves to another schema",
        """CREATE SCHEMA s; CREATE TYPE public.spans AS RANGE (SUBTYPE = date);
        CREATE TABLE public.t (a public.spans, b public.spans_multirange);
        INSERT INTO public.t VALUES ('[2000-01-01,2000-02-01)')""",
        "ALTER TYPE public.spans SET SCHEMA s",
    ),
    Case(
        "an enum, a domain and a composite type that move to another schema",
        """CREATE SCHEMA s; CREATE TYPE public.e AS ENUM ('one'); CREATE DOMAIN public.d AS integer CHECK (VALUE > 0);
        CREATE TYPE public.c AS (a public.e, b public.d); CREATE TABLE public.t (a public.c, b public.d);
        CREATE FUNCTION public.f(a public.e) RETURNS public.d LANGUAGE sql RETURN 1""",
        """ALTER TYPE public.e SET SCHEMA s; ALTER DOMAIN public.d SET SCHEMA s; ALTER TYPE public.c SET SCHEMA s;
        COMMENT ON TYPE s.c IS 'moved'""",
    ),
    Case(
        "a domain with another name that is NOT NULL",
        "CREATE DOMAIN public.d AS integer NOT NULL; CREATE TABLE public.t (a public.d)",
        "ALTER DOMAIN public.d RENAME TO e",
    ),
    Case(
        "a domain with another name that is NOT NULL in arrays, where no rule of it can be changed",
        "CREATE DOMAIN public.d AS integer NOT NULL; CREATE TABLE public.t (a public.d[])",
        "ALTER DOMAIN public.d RENAME TO e",
    ),
    Case(
        "a domain in the place of another that had its constraint's name",
        "CREATE DOMAIN public.d AS integer NOT NULL",
        "ALTER DOMAIN public.d RENAME TO e; ALTER DOMAIN public.e ADD CHECK (VALUE > 0)",
    ),
    Case(
        "a schema with another name, a view in it and a function parsed with that",
        """CREATE SCHEMA s; CREATE TABLE s.t (a integer); CREATE VIEW s.v AS SELECT a FROM s.t WHERE a > 0;
        CREATE FUNCTION s.f(a integer) RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM s.v);
        CREATE FUNCTION s.g() RETURNS bigint LANGUAGE sql AS 'SELECT count(*) FROM s.v';
        CREATE VIEW public.w AS SELECT s.f(a) AS b, t.* FROM s.v t;
        CREATE POLICY p ON s.t USING (a = (SELECT max(v.a) FROM s.v));
        CREATE RULE r AS ON DELETE TO s.t DO ALSO INSERT INTO s.t SELECT a FROM s.v""",
        'ALTER SCHEMA s RENAME TO "[1]"',
    ),
    Case(
        "parameters of an index that is part of another",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY LIST (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES IN (1);
        CREATE INDEX i ON public.p (b) WHERE (a > 0)""",
        "ALTER INDEX public.c_b_idx SET (fillfactor = 77, deduplicate_items = off)",
    ),
    Case(
        "statistics that move to another schema",
        """CREATE SCHEMA s; CREATE TABLE public.t (a integer, b integer);
        CREATE STATISTICS public.of_t (ndistinct) ON a, b FROM public.t""",
        "ALTER STATISTICS public.of_t SET SCHEMA s",
    ),
    Case("a schema public that went", "", "DROP SCHEMA public CASCADE"),
    Case(
        "tables with long names and dots that are made anew together",
        """CREATE SCHEMA "s.t"; CREATE SCHEMA s; CREATE SCHEMA {long};
        CREATE TABLE "s.t".u (a integer, b integer, c integer);
        CREATE TABLE s."t.u" (a integer, b integer, c integer);
        CREATE TABLE {long}.one (a integer, b integer, c integer);
        CREATE TABLE {long}.two (a integer, b integer, c integer)""".replace("{long}", "a" * 63),
        """ALTER TABLE "s.t".u DROP COLUMN b; ALTER TABLE s."t.u" DROP COLUMN b;
        ALTER TABLE {long}.one DROP COLUMN b; ALTER TABLE {long}.two DROP COLUMN b""".replace(
            "{long}", "a" * 63
        ),
    ),
    Case(
        "statistics of a table in another schema, which likely has another name",
        """CREATE SCHEMA s; CREATE TABLE public.t (a integer, b integer);
        CREATE STATISTICS s.st (mcv) ON a, b FROM public.t""",
        "ALTER SCHEMA s RENAME TO r",
    ),
    Case(
        "statistics of a table in another schema, which is another one now",
        """CREATE SCHEMA s; CREATE TABLE public.t (a integer, b integer); CREATE TABLE s.u (a integer);
        CREATE STATISTICS s.st ON a, b FROM public.t""",
        "ALTER SCHEMA s RENAME TO r; CREATE SCHEMA s; ALTER STATISTICS r.st SET SCHEMA public",
    ),
]
