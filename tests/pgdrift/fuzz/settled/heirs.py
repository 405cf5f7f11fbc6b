"""Tables that become the heir of another, with the checks that it passes on, or stand for themselves again."""

from tests.pgdrift.fuzz.settled.case import Case

_CHECKED = "CREATE TABLE public.p (a integer, CONSTRAINT k CHECK (a > 0));"
_ALONE = "CREATE TABLE public.c (a integer); INSERT INTO public.c VALUES (1);"
_HEIR = "CREATE TABLE public.c () INHERITS (public.p); INSERT INTO public.c VALUES (1);"

CASES = [
    Case(
        "an heir that has a check besides its parent's, and had it before",
        f"{_CHECKED} {_ALONE} ALTER TABLE public.c ADD CONSTRAINT k CHECK (a > 0)",
        "ALTER TABLE public.c INHERIT public.p",
    ),
    Case(
        "an heir that has a check from its parent alone, and keeps it",
        f"{_CHECKED} {_HEIR} COMMENT ON CONSTRAINT k ON public.p IS 'of the parent'",
        "ALTER TABLE public.c NO INHERIT public.p",
    ),
    Case(
        "an heir that has a check from its parent alone, and does not keep it",
        f"{_CHECKED} {_HEIR} COMMENT ON CONSTRAINT k ON public.c IS 'of the heir'",
        "ALTER TABLE public.c NO INHERIT public.p; ALTER TABLE public.c DROP CONSTRAINT k",
    ),
    Case(
        "an heir that has a check besides its parent's, and does not keep it",
        f"{_CHECKED} {_HEIR} ALTER TABLE public.c ADD CONSTRAINT k CHECK (a > 0)",
        "ALTER TABLE public.c NO INHERIT public.p; ALTER TABLE public.c DROP CONSTRAINT k",
    ),
    Case(
        "an heir that has a check from its parent alone, and keeps another of that name",
        f"{_CHECKED} {_HEIR}",
        """ALTER TABLE public.c NO INHERIT public.p; ALTER TABLE public.c DROP CONSTRAINT k;
        ALTER TABLE public.c ADD CONSTRAINT k CHECK (a < 9)""",
    ),
    Case(
        "two heirs that have a check from their parent's parent alone",
        f"""{_CHECKED} CREATE TABLE public.q () INHERITS (public.p); CREATE TABLE public.d () INHERITS (public.q);
        {_HEIR.replace("public.p", "public.q")}""",
        """ALTER TABLE public.c NO INHERIT public.q; ALTER TABLE public.d NO INHERIT public.q;
        ALTER TABLE public.d DROP CONSTRAINT k""",
    ),
    Case(
        "an heir that has a check from two parents",
        f"""{_CHECKED} CREATE TABLE public.q (a integer, CONSTRAINT k CHECK (a > 0));
        CREATE TABLE public.c () INHERITS (public.p, public.q)""",
        """ALTER TABLE public.c NO INHERIT public.p; ALTER TABLE public.c NO INHERIT public.q;
        ALTER TABLE public.c DROP CONSTRAINT k""",
    ),
    Case(
        "an heir that loses one of two parents and the other's check",
        f"""{_CHECKED} CREATE TABLE public.q (a integer, CONSTRAINT k CHECK (a > 0));
        CREATE TABLE public.c () INHERITS (public.p, public.q)""",
        "ALTER TABLE public.c NO INHERIT public.q; ALTER TABLE public.p DROP CONSTRAINT k",
    ),
    Case(
        "an heir of a parent that comes with its check",
        _ALONE,
        f"{_CHECKED} ALTER TABLE public.c ADD CONSTRAINT k CHECK (a > 0); ALTER TABLE public.c INHERIT public.p",
    ),
    Case(
        "an heir whose parent gets the check, too",
        f"CREATE TABLE public.p (a integer); {_ALONE} ALTER TABLE public.c ADD CONSTRAINT k CHECK (a > 0)",
        """ALTER TABLE public.c DROP CONSTRAINT k; ALTER TABLE public.c INHERIT public.p;
        ALTER TABLE public.p ADD CONSTRAINT k CHECK (a > 0)""",
    ),
    Case(
        "an heir that must have a value",
        f"CREATE TABLE public.p (a integer NOT NULL); {_ALONE}",
        "ALTER TABLE public.c ALTER a SET NOT NULL; ALTER TABLE public.c INHERIT public.p",
    ),
    Case(
        "a column of the parent's that came later",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.c (b integer) INHERITS (public.p);
        ALTER TABLE public.p ADD COLUMN d text""",
        "ALTER TABLE public.p RENAME COLUMN d TO e",
    ),
    Case(
        "a check not validated that a table inherits",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.c () INHERITS (public.p);
        ALTER TABLE public.p ADD CONSTRAINT k CHECK (a > 0) NOT VALID""",
    ),
    Case(
        "another type of a column that a table inherits",
        """CREATE TYPE public.it AS ENUM ('a'); CREATE SCHEMA s; CREATE TABLE public.p (a public.it);
        CREATE TABLE public.c () INHERITS (public.p); INSERT INTO public.c VALUES ('a')""",
        "ALTER TYPE public.it SET SCHEMA s",
    ),
    Case(
        "a default and a NOT NULL that only the heir has",
        """CREATE TABLE public.p (a integer, b integer DEFAULT 1, c integer DEFAULT 2);
        CREATE TABLE public.h () INHERITS (public.p);
        ALTER TABLE public.h ALTER a SET NOT NULL, ALTER b SET DEFAULT 5, ALTER c DROP DEFAULT""",
        "ALTER TABLE public.p DROP COLUMN b, DROP COLUMN a",
    ),
    Case(
        "a primary key over a column that is inherited",
        """CREATE TABLE public.p (a integer NOT NULL); CREATE TABLE public.c () INHERITS (public.p);
        ALTER TABLE public.c ADD PRIMARY KEY (a)""",
    ),
    Case(
        "a NOT NULL that comes from the parent",
        "CREATE TABLE public.p (a integer); CREATE TABLE public.c () INHERITS (public.p)",
        "ALTER TABLE public.p ALTER a SET NOT NULL",
    ),
    Case(
        "a column that is missing in the middle of a table that others inherit from",
        """CREATE TABLE public.p (a integer, b integer, c integer);
        CREATE TABLE public.h (d integer) INHERITS (public.p); CREATE INDEX i ON public.h (c);
        INSERT INTO public.p VALUES (1, 2, 3); INSERT INTO public.h VALUES (4, 5, 6, 7)""",
        "ALTER TABLE public.p DROP COLUMN b",
    ),
    Case(
        "an expression that heirs have with their parent",
        """CREATE TABLE public.p (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
        CREATE TABLE public.c () INHERITS (public.p)""",
        "ALTER TABLE public.p ALTER b DROP EXPRESSION",
    ),
    Case(
        "a parent that moves",
        """CREATE SCHEMA s; CREATE TABLE s.p (a integer DEFAULT 1, b text NOT NULL);
        CREATE TABLE public."the heir" (c integer) INHERITS (s.p); INSERT INTO public."the heir" VALUES (1, 'x', 2)""",
        "ALTER TABLE s.p SET SCHEMA public",
    ),
    Case(
        "a default that the heir has otherwise",
        """CREATE TABLE public.p (a integer DEFAULT 1); CREATE TABLE public.c () INHERITS (public.p);
        ALTER TABLE public.c ALTER a SET DEFAULT 5""",
        "ALTER TABLE ONLY public.p ALTER a SET DEFAULT 2",
    ),
    Case(
        "an expression that the heir has otherwise",
        """CREATE TABLE public.p (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
        CREATE TABLE public.c () INHERITS (public.p); CREATE TABLE public.d () INHERITS (public.p)""",
        "ALTER TABLE public.c ALTER b SET EXPRESSION AS (a * 5)",
        since=17,
    ),
    Case(
        "an expression of a parent whose heir has another",
        """CREATE TABLE public.p (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
        CREATE TABLE public.c () INHERITS (public.p);
        ALTER TABLE public.c ALTER b SET EXPRESSION AS (a * 5)""",
        """ALTER TABLE public.p ALTER b SET EXPRESSION AS (a * 3);
        ALTER TABLE public.c ALTER b SET EXPRESSION AS (a * 5)""",
        since=17,
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
        "an heir's default that depends on the session",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.c () INHERITS (public.p);
        CREATE TABLE public.d (b text DEFAULT 'own') INHERITS (public.p)""",
        "ALTER TABLE public.p ADD COLUMN b text DEFAULT CURRENT_USER",
    ),
    Case(
        "a parent with a column too many, and an heir that has left",
        """CREATE TABLE public.p (a integer, b integer); CREATE TABLE public.c () INHERITS (public.p);
        CREATE TABLE public.d () INHERITS (public.p)""",
        """DROP TABLE public.c; CREATE TABLE public.c (a integer, b integer);
        ALTER TABLE public.p ADD COLUMN e integer; CREATE VIEW public.v AS SELECT e FROM public.d""",
    ),
    Case(
        "an heir's column that is computed from its parent's",
        """CREATE TABLE public.parent (a integer, b integer);
        CREATE TABLE public.heir () INHERITS (public.parent);
        ALTER TABLE public.heir ADD c integer GENERATED ALWAYS AS (b + 1) STORED, ADD d integer""",
        "ALTER TABLE public.parent DROP COLUMN b CASCADE; ALTER TABLE public.heir DROP COLUMN d",
    ),
    Case(
        "an heir that is missing where its parent's default waits for a type",
        """CREATE TYPE public.mood AS ENUM ('calm', 'wild');
        CREATE FUNCTION public.f(a integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT a';
        CREATE TABLE public.parent (m public.mood DEFAULT 'wild', n integer DEFAULT public.f(1))""",
        """ALTER TYPE public.mood RENAME VALUE 'wild' TO 'keen'; ALTER TABLE public.parent ALTER n DROP DEFAULT;
        DROP FUNCTION public.f(integer);
        CREATE FUNCTION public.f(b integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT b';
        ALTER TABLE public.parent ALTER n SET DEFAULT public.f(1);
        CREATE TABLE public.aunt () INHERITS (public.parent); CREATE TABLE public.heir () INHERITS (public.aunt)""",
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
        "an heir whose parent gets a computed column that stands after another of the heir's",
        """CREATE TABLE public.p (a integer NOT NULL DEFAULT 3, b integer); CREATE TABLE public.c (x text) INHERITS (public.p);
        CREATE TABLE public.d () INHERITS (public.c);
        ALTER TABLE public.c ADD COLUMN y integer GENERATED ALWAYS AS (b + 1) STORED;
        ALTER TABLE public.p ADD COLUMN y integer GENERATED ALWAYS AS (b * 2) STORED;
        INSERT INTO public.c VALUES (1, 2, 'x'); ALTER TABLE public.p ADD CHECK (a > 0)""",
        "DROP TABLE public.p CASCADE",
        since=16,
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
        "an heir that has a check from its parent which nobody has validated",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.c () INHERITS (public.p);
        ALTER TABLE public.p ADD CONSTRAINT k CHECK (a > 0) NOT VALID""",
        "DROP TABLE public.c",
    ),
    Case(
        "a heir that has no default, of two parents of which one has none",
        """CREATE TABLE public.p (a integer DEFAULT 1); CREATE TABLE public.q (a integer);
        CREATE TABLE public.h () INHERITS (public.p, public.q); ALTER TABLE public.h ALTER a DROP DEFAULT""",
        "DROP TABLE public.h",
    ),
    Case(
        "a heir that gets a column with the default of one of its two parents",
        """CREATE TABLE public.p (k integer); CREATE TABLE public.q (k integer);
        CREATE TABLE public.h () INHERITS (public.p, public.q)""",
        "ALTER TABLE public.p ADD a integer; ALTER TABLE public.q ADD a integer DEFAULT 1",
    ),
    Case(
        "a heir that has the default of the second of its parents only",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.q (a integer DEFAULT 1);
        CREATE TABLE public.h () INHERITS (public.p, public.q)""",
        "ALTER TABLE public.h ALTER a DROP DEFAULT",
    ),
    Case(
        "a heir of two parents with two defaults",
        """CREATE TABLE public.p (a integer DEFAULT 1); CREATE TABLE public.q (a integer DEFAULT 2);
        CREATE TABLE public.h (a integer DEFAULT 3) INHERITS (public.p, public.q)""",
        "ALTER TABLE public.h ALTER a DROP DEFAULT",
    ),
    Case(
        "a heir that goes, of two parents with two defaults",
        """CREATE TABLE public.p (a integer DEFAULT 1); CREATE TABLE public.q (a integer DEFAULT 2);
        CREATE TABLE public.h (a integer DEFAULT 3) INHERITS (public.p, public.q);
        ALTER TABLE public.h ALTER a DROP DEFAULT; INSERT INTO public.h VALUES (1)""",
        "DROP TABLE public.h",
    ),
    Case(
        "a heir of two parents that compute otherwise",
        """CREATE TABLE public.p (k integer, a integer GENERATED ALWAYS AS (k + 1) STORED);
        CREATE TABLE public.q (k integer, a integer GENERATED ALWAYS AS (k + 2) STORED);
        CREATE TABLE public.h (k integer, a integer GENERATED ALWAYS AS (k + 3) STORED) INHERITS (public.p, public.q);
        INSERT INTO public.h VALUES (1)""",
        "DROP TABLE public.h",
        17,
    ),
    Case(
        "a heir that gets a column from two parents with two defaults",
        """CREATE TABLE public.p (k integer); CREATE TABLE public.q (k integer);
        CREATE TABLE public.h () INHERITS (public.p, public.q)""",
        "ALTER TABLE public.p ADD a integer DEFAULT 2; ALTER TABLE public.q ADD a integer DEFAULT 1",
    ),
    Case(
        "a heir whose parents got two defaults, which goes",
        """CREATE TABLE public.p (k integer, a integer); CREATE TABLE public.q (b text, a integer);
        CREATE TABLE public.h (c text) INHERITS (public.p, public.q);
        ALTER TABLE public.p ALTER a SET DEFAULT 2; ALTER TABLE public.q ALTER a SET DEFAULT 1;
        INSERT INTO public.h VALUES (1), (2)""",
        "DROP TABLE public.h",
    ),
    Case(
        "a heir whose new parents have two defaults, and which has none",
        """CREATE TABLE public.p (k integer, a integer); CREATE TABLE public.q (b text, a integer);
        CREATE TABLE public.h (c text) INHERITS (public.p, public.q);
        ALTER TABLE ONLY public.p ALTER a SET DEFAULT 2; ALTER TABLE ONLY public.q ALTER a SET DEFAULT 1""",
        "DROP TABLE public.h, public.p, public.q",
    ),
    Case(
        "a heir that goes while its parent gets another default",
        """CREATE SEQUENCE public.s; CREATE TABLE public.p (a integer); CREATE TABLE public.h (b text) INHERITS (public.p);
        ALTER TABLE public.p ALTER a SET DEFAULT nextval('public.s'); INSERT INTO public.h (b) VALUES ('x')""",
        "DROP TABLE public.h; ALTER TABLE public.p ALTER a SET DEFAULT 5",
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
        "an heir with a column of its own that only its parent requires",
        """CREATE TABLE public.p (a real NOT NULL, id integer PRIMARY KEY); CREATE TABLE public.q (a real);
        CREATE TABLE public.c (a real, b text NOT NULL) INHERITS (public.p);
        CREATE TABLE public.d (a real, b text NOT NULL) INHERITS (public.q, public.p);
        CREATE TABLE public.e (a real NOT NULL) INHERITS (public.q, public.p)""",
    ),
    Case(
        "an heir of a table in a schema with another name, whose types it has",
        """CREATE SCHEMA s; CREATE TYPE s.e AS ENUM ('a', 'b'); CREATE TABLE s.p (a s.e, b s.e[]);
        CREATE TABLE public.c (d integer) INHERITS (s.p); INSERT INTO public.c VALUES ('a', '{b}', 1)""",
        "ALTER SCHEMA s RENAME TO r; CREATE VIEW r.v AS SELECT 1 AS n",
    ),
    Case(
        "an heir with a column of its own, without the default that its parent has for it",
        """CREATE DOMAIN public.d AS integer; CREATE TABLE public.p (a integer DEFAULT 3, b public.d DEFAULT 4);
        CREATE TABLE public.q (a integer DEFAULT 5, b public.d DEFAULT 6);
        CREATE TABLE public.c (a integer, b public.d) INHERITS (public.p);
        CREATE TABLE public.e (a integer DEFAULT 1, b public.d DEFAULT 1) INHERITS (public.p, public.q);
        ALTER TABLE public.c ALTER a DROP DEFAULT, ALTER b DROP DEFAULT;
        ALTER TABLE public.e ALTER a DROP DEFAULT, ALTER b DROP DEFAULT""",
    ),
]
