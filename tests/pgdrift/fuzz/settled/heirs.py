"""Tables that become the heir of another, or stand for themselves again, and the columns they have from it."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "a column of the parent's that came later",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.c (b integer) INHERITS (public.p);
        ALTER TABLE public.p ADD COLUMN d text""",
        "ALTER TABLE public.p RENAME COLUMN d TO e",
    ),
    Case(
        "another type of a column that a table inherits",
        """CREATE TYPE public.it AS ENUM ('a'); CREATE SCHEMA s; CREATE TABLE public.p (a public.it);
        CREATE TABLE public.c () INHERITS (public.p); INSERT INTO public.c VALUES ('a')""",
        "ALTER TYPE public.it SET SCHEMA s",
    ),
    Case(
        "a column that is missing in the middle of a table that others inherit from",
        """CREATE TABLE public.p (a integer, b integer, c integer);
        CREATE TABLE public.h (d integer) INHERITS (public.p); CREATE INDEX i ON public.h (c);
        INSERT INTO public.p VALUES (1, 2, 3); INSERT INTO public.h VALUES (4, 5, 6, 7)""",
        "ALTER TABLE public.p DROP COLUMN b",
    ),
    Case(
        "a parent that moves",
        """CREATE SCHEMA s; CREATE TABLE s.p (a integer DEFAULT 1, b text NOT NULL);
        CREATE TABLE public."the heir" (c integer) INHERITS (s.p); INSERT INTO public."the heir" VALUES (1, 'x', 2)""",
        "ALTER TABLE s.p SET SCHEMA public",
    ),
    Case(
        "an heir whose new parent has another column",
        """CREATE TABLE public.p (a integer NOT NULL); CREATE TABLE public.c () INHERITS (public.p);
        CREATE TABLE public.d () INHERITS (public.c)""",
        """ALTER TABLE public.p ADD COLUMN b numeric DEFAULT 1.5 NOT NULL;
        ALTER TABLE public.p RENAME TO q""",
    ),
    Case(
        "parents in another order",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.q (a integer); CREATE TABLE public.r (a integer);
        CREATE TABLE public.c () INHERITS (public.p, public.q, public.r)""",
        """ALTER TABLE public.c NO INHERIT public.p, NO INHERIT public.q;
        ALTER TABLE public.c INHERIT public.q, INHERIT public.p""",
    ),
    Case(
        "a parent with a column too many, and an heir that has left",
        """CREATE TABLE public.p (a integer, b integer); CREATE TABLE public.c () INHERITS (public.p);
        CREATE TABLE public.d () INHERITS (public.p)""",
        """DROP TABLE public.c; CREATE TABLE public.c (a integer, b integer);
        ALTER TABLE public.p ADD COLUMN e integer; CREATE VIEW public.v AS SELECT e FROM public.d""",
    ),
    Case(
        "an heir that stores values otherwise than its parent",
        """CREATE TABLE public.parent (a text, b text);
        CREATE TABLE public.heir () INHERITS (public.parent);
        CREATE TABLE public.own (b text) INHERITS (public.parent);
        ALTER TABLE ONLY public.parent ALTER a SET COMPRESSION pglz, ALTER b SET STORAGE EXTERNAL""",
        "DROP TABLE public.heir, public.own",
    ),
    Case(
        "an heir that gets its parent while both change a column's type",
        "CREATE TABLE public.p (a bigint); CREATE TABLE public.c (a bigint); INSERT INTO public.c VALUES (1)",
        """ALTER TABLE public.p ALTER a TYPE integer; ALTER TABLE public.c ALTER a TYPE integer;
        ALTER TABLE public.c INHERIT public.p""",
    ),
    Case(
        "an heir that had a column before its parent's, whose type changes",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.c (a integer); INSERT INTO public.c VALUES (1);
        ALTER TABLE public.c INHERIT public.p""",
        "ALTER TABLE public.p ALTER a TYPE bigint",
    ),
    Case(
        "statistics of an heir over a column that its parent gets again",
        """CREATE TABLE public.p (a integer, b integer); CREATE TABLE public.c (d integer) INHERITS (public.p);
        CREATE STATISTICS public.s (dependencies) ON a, b, d FROM public.c;
        CREATE STATISTICS public.e ON a, b, (b + 1) FROM public.c""",
        "ALTER TABLE public.p DROP COLUMN a CASCADE",
    ),
    Case(
        "an heir that is to be hung on a parent, with a column of another type",
        "CREATE TABLE public.p (a integer); CREATE TABLE public.c (b text) INHERITS (public.p)",
        """ALTER TABLE public.c NO INHERIT public.p; ALTER TABLE public.c ALTER a TYPE smallint;
        INSERT INTO public.c VALUES (1, 'one')""",
    ),
    Case(
        "an heir that is to be hung on a parent with a column of another type",
        "CREATE TABLE public.p (a integer); CREATE TABLE public.c (b text) INHERITS (public.p)",
        """ALTER TABLE public.c NO INHERIT public.p; ALTER TABLE public.p ALTER a TYPE bigint;
        INSERT INTO public.c VALUES (1, 'one')""",
    ),
    Case(
        "an heir that was made alone, with its parent's columns in another order",
        """CREATE TABLE public.p (a integer, b integer NOT NULL, CONSTRAINT k CHECK (a > 0));
        CREATE TABLE public.c (b integer NOT NULL, x text, a integer, CONSTRAINT k CHECK (a > 0));
        ALTER TABLE public.c INHERIT public.p; INSERT INTO public.c VALUES (1, 'x', 2)""",
        "DROP TABLE public.c",
    ),
    Case(
        "an heir of two parents, one of which has a column that the heir had before",
        """CREATE TABLE public.p (a integer DEFAULT 1, b text COLLATE "C"); CREATE TABLE public.q (d integer NOT NULL);
        CREATE TABLE public."the heir" (x integer, CHECK (x > d)) INHERITS (public.p, public.q);
        ALTER TABLE public."the heir" ADD COLUMN z text, ALTER b SET NOT NULL;
        ALTER TABLE public.q ADD COLUMN z text; ALTER TABLE public.p ALTER b SET STORAGE EXTERNAL""",
        'DROP TABLE public."the heir"',
    ),
    Case(
        "an heir whose columns are in another order than those that its parent has",
        """CREATE TABLE public.p (a integer, b integer); CREATE TABLE public.c (b integer, x text, a integer);
        ALTER TABLE public.c INHERIT public.p; INSERT INTO public.c VALUES (1, 'x', 2)""",
        """DROP TABLE public.c; CREATE TABLE public.c (x text, b integer, a integer);
        ALTER TABLE public.c INHERIT public.p; INSERT INTO public.c VALUES ('x', 1, 2)""",
    ),
    Case(
        "a column too many that an heir has of its own besides its parent's",
        """CREATE TABLE public.b (a integer); CREATE TABLE public.c (b integer) INHERITS (public.b);
        CREATE TABLE public.a () INHERITS (public.c); INSERT INTO public.a VALUES (1, 2)""",
        """ALTER TABLE public.a ADD e integer; ALTER TABLE public.c ADD e integer; ALTER TABLE public.b ADD e integer;
        CREATE INDEX i ON public.c (e); CREATE VIEW public.v AS SELECT e FROM public.a""",
    ),
    Case(
        "a heir of an old partition",
        """CREATE TABLE public.p (a integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (1) TO (9); INSERT INTO public.p VALUES (1)""",
        """ALTER TABLE public.p DETACH PARTITION public.c; CREATE TABLE public.h (b text) INHERITS (public.c);
        INSERT INTO public.h VALUES (2, 'x')""",
    ),
    Case(
        "a heir that an old partition loses again",
        """CREATE TABLE public.p (a integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (1) TO (9); CREATE TABLE public.h (a integer, b text)""",
        """ALTER TABLE public.p DETACH PARTITION public.c; ALTER TABLE public.h INHERIT public.c;
        INSERT INTO public.h VALUES (2, 'x')""",
    ),
    Case(
        "an heir of a table in a schema with another name, whose types it has",
        """CREATE SCHEMA s; CREATE TYPE s.e AS ENUM ('a', 'b'); CREATE TABLE s.p (a s.e, b s.e[]);
        CREATE TABLE public.c (d integer) INHERITS (s.p); INSERT INTO public.c VALUES ('a', '{b}', 1)""",
        "ALTER SCHEMA s RENAME TO r; CREATE VIEW r.v AS SELECT 1 AS n",
    ),
]
