"""Keys and exclusions, and the indexes beneath them."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
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
]
