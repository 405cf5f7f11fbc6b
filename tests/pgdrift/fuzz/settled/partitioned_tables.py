"""Partitioned tables, and what their partitions have of it and of their own."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "an index of a partitioned table",
        """
        CREATE TABLE public.t (part integer) PARTITION BY LIST (part);
        CREATE TABLE public.one PARTITION OF public.t FOR VALUES IN (1);
        CREATE INDEX i ON public.t (part)""",
        "ALTER TABLE public.t DETACH PARTITION public.one",
    ),
    Case(
        "an identity in a partition",
        """
        CREATE TABLE public.t (part integer, id integer GENERATED ALWAYS AS IDENTITY) PARTITION BY LIST (part);
        CREATE TABLE public.one PARTITION OF public.t FOR VALUES IN (1)""",
    ),
    Case(
        "a partition in the place of another",
        """CREATE SCHEMA s; CREATE TABLE public.t (part integer) PARTITION BY RANGE (part);
        CREATE TABLE s.one PARTITION OF public.t FOR VALUES FROM (0) TO (10)""",
        "ALTER TABLE s.one SET SCHEMA public",
    ),
    Case(
        "a key and an index that a detached partition has kept",
        """CREATE TABLE public.t (part integer, a integer) PARTITION BY HASH (part);
        CREATE TABLE public.one PARTITION OF public.t FOR VALUES WITH (MODULUS 6, REMAINDER 3)""",
        """ALTER TABLE public.t ADD CONSTRAINT k UNIQUE (part); CREATE INDEX i ON public.t (a);
        ALTER TABLE public.t DETACH PARTITION public.one;
        CREATE TABLE public.o (part integer REFERENCES public.one (part))""",
    ),
    Case(
        "a column that is missing in the middle of a partitioned table",
        """CREATE TABLE public.t (a integer, b integer, part integer) PARTITION BY LIST (part);
        CREATE TABLE public.one PARTITION OF public.t FOR VALUES IN (1);
        CREATE TABLE public.two PARTITION OF public.t FOR VALUES IN (2) PARTITION BY LIST (part);
        CREATE TABLE public.two_a PARTITION OF public.two FOR VALUES IN (2);
        ALTER TABLE public.t ADD CONSTRAINT k UNIQUE (part); INSERT INTO public.t VALUES (1, 2, 1), (3, 4, 2)""",
        "ALTER TABLE public.t DROP COLUMN b",
    ),
    Case(
        "a partition that is missing where the whole table differs",
        """CREATE TABLE public.t (part integer, a integer, b integer NOT NULL, c integer, d integer,
        CONSTRAINT k CHECK (a > 0))
        PARTITION BY RANGE (part);
        CREATE TABLE public.one PARTITION OF public.t FOR VALUES FROM (1) TO (2);
        CREATE TABLE public.two PARTITION OF public.t FOR VALUES FROM (2) TO (9) PARTITION BY RANGE (part);
        CREATE TABLE public.three PARTITION OF public.two FOR VALUES FROM (3) TO (4)""",
        """DROP TABLE public.one; DROP TABLE public.two;
        ALTER TABLE public.t ADD x integer GENERATED ALWAYS AS (a + 1) STORED, ADD y text NOT NULL DEFAULT 'y';
        ALTER TABLE public.t ALTER b DROP NOT NULL, ALTER d TYPE bigint, ALTER c SET NOT NULL;
        ALTER TABLE public.t ADD CONSTRAINT l CHECK (b > 0) NOT VALID, DROP CONSTRAINT k, ADD UNIQUE (part)""",
    ),
    Case(
        "an expression that the partition has otherwise",
        """CREATE TABLE public.p (a integer, b integer GENERATED ALWAYS AS (-a) STORED) PARTITION BY LIST (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES IN (1)""",
        "ALTER TABLE public.c ALTER b SET EXPRESSION AS (a * 5)",
        since=17,
    ),
    Case(
        "a check that the table to be attached does not have",
        """CREATE TABLE public.p (a integer) PARTITION BY LIST (a); CREATE TABLE public.h (a integer);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES IN (1);
        CREATE TABLE public.d () INHERITS (public.h)""",
        """ALTER TABLE public.p DETACH PARTITION public.c; ALTER TABLE public.d NO INHERIT public.h;
        ALTER TABLE public.p ADD CHECK (a > 0); ALTER TABLE public.h ADD CHECK (a > 0)""",
    ),
    Case(
        "a partitioned table that moves away from its partition's schema",
        """CREATE SCHEMA s; CREATE TABLE public.p (a integer, UNIQUE (a)) PARTITION BY LIST (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES IN (1)""",
        "ALTER TABLE public.p SET SCHEMA s",
    ),
    Case(
        "a column that a table is partitioned by and that has another name",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY HASH (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES WITH (MODULUS 6, REMAINDER 0)""",
        "ALTER TABLE public.p RENAME COLUMN a TO other; ALTER TABLE public.p ADD COLUMN d integer",
    ),
    Case(
        "partitions by another column, with a column too many and what is built on that",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY HASH (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES WITH (MODULUS 6, REMAINDER 0)""",
        """DROP TABLE public.p; CREATE TABLE public.p (a integer, b integer, d integer) PARTITION BY HASH (b);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES WITH (MODULUS 6, REMAINDER 0);
        CREATE INDEX i ON public.c (d); CREATE VIEW public.v AS SELECT d FROM public.c;
        ALTER TABLE public.c ADD CHECK (d > 0)""",
    ),
    Case(
        "a detached partition with a column too many and what is built on that",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY HASH (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES WITH (MODULUS 6, REMAINDER 0)""",
        """ALTER TABLE public.p DETACH PARTITION public.c; ALTER TABLE public.c ADD COLUMN d integer;
        CREATE INDEX i ON public.c (d); CREATE VIEW public.v AS SELECT d FROM public.c;
        CREATE STATISTICS public.s ON a, d FROM public.c;
        ALTER TABLE public.c ADD COLUMN e integer GENERATED ALWAYS AS (d + 1) STORED""",
    ),
    Case(
        "a partitioned table with a column too many, and one without it that was detached",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY HASH (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES WITH (MODULUS 6, REMAINDER 0);
        CREATE TABLE public.d PARTITION OF public.p FOR VALUES WITH (MODULUS 6, REMAINDER 1)""",
        """ALTER TABLE public.p DETACH PARTITION public.c; ALTER TABLE public.p ADD COLUMN e integer;
        CREATE INDEX i ON public.p (e); CREATE INDEX j ON public.d (e, a);
        CREATE VIEW public.v AS SELECT e FROM public.d""",
    ),
    Case(
        "an index that was begun, and has been finished",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (1) TO (9); CREATE INDEX i ON ONLY public.p (b)""",
        "CREATE INDEX part ON public.c (b); ALTER INDEX public.i ATTACH PARTITION public.part",
    ),
    Case(
        "an index that was begun, and has been finished by another expression",
        """CREATE TABLE public.p (a integer, b integer, g integer GENERATED ALWAYS AS (b * 5) STORED) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (1) TO (9); CREATE INDEX i ON ONLY public.p (g)""",
        "ALTER TABLE public.p ALTER COLUMN g SET EXPRESSION AS (- b)",
        17,
    ),
    Case(
        "an index that was begun, and has been finished by another type",
        """CREATE TABLE public.p (a integer, b varchar(5)) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (1) TO (9);
        CREATE TABLE public.d PARTITION OF public.p FOR VALUES FROM (10) TO (19);
        CREATE INDEX i ON ONLY public.p (b); CREATE INDEX part ON public.d (b); ALTER INDEX public.i ATTACH PARTITION public.part""",
        "ALTER TABLE public.p ALTER COLUMN b TYPE varchar(9)",
    ),
    Case(
        "a key that was begun, and has been finished",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (1) TO (5);
        CREATE TABLE public.d PARTITION OF public.p FOR VALUES FROM (5) TO (9); INSERT INTO public.p VALUES (1, 2);
        ALTER TABLE ONLY public.p ADD CONSTRAINT k UNIQUE (a, b);
        ALTER TABLE public.c ADD CONSTRAINT kc UNIQUE (a, b); ALTER INDEX public.k ATTACH PARTITION public.kc""",
        """ALTER TABLE public.d ADD CONSTRAINT kd UNIQUE (a, b); ALTER INDEX public.k ATTACH PARTITION public.kd""",
    ),
    Case(
        "an index that was begun while there was a partition that lacked it, which has gone",
        """CREATE TABLE public.w (k integer, b integer) PARTITION BY HASH (k);
        CREATE TABLE public.x PARTITION OF public.w FOR VALUES WITH (MODULUS 1, REMAINDER 0);
        CREATE INDEX i ON ONLY public.w (b); ALTER TABLE public.w DETACH PARTITION public.x""",
        "ALTER TABLE public.w ADD COLUMN c integer",
    ),
    Case(
        "a partition in another order of columns, below an index that it has no part of",
        """CREATE TABLE public.w (k integer, b integer, c integer) PARTITION BY HASH (k);
        CREATE TABLE public.x (b integer, k integer, c integer) PARTITION BY LIST (k);
        ALTER TABLE public.w ATTACH PARTITION public.x FOR VALUES WITH (MODULUS 1, REMAINDER 0);
        CREATE INDEX i ON ONLY public.w (b)""",
        """ALTER TABLE public.w DETACH PARTITION public.x; DROP TABLE public.x;
        CREATE TABLE public.x (k integer, b integer, c integer) PARTITION BY LIST (k); DROP INDEX public.i;
        ALTER TABLE public.w ATTACH PARTITION public.x FOR VALUES WITH (MODULUS 1, REMAINDER 0);
        CREATE INDEX i ON ONLY public.w (b)""",
    ),
]
