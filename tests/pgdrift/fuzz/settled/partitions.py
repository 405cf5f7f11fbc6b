"""Tables that become a partition of another, with all that it passes on, or stand for themselves again."""

from tests.pgdrift.fuzz.settled.case import Case

_WHOLE = """CREATE TABLE public.p (a integer, b integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c (a integer, b integer); INSERT INTO public.c VALUES (1, 1);"""
_ATTACHED = "ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES FROM (1) TO (2)"
_POINTING = """CREATE TABLE public.r (a integer PRIMARY KEY); INSERT INTO public.r VALUES (1);
        ALTER TABLE public.p ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.r"""

CASES = [
    Case(
        "a new partition of a table whose check PostgreSQL reads otherwise than it has it",
        """CREATE TABLE public.p (a integer, b integer, CONSTRAINT k CHECK (b BETWEEN 1 AND 9 AND a > 0))
            PARTITION BY LIST (a); CREATE TABLE public.c PARTITION OF public.p FOR VALUES IN (1);
        INSERT INTO public.p VALUES (1, 2)""",
        "CREATE TABLE public.d PARTITION OF public.p DEFAULT",
    ),
    Case(
        "a new partition has two keys over the same columns, one of which waits for the end",
        """CREATE TABLE public.p (a integer) PARTITION BY LIST (a);
        ALTER TABLE public.p ADD CONSTRAINT z UNIQUE (a) DEFERRABLE;
        ALTER TABLE public.p ADD CONSTRAINT y UNIQUE (a) DEFERRABLE INITIALLY DEFERRED;
        CREATE INDEX x ON public.p (a) WITH (fillfactor = 80); CREATE INDEX w ON public.p (a)""",
        """CREATE TABLE public.c PARTITION OF public.p DEFAULT;
        ALTER TABLE public.c RENAME CONSTRAINT c_a_key1 TO a; ALTER INDEX public.c_a_idx1 RENAME TO b""",
    ),
    Case("attached below an index", f"{_WHOLE} CREATE INDEX i ON public.p (a)", _ATTACHED),
    Case(
        "attached below an index that comes with it", _WHOLE, f"{_ATTACHED}; CREATE INDEX i ON public.p (a)"
    ),
    Case(
        "attached below an index over a column that has another type",
        f"{_WHOLE} CREATE INDEX i ON public.p (b); ALTER TABLE public.c ALTER b TYPE bigint",
        f"ALTER TABLE public.c ALTER b TYPE integer; {_ATTACHED}",
    ),
    Case(
        "attached two levels below an index",
        f"""{_WHOLE} CREATE INDEX i ON public.p (b, a);
        CREATE TABLE public.q PARTITION OF public.p FOR VALUES FROM (1) TO (9) PARTITION BY LIST (b)""",
        "ALTER TABLE public.q ATTACH PARTITION public.c FOR VALUES IN (1)",
    ),
    Case(
        "attached below a column that it lacks",
        f"{_WHOLE} ALTER TABLE public.p ADD z integer NOT NULL DEFAULT 3",
        f"ALTER TABLE public.c ADD z integer NOT NULL DEFAULT 3; {_ATTACHED}",
    ),
    Case(
        "attached below a check",
        f"{_WHOLE} ALTER TABLE public.p ADD CONSTRAINT k CHECK (b > 0)",
        f"ALTER TABLE public.c ADD CONSTRAINT k CHECK (b > 0); {_ATTACHED}",
    ),
    Case(
        "attached below a column that must have a value",
        f"{_WHOLE} ALTER TABLE public.p ADD z integer NOT NULL DEFAULT 3; ALTER TABLE public.c ADD z integer",
        f"UPDATE public.c SET z = 3; ALTER TABLE public.c ALTER z SET NOT NULL; {_ATTACHED}",
    ),
    Case(
        "attached below keys",
        f"{_WHOLE} ALTER TABLE public.p ADD PRIMARY KEY (a), ADD UNIQUE (a, b)",
        f"ALTER TABLE public.c ALTER a SET NOT NULL; {_ATTACHED}",
    ),
    Case(
        "attached below keys with an index, a check and a column that must have a value",
        f"""{_WHOLE} ALTER TABLE public.p ADD PRIMARY KEY (a), ADD UNIQUE (a, b), ALTER b SET NOT NULL,
        ADD CONSTRAINT k CHECK (b > 0); CREATE INDEX i ON public.p (b)""",
        f"""ALTER TABLE public.c ALTER a SET NOT NULL, ALTER b SET NOT NULL,
        ADD CONSTRAINT k CHECK (b > 0); {_ATTACHED}""",
    ),
    Case(
        "attached below a check that was not validated",
        f"""{_WHOLE} ALTER TABLE public.p ADD CONSTRAINT k CHECK (b > 0);
        ALTER TABLE public.c ADD CONSTRAINT k CHECK (b > 0) NOT VALID""",
        f"ALTER TABLE public.c VALIDATE CONSTRAINT k; {_ATTACHED}",
    ),
    Case(
        "attached below another check of the same name",
        f"""{_WHOLE} ALTER TABLE public.p ADD CONSTRAINT k CHECK (b > 0);
        ALTER TABLE public.c ADD CONSTRAINT k CHECK (b < 5)""",
        f"ALTER TABLE public.c DROP CONSTRAINT k, ADD CONSTRAINT k CHECK (b > 0); {_ATTACHED}",
    ),
    Case(
        "attached below another key of the same name",
        f"""{_WHOLE} ALTER TABLE public.p ADD UNIQUE (a, b);
        ALTER TABLE public.c ADD CONSTRAINT k PRIMARY KEY (b)""",
        f"""ALTER TABLE public.c DROP CONSTRAINT k, ADD CONSTRAINT k UNIQUE (a, b), ALTER b DROP NOT NULL;
        {_ATTACHED}""",
    ),
    Case(
        "attached below another index of the same name",
        f"{_WHOLE} CREATE INDEX i ON public.p (a); CREATE INDEX j ON public.c (b)",
        f"DROP INDEX public.j; CREATE INDEX j ON public.c (a); {_ATTACHED}",
    ),
    Case(
        "made as a partition, with all that the parent passes on",
        f"""{_WHOLE} ALTER TABLE public.p ADD PRIMARY KEY (a), ADD CONSTRAINT k CHECK (b > 0), ADD UNIQUE (a, b),
        ADD z integer NOT NULL DEFAULT 3; CREATE INDEX i ON public.p (z)""",
        """DROP TABLE public.c; CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (1) TO (2);
        INSERT INTO public.c VALUES (1, 1)""",
    ),
    Case(
        "moved from one partitioned table to another",
        f"""{_WHOLE} CREATE TABLE public.q (LIKE public.p) PARTITION BY LIST (b);
        ALTER TABLE public.p ADD PRIMARY KEY (a), ADD CONSTRAINT k CHECK (b > 0); CREATE INDEX i ON public.p (b);
        ALTER TABLE public.q ADD UNIQUE (b), ADD CONSTRAINT l CHECK (a > 0); CREATE INDEX j ON public.q (a);
        ALTER TABLE public.c ALTER a SET NOT NULL, ADD CONSTRAINT k CHECK (b > 0); {_ATTACHED}""",
        """ALTER TABLE public.p DETACH PARTITION public.c; ALTER TABLE public.c DROP CONSTRAINT c_pkey,
        ALTER a DROP NOT NULL, DROP CONSTRAINT k, ADD CONSTRAINT l CHECK (a > 0); DROP INDEX public.c_b_idx;
        ALTER TABLE public.q ATTACH PARTITION public.c FOR VALUES IN (1)""",
    ),
    Case(
        "attached below an identity",
        """CREATE TABLE public.p (a integer, b integer GENERATED ALWAYS AS IDENTITY) PARTITION BY RANGE (a);
        CREATE TABLE public.c (a integer, b integer NOT NULL); INSERT INTO public.c VALUES (1, 1)""",
        _ATTACHED,
    ),
    Case(
        "attached below an identity, with one of its own",
        """CREATE TABLE public.p (a integer, b integer GENERATED ALWAYS AS IDENTITY) PARTITION BY RANGE (a);
        CREATE TABLE public.c (a integer, b integer GENERATED ALWAYS AS IDENTITY);
        INSERT INTO public.c VALUES (1)""",
        f"ALTER TABLE public.c ALTER b DROP IDENTITY; {_ATTACHED}",
    ),
    Case(
        "a partition that stands for itself when its table has gone, with all that was passed on",
        f"""{_WHOLE} {_POINTING}, ADD PRIMARY KEY (a), ADD CONSTRAINT k CHECK (b > 0);
        CREATE INDEX i ON public.p (b);
        ALTER TABLE public.c ALTER a SET NOT NULL, ADD CONSTRAINT k CHECK (b > 0); {_ATTACHED}""",
        "ALTER TABLE public.p DETACH PARTITION public.c; DROP TABLE public.p",
    ),
    Case(
        "a detached partition that lacks a column in the middle",
        """CREATE TABLE public.whole (a integer, b integer, c numeric) PARTITION BY RANGE (a);
        CREATE TABLE public.part PARTITION OF public.whole FOR VALUES FROM (1) TO (9);
        INSERT INTO public.whole VALUES (1, 2, 3)""",
        "ALTER TABLE public.whole DETACH PARTITION public.part; ALTER TABLE public.part DROP COLUMN b",
    ),
    Case(
        "a table that has left its parent and lacks a column in the middle",
        """CREATE TABLE public.parent (a integer, b integer, c numeric);
        CREATE TABLE public.heir () INHERITS (public.parent);
        INSERT INTO public.heir VALUES (1, 2, 3)""",
        "ALTER TABLE public.heir NO INHERIT public.parent; ALTER TABLE public.heir DROP COLUMN b",
    ),
    Case(
        "other bounds below a table that gets a column, another type and an index",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY LIST (a);
        CREATE TABLE public.c PARTITION OF public.p DEFAULT; ALTER TABLE public.p ADD COLUMN d integer""",
        """DROP TABLE public.p; CREATE TABLE public.p (a integer, b bigint NOT NULL) PARTITION BY LIST (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES IN (1); INSERT INTO public.p VALUES (1, 1);
        CREATE INDEX i ON public.p (b)""",
    ),
    Case(
        "bounds that two partitions have changed with each other below a table that gets a column",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (0) TO (10);
        CREATE TABLE public.d PARTITION OF public.p FOR VALUES FROM (10) TO (20)""",
        """ALTER TABLE public.p DETACH PARTITION public.c; ALTER TABLE public.p DETACH PARTITION public.d;
        ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES FROM (10) TO (20);
        ALTER TABLE public.p ATTACH PARTITION public.d FOR VALUES FROM (0) TO (10); ALTER TABLE public.p ADD x text""",
    ),
    Case(
        "one partition more where the whole lacks an index and a key",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (0) TO (10); INSERT INTO public.p VALUES (1, 1);
        CREATE INDEX i ON public.p (b); ALTER TABLE public.p ADD CONSTRAINT k UNIQUE (a, b)""",
        """DROP INDEX public.i; ALTER TABLE public.p DROP CONSTRAINT k;
        CREATE TABLE public.d PARTITION OF public.p FOR VALUES FROM (10) TO (20);
        INSERT INTO public.p VALUES (11, 1)""",
    ),
    Case(
        "attached below an index that was begun and has no part there",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (0) TO (10); INSERT INTO public.p VALUES (1, 1);
        CREATE TABLE public.d PARTITION OF public.p FOR VALUES FROM (10) TO (20); CREATE INDEX i ON ONLY public.p (b);
        CREATE INDEX part ON public.d (b); ALTER INDEX public.i ATTACH PARTITION public.part""",
        "ALTER TABLE public.p DETACH PARTITION public.c",
    ),
    Case(
        "partitions of a table in a schema with another name, with values of a type that is made anew",
        """CREATE SCHEMA s; CREATE TYPE public.e AS ENUM ('a', 'b');
        CREATE TABLE s.p (a integer, b public.e) PARTITION BY RANGE (a);
        CREATE TABLE public.x PARTITION OF s.p FOR VALUES FROM (0) TO (10);
        CREATE TABLE public.y PARTITION OF s.p FOR VALUES FROM (10) TO (20); INSERT INTO s.p VALUES (1, 'a'), (11, 'b')""",
        "ALTER TYPE public.e ADD VALUE 'c' BEFORE 'b'; ALTER SCHEMA s RENAME TO r; CREATE VIEW r.v AS SELECT 1 AS n",
    ),
    Case(
        "a partition of a table whose key has another name, which stands for itself",
        """CREATE TABLE public.w (k integer, b integer NOT NULL, c integer) PARTITION BY HASH (k);
        CREATE TABLE public.x PARTITION OF public.w FOR VALUES WITH (MODULUS 1, REMAINDER 0);
        INSERT INTO public.w VALUES (1, 2, 3)""",
        """ALTER TABLE public.w RENAME COLUMN k TO key; ALTER TABLE public.w DETACH PARTITION public.x;
        ALTER TABLE public.x ALTER c TYPE bigint, ALTER b DROP NOT NULL""",
    ),
    Case(
        "a partition too many, with values of a domain that is made anew",
        """CREATE DOMAIN public.d AS integer CONSTRAINT k CHECK (VALUE > 0);
        CREATE TABLE public.w (a integer, b public.d[]) PARTITION BY LIST (a)""",
        """ALTER DOMAIN public.d DROP CONSTRAINT k; CREATE TABLE public.x PARTITION OF public.w FOR VALUES IN (1);
        INSERT INTO public.w VALUES (1, '{1}')""",
    ),
    Case(
        "attached below a check that it lacks, with a partition of its own",
        """CREATE TABLE public.p (a integer, CONSTRAINT k CHECK (a > 0)) PARTITION BY LIST (a);
        CREATE TABLE public.q (a integer) PARTITION BY LIST (a); CREATE TABLE public.z PARTITION OF public.q DEFAULT""",
        """ALTER TABLE public.q ADD CONSTRAINT k CHECK (a > 0);
        ALTER TABLE public.p ATTACH PARTITION public.q DEFAULT""",
    ),
]
