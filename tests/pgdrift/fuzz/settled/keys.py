"""Keys and exclusions, and the indexes beneath them."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "the key goes that rows are identified by",
        """CREATE TABLE public.t (a integer PRIMARY KEY, b integer NOT NULL); CREATE UNIQUE INDEX i ON public.t (b);
        CREATE TABLE public.u (a integer PRIMARY KEY); ALTER TABLE public.t REPLICA IDENTITY USING INDEX i;
        ALTER TABLE public.u REPLICA IDENTITY USING INDEX u_pkey""",
        "DROP INDEX public.i; ALTER TABLE public.u DROP CONSTRAINT u_pkey",
    ),
    Case(
        "two keys over the same columns",
        """CREATE TABLE public.t (id integer);
        ALTER TABLE public.t ADD CONSTRAINT a UNIQUE (id);
        ALTER TABLE public.t ADD CONSTRAINT b UNIQUE (id) WITH (fillfactor = 80) DEFERRABLE""",
    ),
    Case(
        "two exclusions of the same rows",
        """CREATE TABLE public.t (a integer, CONSTRAINT x EXCLUDE USING btree (a WITH =));
        ALTER TABLE public.t ADD CONSTRAINT y EXCLUDE USING btree (a WITH =)""",
    ),
    Case(
        "a primary key that made its column NOT NULL",
        """CREATE TABLE public.t (a integer, part integer) PARTITION BY LIST (part);
        CREATE TABLE public.one PARTITION OF public.t FOR VALUES IN (1); CREATE TABLE public.u (a integer)""",
        """ALTER TABLE public.t ADD PRIMARY KEY (part, a); ALTER TABLE public.u ADD PRIMARY KEY (a);
        ALTER TABLE public.u ADD b integer REFERENCES public.u (a)""",
    ),
    Case(
        "a key with the name of an index that goes with its view",
        """CREATE TABLE public.t (a integer); CREATE MATERIALIZED VIEW public.m AS SELECT 1 AS a;
        CREATE INDEX i ON public.m (a); CREATE INDEX j ON public.m (a)""",
        """DROP MATERIALIZED VIEW public.m; ALTER TABLE public.t ADD CONSTRAINT i UNIQUE (a);
        CREATE INDEX j ON public.t (a)""",
    ),
    Case(
        "a key that goes while a foreign key stays",
        """CREATE TABLE public.t (a integer, b integer);
        ALTER TABLE public.t ADD CONSTRAINT one UNIQUE (a); CREATE UNIQUE INDEX two ON public.t (b, a);
        ALTER TABLE public.t ADD PRIMARY KEY (a); ALTER TABLE public.t ADD CONSTRAINT three UNIQUE (a, b);
        CREATE TABLE public.u (a integer, b integer, CONSTRAINT f FOREIGN KEY (a) REFERENCES public.t (a),
            CONSTRAINT g FOREIGN KEY (a, b) REFERENCES public.t (a, b))""",
        """ALTER TABLE public.u DROP CONSTRAINT f, DROP CONSTRAINT g; ALTER TABLE public.t DROP CONSTRAINT one;
        DROP INDEX public.two; ALTER TABLE public.u ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.t (a),
            ADD CONSTRAINT g FOREIGN KEY (a, b) REFERENCES public.t (a, b)""",
    ),
    Case(
        "keys with the names of those that go with their tables, and with what is built on them",
        """CREATE TABLE public.t (part integer, a integer) PARTITION BY LIST (part);
        ALTER TABLE public.t ADD CONSTRAINT k UNIQUE (part, a); CREATE INDEX i ON public.t (a);
        CREATE TABLE public.o (a integer CONSTRAINT p PRIMARY KEY, b text, EXCLUDE USING btree (b WITH =));
        CREATE UNIQUE INDEX u ON public.o (b); CREATE TABLE public.f (a integer REFERENCES public.o, b text REFERENCES public.o (b));
        CREATE VIEW public.v AS SELECT a, b FROM public.o GROUP BY a""",
        """DROP VIEW public.v; DROP TABLE public.o, public.f, public.t; CREATE TABLE public.n (a integer, b text);
        ALTER TABLE public.n ADD CONSTRAINT p UNIQUE (a), ADD CONSTRAINT k UNIQUE (b); CREATE INDEX u ON public.n (a, b);
        CREATE INDEX o_b_excl ON public.n (b)""",
    ),
    Case(
        "keys with the names of those of partitions that go with their tables",
        """CREATE TABLE public.t (part integer, a integer) PARTITION BY LIST (part);
        CREATE TABLE public.one PARTITION OF public.t FOR VALUES IN (1);
        ALTER TABLE public.t ADD CONSTRAINT k UNIQUE (part, a); CREATE INDEX i ON public.t (a)""",
        """DROP TABLE public.t; CREATE TABLE public.n (part integer, a bigint) PARTITION BY LIST (part);
        ALTER TABLE public.n ADD CONSTRAINT k UNIQUE (part, a); CREATE INDEX one_a_idx ON public.n (a);
        CREATE INDEX one_part_a_key ON public.n (a)""",
    ),
    Case(
        "an index with the name of a key that a foreign key and a view need, which go as well",
        """CREATE TABLE public.t (a integer CONSTRAINT k PRIMARY KEY, b text); CREATE UNIQUE INDEX i ON public.t (b);
        CREATE TABLE public.f (a integer REFERENCES public.t, b text REFERENCES public.t (b));
        CREATE VIEW public.v AS SELECT a, b FROM public.t GROUP BY a; CREATE TABLE public.o (a integer)""",
        """DROP VIEW public.v; ALTER TABLE public.f DROP CONSTRAINT f_a_fkey, DROP CONSTRAINT f_b_fkey;
        ALTER TABLE public.t DROP CONSTRAINT k; DROP INDEX public.i; CREATE INDEX k ON public.o (a); CREATE INDEX i ON public.o (a, a)""",
    ),
    Case(
        "the key of a partitioned table that has another name, with a column of it",
        """CREATE TABLE public.t (part integer, a integer) PARTITION BY RANGE (part);
        ALTER TABLE public.t ADD CONSTRAINT k UNIQUE (part)""",
        "ALTER TABLE public.t RENAME TO u; ALTER TABLE public.u RENAME a TO b",
    ),
    Case(
        "a primary key with another name, which something else has until it goes",
        """CREATE TABLE public.t (id integer, CONSTRAINT one PRIMARY KEY (id));
        CREATE DOMAIN public.d AS integer; CREATE TABLE public.u (a public.d, b integer)""",
        """ALTER TABLE public.t RENAME CONSTRAINT one TO two; ALTER TABLE public.u DROP COLUMN a;
        CREATE VIEW public.one AS SELECT 1 AS a""",
    ),
    Case(
        "a partition's own key that became part of its table's",
        """CREATE TABLE public.w (a integer, b integer) PARTITION BY HASH (a);
        CREATE TABLE public.x PARTITION OF public.w FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE TABLE public.y PARTITION OF public.w FOR VALUES WITH (MODULUS 2, REMAINDER 1);
        ALTER TABLE public.x ADD CONSTRAINT own UNIQUE (a); INSERT INTO public.w VALUES (1, 1), (2, 2)""",
        "ALTER TABLE public.w ADD CONSTRAINT of_all UNIQUE (a)",
    ),
    Case(
        "a partition's own index that became part of its table's",
        """CREATE TABLE public.w (a integer, b integer) PARTITION BY HASH (a);
        CREATE TABLE public.x PARTITION OF public.w FOR VALUES WITH (MODULUS 2, REMAINDER 0);
        CREATE INDEX own ON public.x (b); INSERT INTO public.w SELECT n, n FROM generate_series(1, 9) n WHERE
        satisfies_hash_partition('public.w'::regclass, 2, 0, n)""",
        "CREATE INDEX of_all ON public.w (b)",
    ),
    Case(
        "a partition's own key, of a partition, that became part of its table's, with a foreign key that rests on it",
        """CREATE TABLE public.w (a integer, b integer) PARTITION BY HASH (a);
        CREATE TABLE public.m PARTITION OF public.w FOR VALUES WITH (MODULUS 1, REMAINDER 0) PARTITION BY HASH (a);
        CREATE TABLE public.x PARTITION OF public.m FOR VALUES WITH (MODULUS 1, REMAINDER 0);
        ALTER TABLE public.x ADD CONSTRAINT own PRIMARY KEY (a); INSERT INTO public.w VALUES (1, 1);
        CREATE TABLE public.f (a integer REFERENCES public.x); INSERT INTO public.f VALUES (1)""",
        "ALTER TABLE public.w ADD CONSTRAINT of_all PRIMARY KEY (a)",
    ),
    Case(
        "a partition's own foreign key that became part of its table's",
        """CREATE TABLE public.k (a integer PRIMARY KEY); INSERT INTO public.k VALUES (1), (2);
        CREATE TABLE public.w (a integer, b integer) PARTITION BY HASH (a);
        CREATE TABLE public.x PARTITION OF public.w FOR VALUES WITH (MODULUS 1, REMAINDER 0);
        ALTER TABLE public.x ADD CONSTRAINT own FOREIGN KEY (b) REFERENCES public.k; INSERT INTO public.w VALUES (1, 1)""",
        "ALTER TABLE public.w ADD CONSTRAINT of_all FOREIGN KEY (b) REFERENCES public.k",
    ),
    Case(
        "a partition's own foreign key besides the same one of its table",
        """CREATE TABLE public.k (a integer PRIMARY KEY); INSERT INTO public.k VALUES (1), (2);
        CREATE TABLE public.w (a integer, b integer) PARTITION BY HASH (a);
        CREATE TABLE public.x PARTITION OF public.w FOR VALUES WITH (MODULUS 1, REMAINDER 0);
        ALTER TABLE public.w ADD CONSTRAINT of_all FOREIGN KEY (b) REFERENCES public.k;
        ALTER TABLE public.x ADD CONSTRAINT own FOREIGN KEY (b) REFERENCES public.k; INSERT INTO public.w VALUES (1, 1)""",
        "ALTER TABLE public.w DROP CONSTRAINT of_all",
    ),
    Case(
        "a foreign key of a partition's partition besides the same one of the topmost table",
        """CREATE TABLE public.r (id integer PRIMARY KEY); INSERT INTO public.r VALUES (1);
        CREATE TABLE public.p (a integer, b integer) PARTITION BY LIST (b);
        CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN (1) PARTITION BY LIST (b);
        CREATE TABLE public.p11 PARTITION OF public.p1 FOR VALUES IN (1); INSERT INTO public.p VALUES (1, 1);
        ALTER TABLE public.p ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.r;
        ALTER TABLE public.p11 ADD CONSTRAINT g FOREIGN KEY (a) REFERENCES public.r;
        COMMENT ON CONSTRAINT g ON public.p11 IS 'own'""",
        "ALTER TABLE public.p DROP CONSTRAINT f",
    ),
    Case(
        "a foreign key with the name that a partition's own should have",
        """CREATE TABLE public.r (id integer PRIMARY KEY); CREATE TABLE public.p (a integer, b integer) PARTITION BY LIST (b);
        CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN (1);
        ALTER TABLE public.p ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.r;
        ALTER TABLE public.p1 ADD CONSTRAINT g FOREIGN KEY (a) REFERENCES public.r""",
        """ALTER TABLE public.p DROP CONSTRAINT f; ALTER TABLE public.p1 DROP CONSTRAINT g;
        ALTER TABLE public.p ADD CONSTRAINT g FOREIGN KEY (a) REFERENCES public.r""",
    ),
]
