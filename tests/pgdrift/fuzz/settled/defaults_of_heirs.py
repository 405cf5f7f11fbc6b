"""Defaults that an heir has from one of its parents, of its own, or not at all."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "a default and a NOT NULL that only the heir has",
        """CREATE TABLE public.p (a integer, b integer DEFAULT 1, c integer DEFAULT 2);
        CREATE TABLE public.h () INHERITS (public.p);
        ALTER TABLE public.h ALTER a SET NOT NULL, ALTER b SET DEFAULT 5, ALTER c DROP DEFAULT""",
        "ALTER TABLE public.p DROP COLUMN b, DROP COLUMN a",
    ),
    Case(
        "a default that the heir has otherwise",
        """CREATE TABLE public.p (a integer DEFAULT 1); CREATE TABLE public.c () INHERITS (public.p);
        ALTER TABLE public.c ALTER a SET DEFAULT 5""",
        "ALTER TABLE ONLY public.p ALTER a SET DEFAULT 2",
    ),
    Case(
        "an heir's default that depends on the session",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.c () INHERITS (public.p);
        CREATE TABLE public.d (b text DEFAULT 'own') INHERITS (public.p)""",
        "ALTER TABLE public.p ADD COLUMN b text DEFAULT CURRENT_USER",
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
        "an heir with a column of its own, without the default that its parent has for it",
        """CREATE DOMAIN public.d AS integer; CREATE TABLE public.p (a integer DEFAULT 3, b public.d DEFAULT 4);
        CREATE TABLE public.q (a integer DEFAULT 5, b public.d DEFAULT 6);
        CREATE TABLE public.c (a integer, b public.d) INHERITS (public.p);
        CREATE TABLE public.e (a integer DEFAULT 1, b public.d DEFAULT 1) INHERITS (public.p, public.q);
        ALTER TABLE public.c ALTER a DROP DEFAULT, ALTER b DROP DEFAULT;
        ALTER TABLE public.e ALTER a DROP DEFAULT, ALTER b DROP DEFAULT""",
    ),
]
