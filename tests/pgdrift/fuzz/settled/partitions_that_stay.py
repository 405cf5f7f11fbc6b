"""Partitions that stay while the table that they are part of is made anew, or while they get other bounds."""

from tests.pgdrift.fuzz.settled.case import Case

_WHOLE = """CREATE TABLE public.p (a integer, b integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c (a integer, b integer); INSERT INTO public.c VALUES (1, 1);"""
_ATTACHED = "ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES FROM (1) TO (2)"

CASES = [
    Case(
        "a table and its partition are made anew, for a column that both compute and have an index of",
        """CREATE TABLE public.p (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED) PARTITION BY LIST (a);
        CREATE TABLE public.c PARTITION OF public.p DEFAULT; CREATE INDEX i ON public.p (b);
        CREATE POLICY q ON public.c USING (EXISTS (SELECT FROM public.c)); INSERT INTO public.p VALUES (1)""",
        "ALTER TABLE public.p ALTER COLUMN b DROP EXPRESSION",
    ),
    Case(
        "a partition that stands for itself while its table is made anew",
        f"""{_WHOLE} ALTER TABLE public.p ADD CONSTRAINT k CHECK (b > 0), ADD UNIQUE (a, b);
        CREATE INDEX i ON public.p (b)""",
        f"""DROP TABLE public.p; CREATE TABLE public.p (b integer CONSTRAINT k CHECK (b > 0), a integer)
        PARTITION BY RANGE (a); CREATE INDEX i ON public.p (b); ALTER TABLE public.p ADD UNIQUE (a, b);
        ALTER TABLE public.c ADD CONSTRAINT k CHECK (b > 0); {_ATTACHED}""",
    ),
    Case(
        "a partition with a check, a key and an index below a table that is made anew",
        f"""{_WHOLE} {_ATTACHED}; ALTER TABLE public.p ADD CONSTRAINT k CHECK (b > 0), ADD UNIQUE (a, b);
        CREATE INDEX i ON public.p (b)""",
        f"""ALTER TABLE public.p DETACH PARTITION public.c; DROP TABLE public.p;
        CREATE TABLE public.p (b integer CONSTRAINT k CHECK (b > 0), a integer) PARTITION BY RANGE (a);
        CREATE INDEX i ON public.p (b); ALTER TABLE public.p ADD UNIQUE (a, b); {_ATTACHED}""",
    ),
    Case(
        "a partition with a key that another table refers to, below a table that is made anew",
        f"""{_WHOLE} {_ATTACHED}; ALTER TABLE public.p ADD PRIMARY KEY (a);
        CREATE TABLE public.r (a integer REFERENCES public.c); INSERT INTO public.r VALUES (1)""",
        f"""ALTER TABLE public.p DETACH PARTITION public.c; DROP TABLE public.p;
        CREATE TABLE public.p (b integer, a integer PRIMARY KEY) PARTITION BY RANGE (a); {_ATTACHED}""",
    ),
    Case(
        "a partition with labels that change, below a table that is made anew",
        """CREATE TYPE public.e AS ENUM ('x', 'y'); CREATE TABLE public.p (a integer, l public.e) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (1) TO (9); INSERT INTO public.p VALUES (1, 'x')""",
        """ALTER TABLE public.p DETACH PARTITION public.c; DROP TABLE public.p; ALTER TYPE public.e RENAME TO old;
        CREATE TYPE public.e AS ENUM ('y', 'x'); CREATE TABLE public.p (l public.e, a integer) PARTITION BY RANGE (a);
        ALTER TABLE public.c ALTER l TYPE public.e USING l::text::public.e; DROP TYPE public.old;
        ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES FROM (1) TO (9)""",
    ),
    Case(
        "other bounds below a table with an index that was begun and has no part there",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY LIST (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES IN (1); INSERT INTO public.p VALUES (1, 1);
        CREATE INDEX i ON public.p (b)""",
        """DROP INDEX public.i; ALTER TABLE public.p DETACH PARTITION public.c;
        ALTER TABLE public.p ATTACH PARTITION public.c DEFAULT; CREATE INDEX i ON ONLY public.p (b)""",
    ),
    Case(
        "other bounds below a table with a key that was begun and has no part there",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY LIST (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES IN (1); INSERT INTO public.p VALUES (1, 1);
        ALTER TABLE public.p ADD UNIQUE (a, b)""",
        """ALTER TABLE public.p DROP CONSTRAINT p_a_b_key; ALTER TABLE public.p DETACH PARTITION public.c;
        ALTER TABLE public.p ATTACH PARTITION public.c DEFAULT; ALTER TABLE ONLY public.p ADD UNIQUE (a, b)""",
    ),
    Case(
        "a partition with a column of another type, of which the old one changes, below a table that is made anew",
        """CREATE TYPE public.e AS ENUM ('x', 'y'); CREATE TABLE public.p (a integer, l public.e) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (1) TO (9); INSERT INTO public.p VALUES (1, 'x')""",
        """ALTER TABLE public.p DETACH PARTITION public.c; DROP TABLE public.p;
        CREATE TABLE public.p (l text, a integer) PARTITION BY RANGE (a);
        ALTER TABLE public.c ALTER l TYPE text USING l::text; DROP TYPE public.e; CREATE TYPE public.e AS ENUM ('y', 'x');
        ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES FROM (1) TO (9)""",
    ),
    Case(
        "a partition with a column of another type below a table that is made anew",
        """CREATE TABLE public.p (a integer, l integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (1) TO (9); INSERT INTO public.p VALUES (1, 2)""",
        """ALTER TABLE public.p DETACH PARTITION public.c; DROP TABLE public.p;
        CREATE TABLE public.p (l text, a integer) PARTITION BY RANGE (a);
        ALTER TABLE public.c ALTER l TYPE text USING l::text;
        ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES FROM (1) TO (9)""",
    ),
]
