"""Columns that are computed or must have a value, in another way than before."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "tables go of which one takes numbers from the sequence of another",
        """CREATE TABLE public.b (a serial); CREATE SEQUENCE public.s;
        CREATE TABLE public.a (a bigint DEFAULT nextval('public.b_a_seq'));
        CREATE TABLE public.c (a bigint DEFAULT nextval('public.b_a_seq'), b serial);
        CREATE TABLE public.d (a bigint DEFAULT nextval('public.c_b_seq'))""",
        "DROP TABLE public.a, public.b, public.c, public.d",
    ),
    Case(
        "a computed column of a narrower type",
        """CREATE TABLE public.t (a integer, b integer, g integer GENERATED ALWAYS AS (a * 2) STORED);
        INSERT INTO public.t (a) VALUES (1), (2)""",
        "ALTER TABLE public.t DROP g, ALTER a TYPE bigint, ADD g bigint GENERATED ALWAYS AS (a * 2) STORED",
    ),
    Case(
        "a computed column of a narrower type than its expression",
        """CREATE TABLE public.t (a integer, g bigint GENERATED ALWAYS AS (a * 2) STORED);
        INSERT INTO public.t (a) VALUES (1), (2)""",
        "ALTER TABLE public.t ALTER g TYPE smallint",
    ),
    Case(
        "a not null that has not been checked",
        "CREATE TABLE public.t (a integer, b integer); ALTER TABLE public.t ADD CONSTRAINT nn NOT NULL a NOT VALID",
        "ALTER TABLE public.t VALIDATE CONSTRAINT nn",
        18,
    ),
    Case(
        "a not null that is new and has not been checked",
        "CREATE TABLE public.t (a integer, b integer); INSERT INTO public.t VALUES (NULL, 1)",
        "ALTER TABLE public.t ADD CONSTRAINT nn NOT NULL a NOT VALID",
        18,
    ),
    Case(
        "a not null that an heir does not get",
        """CREATE TABLE public.t (a integer); CREATE TABLE public.c () INHERITS (public.t);
        INSERT INTO public.c VALUES (NULL)""",
        "ALTER TABLE public.t ADD CONSTRAINT nn NOT NULL a NO INHERIT",
        18,
    ),
    Case(
        "a column that is missing in the middle",
        """CREATE TABLE public.t (a integer, b serial, c text); CREATE VIEW public.v AS SELECT c, b FROM public.t;
        INSERT INTO public.t (a, c) SELECT 1, 'x' FROM generate_series(1, 3)""",
        "ALTER TABLE public.t DROP COLUMN b CASCADE",
    ),
    Case(
        "options of a TOAST table that is left of a dropped column",
        "CREATE TABLE public.t (a integer, b text) WITH (toast.autovacuum_enabled = false)",
        "ALTER TABLE public.t DROP COLUMN b",
    ),
    Case(
        "options of a TOAST table that short values do not need",
        """CREATE TABLE public.t (a varchar(40), n numeric(9, 2), b text) WITH (toast.autovacuum_enabled = false);
        INSERT INTO public.t VALUES ('a', 1, 'b')""",
        "ALTER TABLE public.t DROP COLUMN b",
    ),
    Case(
        "options of a TOAST table that long values of a limited type need",
        "CREATE TABLE public.t (a varchar(4000), b text) WITH (toast.autovacuum_enabled = false)",
        "ALTER TABLE public.t DROP COLUMN b",
    ),
    Case(
        "two columns that are missing",
        "CREATE TABLE public.t (a integer, z integer, b integer)",
        "ALTER TABLE public.t DROP COLUMN z, DROP COLUMN b",
    ),
    Case(
        "a generated column that goes with what it is computed from",
        "CREATE TABLE public.t (a integer, base integer, n integer GENERATED ALWAYS AS (base * 2) STORED)",
        "ALTER TABLE public.t DROP COLUMN base CASCADE",
    ),
    Case(
        "another type and another storage",
        """CREATE TABLE public.t (part integer, a text, b text) PARTITION BY LIST (part);
        CREATE TABLE public.one PARTITION OF public.t FOR VALUES IN (1);
        ALTER TABLE public.t ALTER a SET STORAGE PLAIN, ALTER b SET STORAGE EXTERNAL, ALTER b SET COMPRESSION pglz""",
        """ALTER TABLE public.t ALTER a TYPE varchar, ALTER b TYPE varchar;
        ALTER TABLE public.t ALTER b SET STORAGE EXTERNAL, ALTER b SET COMPRESSION pglz""",
    ),
    Case(
        "a storage of its own under a type that is made anew",
        """CREATE TYPE public.it AS (a text, b text); CREATE TABLE public.p (a public.it);
        CREATE TABLE public.c () INHERITS (public.p);
        ALTER TABLE public.p ALTER a SET STORAGE EXTERNAL; ALTER TABLE public.c ALTER a SET STORAGE MAIN""",
        """DROP TABLE public.c; DROP TABLE public.p; DROP TYPE public.it;
        CREATE TYPE public.it AS (a text, b varchar); CREATE TABLE public.p (a public.it);
        CREATE TABLE public.c () INHERITS (public.p); INSERT INTO public.c VALUES (ROW('x', 'y'));
        ALTER TABLE public.p ALTER a SET STORAGE EXTERNAL; ALTER TABLE public.c ALTER a SET STORAGE MAIN""",
    ),
    Case(
        "column options in another order",
        """CREATE TABLE public.p (a integer);
        ALTER TABLE public.p ALTER COLUMN a SET (n_distinct = 7, n_distinct_inherited = 3);
        ALTER TABLE public.p ALTER COLUMN a SET (n_distinct = -0.5)""",
    ),
    Case(
        "a column that an heir has from two tables, of which one fills it",
        """CREATE TABLE public.p (id integer, a integer); CREATE TABLE public.q (b integer, id integer NOT NULL DEFAULT 3);
        CREATE TABLE public.h () INHERITS (public.p, public.q); INSERT INTO public.h VALUES (1, 2, 3);
        INSERT INTO public.q VALUES (1)""",
        "ALTER TABLE public.p DROP COLUMN id; ALTER TABLE public.q DROP COLUMN id",
    ),
    Case(
        "a column that an heir has from two tables, of which the first fills it",
        """CREATE TABLE public.p (a integer, id integer NOT NULL DEFAULT 3); CREATE TABLE public.q (id integer);
        CREATE TABLE public.h () INHERITS (public.p, public.q); INSERT INTO public.h VALUES (1, 2)""",
        "ALTER TABLE public.p DROP COLUMN id; ALTER TABLE public.q DROP COLUMN id",
    ),
    Case(
        "another expression for partitions that have an index over it",
        """CREATE TABLE public.p (a integer, b integer, g integer GENERATED ALWAYS AS (b * 5) STORED) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (1) TO (9); CREATE INDEX i ON public.p (g);
        INSERT INTO public.p VALUES (1, 2)""",
        "ALTER TABLE public.p ALTER COLUMN g SET EXPRESSION AS (- b)",
        17,
    ),
    Case(
        "another expression for heirs of several levels",
        """CREATE TABLE public.p (a integer, g integer GENERATED ALWAYS AS (a * 5) STORED);
        CREATE TABLE public.c () INHERITS (public.p); CREATE TABLE public.d () INHERITS (public.c);
        ALTER TABLE public.c ALTER COLUMN g SET EXPRESSION AS (a * 6); INSERT INTO public.d VALUES (1)""",
        "ALTER TABLE public.p ALTER COLUMN g SET EXPRESSION AS (- a)",
        17,
    ),
]
