"""Columns that are required of a table, and so of its heirs and of its partitions."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "a required column of an enum, with a default for the rows that are there",
        """CREATE TYPE public.e AS ENUM ('a', 'b'); CREATE DOMAIN public.d AS text CHECK (VALUE <> '');
        CREATE TABLE public.t (a integer, b public.e NOT NULL DEFAULT 'a', c public.d NOT NULL DEFAULT 'c');
        INSERT INTO public.t VALUES (1)""",
        "ALTER TABLE public.t DROP COLUMN b, DROP COLUMN c",
    ),
    Case(
        "an heir that has its own column, which its parent comes to require",
        "CREATE TABLE public.b (x integer); CREATE TABLE public.a (x integer) INHERITS (public.b)",
        "ALTER TABLE public.b ALTER x SET NOT NULL",
        since=18,
    ),
    Case(
        "an heir that stands after its parent and has its own column, which its parent comes to require",
        "CREATE TABLE public.a (x integer); CREATE TABLE public.b (x integer) INHERITS (public.a)",
        "ALTER TABLE public.a ALTER x SET NOT NULL",
        since=18,
    ),
    Case(
        "three tables with a column of their own, which the first comes to require",
        """CREATE TABLE public.b (x integer); CREATE TABLE public.a (x integer) INHERITS (public.b);
        CREATE TABLE public.c (x integer) INHERITS (public.a)""",
        "ALTER TABLE public.b ALTER x SET NOT NULL",
        since=18,
    ),
    Case(
        "three tables with a column of the first, which it comes to require",
        """CREATE TABLE public.c (x integer); CREATE TABLE public.b () INHERITS (public.c);
        CREATE TABLE public.a () INHERITS (public.b)""",
        "ALTER TABLE public.c ALTER x SET NOT NULL",
        since=18,
    ),
    Case(
        "three tables with a column of the first, which the second comes to require",
        """CREATE TABLE public.c (x integer); CREATE TABLE public.b () INHERITS (public.c);
        CREATE TABLE public.a (x integer) INHERITS (public.b)""",
        "ALTER TABLE public.b ALTER x SET NOT NULL",
        since=18,
    ),
    Case(
        "three tables of which all come to require a column, and each for itself",
        """CREATE TABLE public.c (x integer); CREATE TABLE public.b (x integer) INHERITS (public.c);
        CREATE TABLE public.a () INHERITS (public.b)""",
        """ALTER TABLE public.a ALTER x SET NOT NULL; ALTER TABLE public.b ALTER x SET NOT NULL;
        ALTER TABLE public.c ALTER x SET NOT NULL""",
        since=18,
    ),
    Case(
        "an heir of two parents that come to require a column, of which it has its own",
        """CREATE TABLE public.b (x integer); CREATE TABLE public.c (x integer);
        CREATE TABLE public.a (x integer) INHERITS (public.b, public.c)""",
        "ALTER TABLE public.b ALTER x SET NOT NULL; ALTER TABLE public.c ALTER x SET NOT NULL",
        since=18,
    ),
    Case(
        "a partition whose key makes way for one of its whole, over a column more",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY LIST (b);
        CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN (1);
        ALTER TABLE public.p1 ADD CONSTRAINT pk PRIMARY KEY (a)""",
        "ALTER TABLE public.p1 DROP CONSTRAINT pk; ALTER TABLE public.p ADD PRIMARY KEY (b, a)",
    ),
    Case(
        "a part of a part whose key makes way for one of the whole, over a column more",
        """CREATE TABLE public.p (a integer, b integer) PARTITION BY LIST (b);
        CREATE TABLE public.m PARTITION OF public.p FOR VALUES IN (1, 2) PARTITION BY LIST (b);
        CREATE TABLE public.a PARTITION OF public.m FOR VALUES IN (1);
        ALTER TABLE public.a ADD CONSTRAINT pk PRIMARY KEY (a)""",
        "ALTER TABLE public.a DROP CONSTRAINT pk; ALTER TABLE public.p ADD PRIMARY KEY (b, a)",
    ),
    Case(
        "a new heir of a parent whose NOT NULL was not checked",
        "CREATE TABLE public.x (a integer)",
        """CREATE TABLE public.p (a integer); ALTER TABLE public.p ADD CONSTRAINT n NOT NULL a NOT VALID;
        CREATE TABLE public.c () INHERITS (public.p)""",
        since=18,
    ),
    Case(
        "a new heir of a parent whose NOT NULL was not checked, with a key of it",
        "CREATE TABLE public.x (a integer)",
        """CREATE TABLE public.p (a integer); ALTER TABLE public.p ADD CONSTRAINT n NOT NULL a NOT VALID;
        CREATE TABLE public.c () INHERITS (public.p); ALTER TABLE public.c ADD PRIMARY KEY (a)""",
        since=18,
    ),
    Case(
        "a new heir of a parent whose NOT NULL was not checked, made with a key of it",
        "CREATE TABLE public.x (a integer)",
        """CREATE TABLE public.p (a integer); ALTER TABLE public.p ADD CONSTRAINT n NOT NULL a NOT VALID;
        CREATE TABLE public.c (PRIMARY KEY (a)) INHERITS (public.p)""",
        since=18,
    ),
    Case(
        "a new heir of a parent whose NOT NULL was not checked, with an heir of its own",
        "CREATE TABLE public.x (a integer)",
        """CREATE TABLE public.p (a integer); ALTER TABLE public.p ADD CONSTRAINT n NOT NULL a NOT VALID;
        CREATE TABLE public.c () INHERITS (public.p); CREATE TABLE public.b () INHERITS (public.c)""",
        since=18,
    ),
    Case(
        "a new heir of a parent whose NOT NULL was not checked, with one of its own",
        "CREATE TABLE public.x (a integer)",
        """CREATE TABLE public.p (a integer); ALTER TABLE public.p ADD CONSTRAINT n NOT NULL a NOT VALID;
        CREATE TABLE public.c (CONSTRAINT m NOT NULL a) INHERITS (public.p)""",
        since=18,
    ),
    Case(
        "an heir of an heir that stays where it is, as nothing may be lost, and what its parent requires",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.q (a bigint NOT NULL);
        CREATE TABLE public.c () INHERITS (public.p); CREATE TABLE public.d () INHERITS (public.c);
        INSERT INTO public.c VALUES (1); INSERT INTO public.d VALUES (2)""",
        """ALTER TABLE public.c NO INHERIT public.p; ALTER TABLE public.c ALTER a TYPE bigint, ALTER a SET NOT NULL;
        ALTER TABLE public.c INHERIT public.q; ALTER TABLE public.d ALTER a SET NOT NULL""",
        since=18,
    ),
]
