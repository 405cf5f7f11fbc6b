"""Objects with the name of another, and names that are easily misread."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case("a line separator in a constant", "CREATE TYPE public.lines AS ENUM (E'one\\u2028line', 'two')"),
    Case(
        "a cycle of names between a table and its sequence",
        """CREATE TABLE public.t (id serial PRIMARY KEY, n integer);
        CREATE MATERIALIZED VIEW public.m AS SELECT id AS n FROM public.t;
        CREATE VIEW public."a view" AS SELECT n FROM public.m""",
    ),
    Case(
        "a constraint with the name of the column that is renamed",
        """CREATE TABLE public.p (a integer, b integer);
        ALTER TABLE public.p ADD CONSTRAINT b CHECK (a > 0)""",
        "ALTER TABLE public.p RENAME COLUMN b TO c",
    ),
    Case(
        "a procedure called as its argument's type is",
        """CREATE TYPE public.it AS (a integer);
        CREATE PROCEDURE public.it(x public.it) LANGUAGE plpgsql AS 'BEGIN END'""",
    ),
    Case(
        "a type called as a sequence is",
        "CREATE SEQUENCE public.it; CREATE TYPE public.it AS ENUM ('a')",
    ),
    Case(
        "names with dots",
        """CREATE SCHEMA "a.b"; CREATE TABLE "a.b"."c.d" ("e.f" integer, "g.h" serial PRIMARY KEY)""",
        """ALTER TABLE "a.b"."c.d" DROP COLUMN "e.f" """,
    ),
    Case(
        "a function called as the table is that is renamed",
        """CREATE TABLE public.t (a integer); GRANT SELECT ON public.t TO fuzz_owner;
        CREATE FUNCTION public.t() RETURNS integer LANGUAGE sql RETURN 1; GRANT EXECUTE ON FUNCTION public.t() TO fuzz_owner;
        CREATE FUNCTION public.t(n integer) RETURNS integer LANGUAGE sql RETURN n""",
        "ALTER TABLE public.t RENAME TO u; ALTER FUNCTION public.t(integer) RENAME TO w",
    ),
    Case(
        "a function called as a type is that its table has",
        """CREATE TYPE public.it AS RANGE (SUBTYPE = integer); CREATE TABLE public.t (a public.it);
        CREATE FUNCTION public.it() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM public.t)""",
    ),
    Case(
        "statistics called as the table is to be",
        """CREATE TABLE public.t (a integer, b integer); CREATE STATISTICS public.s ON a, b FROM public.t;
        INSERT INTO public.t VALUES (1, 2)""",
        "ALTER TABLE public.t RENAME TO s",
    ),
    Case(
        "parentheses in the name of what moves",
        """CREATE SCHEMA s; CREATE TYPE public."a (b)" AS ENUM ('x'); CREATE TABLE public."t (u)" (a integer)""",
        """ALTER TYPE public."a (b)" SET SCHEMA s; ALTER TABLE public."t (u)" SET SCHEMA s""",
    ),
    Case(
        "parentheses in the name of a function that a default calls",
        """CREATE SCHEMA "A"; CREATE FUNCTION public."f (x)"() RETURNS integer LANGUAGE sql RETURN 1;
        CREATE TABLE "A"."b (c)" (a integer DEFAULT public."f (x)"());
        CREATE FUNCTION "A".f() RETURNS bigint LANGUAGE sql RETURN (SELECT count(*) FROM "A"."b (c)")""",
    ),
    Case(
        "a label of two lines that was renamed",
        "CREATE TYPE public.t AS ENUM (E'one\nDROP TYPE public.t;', 'two')",
        "ALTER TYPE public.t RENAME VALUE E'one\nDROP TYPE public.t;' TO 'one'",
    ),
]
