"""What is published of a table."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "a publication filters by a column that is made anew",
        """CREATE TABLE public.t (a integer PRIMARY KEY, b integer GENERATED ALWAYS AS (a + 1) STORED);
        CREATE PUBLICATION p FOR TABLE public.t WHERE (b > 1) WITH (publish = 'insert')""",
        "ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION",
    ),
    Case(
        "a publication names a column that is made anew",
        """CREATE TABLE public.t (a integer PRIMARY KEY, b integer GENERATED ALWAYS AS (a + 1) STORED);
        CREATE PUBLICATION p FOR TABLE public.t (a, b)""",
        "ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION",
        since=18,
    ),
    Case(
        "a publication of a table that others inherit from",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.c () INHERITS (public.p);
        CREATE PUBLICATION pub FOR TABLE public.p WHERE (a > 0)""",
    ),
    Case(
        "a predicate of a publication that is spelled another way once it is read again",
        """CREATE TABLE public.t (a integer); CREATE TABLE public.c () INHERITS (public.t);
        CREATE PUBLICATION pub FOR TABLE public.c WHERE (a BETWEEN 0 AND 9 AND a <> 7)""",
        "ALTER PUBLICATION pub SET TABLE public.c WHERE (a BETWEEN 0 AND 8 AND a <> 7)",
    ),
    Case(
        "of a schema that has another name, with tables",
        """CREATE SCHEMA s; CREATE TABLE s.t (a integer); CREATE TABLE s.u (b text);
        CREATE PUBLICATION p FOR TABLES IN SCHEMA s""",
        "ALTER SCHEMA s RENAME TO r; CREATE VIEW r.v AS SELECT NULL::r.t AS whole",
    ),
    Case(
        "a publication filtered by a column that likely has another name",
        """CREATE TABLE public.p (a integer PRIMARY KEY, b text, c integer);
        CREATE PUBLICATION pub FOR TABLE public.p WHERE (a > 0); INSERT INTO public.p VALUES (1, 'b', 2)""",
        "ALTER TABLE public.p RENAME COLUMN a TO z",
    ),
    Case(
        "a publication filtered by what heirs have of a column that likely has another name",
        """CREATE TABLE public.p (b text, a integer); CREATE TABLE public.h () INHERITS (public.p);
        CREATE PUBLICATION pub FOR TABLE ONLY public.p WHERE (a > 0), ONLY public.h WHERE (a <> 7) WITH (publish = insert);
        INSERT INTO public.h VALUES ('b', 2)""",
        "ALTER TABLE public.p RENAME COLUMN a TO z",
    ),
    Case(
        "a publication filtered by a computed column that likely has another name, and an heir",
        """CREATE TABLE public.p (a integer, g bigint GENERATED ALWAYS AS (a + 1) STORED);
        CREATE TABLE public.h (k integer) INHERITS (public.p);
        ALTER TABLE public.p ADD CONSTRAINT x EXCLUDE USING btree (g WITH =);
        CREATE PUBLICATION pub FOR TABLE public.p WHERE (g <> 77) WITH (publish = insert);
        INSERT INTO public.h VALUES (1)""",
        "ALTER TABLE public.p RENAME COLUMN g TO z",
    ),
    Case(
        "a publication of some columns of a table, one of a type that is made anew",
        """CREATE DOMAIN public.d AS integer CONSTRAINT k CHECK (VALUE > 0);
        CREATE TABLE public.t (id integer PRIMARY KEY, a public.d[]); INSERT INTO public.t VALUES (1, '{1}');
        CREATE PUBLICATION pub FOR TABLE public.t (id, a) WITH (publish = insert)""",
        "ALTER DOMAIN public.d DROP CONSTRAINT k; ALTER DOMAIN public.d ADD CONSTRAINT l CHECK (VALUE > 0) NOT VALID",
    ),
    Case(
        "a publication of a column that has another type",
        """CREATE TABLE public.t (id integer PRIMARY KEY, a integer);
        CREATE PUBLICATION pub FOR TABLE public.t (id, a) WITH (publish = insert)""",
        "DROP PUBLICATION pub; ALTER TABLE public.t ALTER a TYPE text; CREATE PUBLICATION pub FOR TABLE public.t (a, id)",
    ),
    Case(
        "a publication of a table's column that is of all tables now, while another column's type is made anew",
        """CREATE TABLE public.t (id integer, a integer); CREATE TYPE public.e AS ENUM ('a', 'b');
        CREATE PUBLICATION p FOR TABLE public.t (id) WITH (publish = insert); ALTER TABLE public.t ADD c public.e""",
        """ALTER TABLE public.t DROP COLUMN c; DROP TYPE public.e; CREATE TYPE public.e AS ENUM ('b', 'a');
        ALTER TABLE public.t ADD c public.e; DROP PUBLICATION p; CREATE PUBLICATION p FOR ALL TABLES WITH (publish = insert)""",
    ),
    Case(
        "a publication of some rows of a table that is partitioned, and should not be",
        "CREATE TABLE public.t (id integer PRIMARY KEY); CREATE PUBLICATION p FOR TABLE public.t WHERE (id > 1)",
        "DROP PUBLICATION p; DROP TABLE public.t; CREATE TABLE public.t (id integer PRIMARY KEY) PARTITION BY LIST (id)",
    ),
]
