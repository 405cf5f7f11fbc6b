"""Types, and what has values of them."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "an heir's column is computed from another, both of a type that is made anew",
        """CREATE TYPE public.e AS ENUM ('a', 'b');
        CREATE TABLE public.t (x public.e, a public.e GENERATED ALWAYS AS (x) STORED);
        CREATE TABLE public.h () INHERITS (public.t)""",
        "ALTER TYPE public.e ADD VALUE 'c' BEFORE 'b'",
    ),
    Case(
        "comments within a type that has braces in its name",
        """CREATE TYPE public."{x}" AS (a int, "{b}" int); CREATE DOMAIN public."{}" AS int CHECK (VALUE > 0)""",
        """COMMENT ON COLUMN public."{x}".a IS 'c'; COMMENT ON COLUMN public."{x}"."{b}" IS '{0}';
        COMMENT ON CONSTRAINT "{}_check" ON DOMAIN public."{}" IS 'c'""",
    ),
    Case(
        "columns of a multirange whose range type is made anew",
        """CREATE DOMAIN public.d AS int CHECK (VALUE > 0);
        CREATE TYPE public.r AS RANGE (SUBTYPE = date); CREATE TYPE public.o AS RANGE (SUBTYPE = public.d);
        CREATE TABLE public.t (a public.r, b public.r_multirange, c public.o_multirange DEFAULT '{[1,2)}');
        INSERT INTO public.t (b) VALUES ('{}')""",
        """DROP TABLE public.t; DROP TYPE public.r, public.o; DROP DOMAIN public.d;
        CREATE DOMAIN public.d AS bigint CHECK (VALUE > 0);
        CREATE TYPE public.r AS RANGE (SUBTYPE = int); CREATE TYPE public.o AS RANGE (SUBTYPE = public.d);
        CREATE TABLE public.t (a public.r, b public.r_multirange, c public.o_multirange DEFAULT '{[1,2)}');
        INSERT INTO public.t (b) VALUES ('{}')""",
    ),
    Case(
        "a type of the column that a table is partitioned by",
        """CREATE TYPE public.e AS ENUM ('a', 'b');
        CREATE TABLE public.p (x public.e NOT NULL, y public.e DEFAULT 'a') PARTITION BY LIST (x);
        CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN ('a'); CREATE INDEX i ON public.p (y);
        ALTER TABLE public.p ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY q ON public.p USING (x = 'a'); INSERT INTO public.p VALUES ('a', 'b')""",
        """DROP TABLE public.p; DROP TYPE public.e; CREATE TYPE public.e AS ENUM ('b', 'a');
        CREATE TABLE public.p (x public.e NOT NULL, y public.e DEFAULT 'a') PARTITION BY LIST (x);
        CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN ('a'); CREATE INDEX i ON public.p (y);
        ALTER TABLE public.p ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY q ON public.p USING (x = 'a'); INSERT INTO public.p VALUES ('a', 'b')""",
    ),
    Case(
        "another type of the column that a table is partitioned by",
        """CREATE TABLE public.p (x int, b text) PARTITION BY LIST (x);
        CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN (1); INSERT INTO public.p VALUES (1, 'b')""",
        """DROP TABLE public.p; CREATE TABLE public.p (x bigint, b text) PARTITION BY LIST (x);
        CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN (1); INSERT INTO public.p VALUES (1, 'b')""",
    ),
    Case("the functions that come with a range type", "CREATE TYPE public.spans AS RANGE (SUBTYPE = date)"),
    Case(
        "a rule of a domain that a column has in an array",
        """CREATE DOMAIN public.d AS integer CONSTRAINT k CHECK (VALUE > 0) NOT NULL;
        CREATE TABLE public.t (a public.d[], b public.d); INSERT INTO public.t VALUES ('{1,2}', 3)""",
        "ALTER DOMAIN public.d DROP CONSTRAINT k; ALTER DOMAIN public.d DROP NOT NULL",
    ),
    Case(
        "a range type that moves without its multirange",
        "CREATE SCHEMA s; CREATE TYPE public.spans AS RANGE (SUBTYPE = date)",
        "ALTER TYPE public.spans SET SCHEMA s",
    ),
    Case(
        "a name with the collation of texts",
        "CREATE TABLE public.t (a name)",
        'ALTER TABLE public.t ALTER a TYPE name COLLATE "default"',
    ),
    Case(
        "a view that calls what came with a range type",
        """CREATE TYPE public.days AS RANGE (SUBTYPE = date); CREATE TABLE public.t (a integer);
        CREATE VIEW public.v AS SELECT a, public.days_multirange() AS b FROM public.t
        WHERE (a BETWEEN 0 AND 9) AND a < 5""",
    ),
    Case(
        "a table that is copied while the types of its columns are made anew",
        """CREATE TYPE public.mood AS ENUM ('calm', 'wild'); CREATE TYPE public.pair AS (a integer, b text);
        CREATE DOMAIN public.short AS varchar(5);
        CREATE TABLE public.t (lost bit(3), m public.mood, ms public.mood[], p public.pair, s public.short);
        INSERT INTO public.t VALUES (NULL, 'calm', '{calm,wild}', NULL, 'abc')""",
        """ALTER TABLE public.t DROP COLUMN lost; ALTER TYPE public.mood ADD VALUE 'keen' BEFORE 'calm';
        ALTER TYPE public.pair DROP ATTRIBUTE a; ALTER TYPE public.pair ADD ATTRIBUTE a integer""",
    ),
    Case(
        "an enum with one label more and another name for one that partitions, defaults and checks have",
        """CREATE TYPE public.e AS ENUM ('a', 'b'); CREATE TABLE public.u (d integer, c public.e DEFAULT 'a',
        CONSTRAINT k CHECK (c <> 'b' OR d > 0)) PARTITION BY LIST (c);
        CREATE TABLE public.u1 PARTITION OF public.u FOR VALUES IN ('a')""",
        """ALTER TYPE public.e ADD VALUE 'zz' BEFORE 'b'; ALTER TYPE public.e RENAME VALUE 'a' TO 'A';
        ALTER TYPE public.e RENAME VALUE 'b' TO 'B'""",
    ),
    Case(
        "a label with a backslash, quotes and a comma that has another name, in defaults",
        r"""CREATE TYPE public.e AS ENUM ('a', 'b\c', 'it''s "x", y', 'NULL', 'd');
        CREATE TABLE public.t (a public.e DEFAULT 'b\c', b public.e[] DEFAULT '{"b\\c","it''s \"x\", y",a,NULL}',
        c public.e[] DEFAULT '{{a,"b\\c"},{"it''s \"x\", y",d}}'); INSERT INTO public.t DEFAULT VALUES""",
        r"""ALTER TYPE public.e RENAME VALUE 'b\c' TO 'b c'""",
    ),
    Case(
        "labels with quotes that have another name, in defaults of arrays",
        r"""CREATE TYPE public.e AS ENUM ('a', 'it''s "x", y'); CREATE TABLE public.t (
        b public.e[] DEFAULT '{"it''s \"x\", y",a}'); INSERT INTO public.t DEFAULT VALUES""",
        r"""ALTER TYPE public.e RENAME VALUE 'it''s "x", y' TO 'plain'""",
    ),
    Case(
        "checks of a domain with comments that come, go and have other names",
        """CREATE DOMAIN public.d AS integer CONSTRAINT a CHECK (VALUE > 0) CONSTRAINT "b: c" CHECK (VALUE < 9)
        CONSTRAINT e CHECK (VALUE <> 5) CONSTRAINT f CHECK (VALUE <> 6) CONSTRAINT g CHECK (VALUE <> 7);
        COMMENT ON CONSTRAINT a ON DOMAIN public.d IS 'of a'; COMMENT ON CONSTRAINT "b: c" ON DOMAIN public.d IS 'b: c';
        COMMENT ON CONSTRAINT e ON DOMAIN public.d IS 'of e'; COMMENT ON CONSTRAINT f ON DOMAIN public.d IS 'of f';
        CREATE TABLE public.t (v public.d); INSERT INTO public.t VALUES (1)""",
        """ALTER DOMAIN public.d RENAME CONSTRAINT a TO z; ALTER DOMAIN public.d RENAME CONSTRAINT "b: c" TO "y: x";
        COMMENT ON CONSTRAINT "y: x" ON DOMAIN public.d IS 'y'; ALTER DOMAIN public.d DROP CONSTRAINT e;
        ALTER DOMAIN public.d DROP CONSTRAINT f; ALTER DOMAIN public.d ADD CONSTRAINT f CHECK (VALUE <> 8);
        ALTER DOMAIN public.d RENAME CONSTRAINT g TO a""",
    ),
    Case(
        "attributes with comments that come, go and have other names",
        """CREATE TYPE public.c AS (a integer, b text, e date); COMMENT ON COLUMN public.c.a IS 'of a';
        COMMENT ON COLUMN public.c.b IS 'of b'; CREATE TYPE public.d AS (a integer, b text);
        COMMENT ON COLUMN public.d.a IS 'of a'; COMMENT ON COLUMN public.d.b IS 'of b'""",
        "ALTER TYPE public.c DROP ATTRIBUTE b; ALTER TYPE public.d RENAME ATTRIBUTE a TO z",
    ),
    Case(
        "a domain with another rule, and tables with arrays and composite values of it that were lost",
        """CREATE DOMAIN public.d AS integer CONSTRAINT k CHECK (VALUE > 0); CREATE TYPE public.c AS (v public.d);
        CREATE TABLE public.t (a public.d[], c public.c); CREATE TABLE public.u (v public.d); INSERT INTO public.u VALUES (1);
        CREATE TABLE public.w (r public.u, n integer)""",
        """DROP TABLE public.t; ALTER TABLE public.w DROP COLUMN r;
        ALTER DOMAIN public.d DROP CONSTRAINT k; ALTER DOMAIN public.d ADD CONSTRAINT l CHECK (VALUE > -1)""",
    ),
    Case(
        "a check of a domain that was not checked, within arrays",
        """CREATE DOMAIN public.d AS integer CONSTRAINT k CHECK (VALUE > 0); CREATE TABLE public.t (a public.d[]);
        INSERT INTO public.t VALUES ('{1}')""",
        "ALTER DOMAIN public.d DROP CONSTRAINT k; ALTER DOMAIN public.d ADD CONSTRAINT k CHECK (VALUE > 0) NOT VALID",
    ),
    Case(
        "an enum of which a column is computed, in arrays",
        """CREATE TYPE public.e AS ENUM ('a', 'b');
        CREATE TABLE public.t (x integer, a public.e[] GENERATED ALWAYS AS (ARRAY['a'::public.e]) STORED);
        INSERT INTO public.t VALUES (1)""",
        """DROP TABLE public.t; DROP TYPE public.e; CREATE TYPE public.e AS ENUM ('b', 'a');
        CREATE TABLE public.t (x integer, a public.e[] GENERATED ALWAYS AS (ARRAY['a'::public.e]) STORED);
        INSERT INTO public.t VALUES (1)""",
    ),
    Case(
        "an enum, made anew, of a column that another is computed from",
        """CREATE TYPE public.x AS ENUM ('a', 'b'); CREATE TABLE public.t (b public.x, c boolean GENERATED ALWAYS AS (b IS NULL) STORED);
        INSERT INTO public.t VALUES ('a')""",
        """DROP TYPE public.x CASCADE; DROP TABLE public.t; CREATE TYPE public.x AS ENUM ('b', 'a');
        CREATE TABLE public.t (b public.x, c boolean GENERATED ALWAYS AS (b IS NULL) STORED);
        INSERT INTO public.t VALUES ('a')""",
    ),
]
