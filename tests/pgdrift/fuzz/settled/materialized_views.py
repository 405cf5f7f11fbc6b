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
    Case(
        "a whole row in a materialized view that gets it from another view",
        """CREATE TABLE public.t (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
        INSERT INTO public.t (a) VALUES (1), (2); CREATE VIEW public.v AS SELECT t AS whole FROM public.t;
        CREATE MATERIALIZED VIEW public.m AS SELECT whole AS w FROM public.v;
        CREATE VIEW public.w AS SELECT w FROM public.m""",
        "ALTER TABLE public.t ALTER b DROP EXPRESSION",
    ),
    Case(
        "a column of another type under a whole row in a materialized view",
        """CREATE TABLE public.p (a integer, b varchar(9)); CREATE TABLE public.t () INHERITS (public.p);
        INSERT INTO public.t VALUES (1, 'x'); CREATE MATERIALIZED VIEW public.m AS SELECT t AS whole FROM public.t""",
        """DROP MATERIALIZED VIEW public.m; ALTER TABLE public.p ALTER a TYPE bigint, ALTER b TYPE text;
        CREATE MATERIALIZED VIEW public.m AS SELECT t AS whole FROM public.t""",
    ),
    Case(
        "a table that is logged no more under a whole row in a materialized view",
        """CREATE TABLE public.t (a integer); CREATE DOMAIN public.d AS public.t;
        CREATE MATERIALIZED VIEW public.m AS SELECT t::public.d AS whole FROM public.t""",
        """DROP MATERIALIZED VIEW public.m; ALTER TABLE public.t SET UNLOGGED;
        CREATE MATERIALIZED VIEW public.m AS SELECT t::public.d AS whole FROM public.t""",
    ),
    Case(
        "a type that is made anew under a whole row in a materialized view",
        """CREATE TYPE public.mood AS ENUM ('calm', 'wild'); CREATE TABLE public.t (a public.mood);
        INSERT INTO public.t VALUES ('calm'); CREATE FUNCTION public.f() RETURNS SETOF public.t LANGUAGE sql
        AS 'SELECT * FROM public.t'; CREATE MATERIALIZED VIEW public.m AS SELECT public.f() AS whole""",
        "ALTER TYPE public.mood RENAME VALUE 'wild' TO 'keen'",
    ),
    Case(
        "a function that computes a column under a whole row in a materialized view",
        """CREATE FUNCTION public.f(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a';
        CREATE TABLE public.t (a integer, b integer GENERATED ALWAYS AS (public.f(a)) STORED);
        INSERT INTO public.t VALUES (1); CREATE MATERIALIZED VIEW public.m AS SELECT t AS whole FROM public.t""",
        """DROP MATERIALIZED VIEW public.m; ALTER TABLE public.t DROP COLUMN b; DROP FUNCTION public.f(integer);
        CREATE FUNCTION public.f(c integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT c';
        ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (public.f(a)) STORED;
        CREATE MATERIALIZED VIEW public.m AS SELECT t AS whole FROM public.t""",
    ),
    Case(
        "an expression of a parent whose heir is a whole row in a materialized view",
        """CREATE TABLE public.p (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
        CREATE TABLE public.t () INHERITS (public.p); ALTER TABLE public.t ALTER b SET EXPRESSION AS (a * 5);
        CREATE MATERIALIZED VIEW public.m AS SELECT t AS whole FROM public.t""",
        """DROP MATERIALIZED VIEW public.m; ALTER TABLE public.p ALTER b SET EXPRESSION AS (a * 3);
        ALTER TABLE public.t ALTER b SET EXPRESSION AS (a * 5);
        CREATE MATERIALIZED VIEW public.m AS SELECT t AS whole FROM public.t""",
        since=17,
    ),
]
