"""Heirs that compute a column otherwise than their parents do."""

from tests.pgdrift.fuzz.settled.case import Case

_HEIR = """CREATE TABLE public.h () INHERITS (public.p);
        ALTER TABLE public.h ALTER COLUMN b SET EXPRESSION AS (a + 3);"""
_TABLES = f"CREATE TABLE public.p (a integer, b bigint GENERATED ALWAYS AS (a + 1) STORED); {_HEIR}"
_ANOTHER = "ALTER TABLE public.p ALTER COLUMN b SET EXPRESSION AS (a + 1)"
_LET_GO = "ALTER TABLE public.p DROP CONSTRAINT k; ALTER TABLE public.p ALTER COLUMN b DROP NOT NULL;"
_AGAIN = "ALTER TABLE public.p ALTER COLUMN b SET NOT NULL, ADD CONSTRAINT k CHECK (b > 0);"

# What PostgreSQL takes from an heir makes no schema to compare with: the changes let go of it first, too.
CASES = [
    Case(
        "an heir computes otherwise what is its parent's primary key",
        """CREATE TABLE public.p (a integer, b bigint GENERATED ALWAYS AS (a + 1) STORED PRIMARY KEY);
        CREATE TABLE public.h () INHERITS (public.p)""",
        "ALTER TABLE public.h ALTER COLUMN b SET EXPRESSION AS (a + 2)",
        since=17,
    ),
    Case(
        "what heirs check is computed from a column of another type",
        """CREATE TABLE public.p (a varchar(10), b text GENERATED ALWAYS AS (a || 'x') STORED NOT NULL,
            CONSTRAINT k CHECK (b <> 'y'));
        CREATE TABLE public.h () INHERITS (public.p); INSERT INTO public.h VALUES ('b')""",
        """ALTER TABLE public.p ALTER COLUMN b SET EXPRESSION AS ('');
        ALTER TABLE public.p ALTER COLUMN a TYPE text;
        ALTER TABLE public.p ALTER COLUMN b SET EXPRESSION AS (a || 'x')""",
        since=17,
    ),
    Case(
        "an heir is made while its parent comes to compute otherwise",
        f"CREATE TABLE public.p (a integer, b bigint GENERATED ALWAYS AS (a + 2) STORED); {_AGAIN}",
        f"""{_LET_GO} {_ANOTHER}; {_HEIR} {_AGAIN}""",
        since=17,
    ),
    Case(
        "an heir computes otherwise what its parent checks and requires",
        f"""{_TABLES} {_AGAIN} COMMENT ON CONSTRAINT k ON public.h IS 'positive';
        INSERT INTO public.h VALUES (1)""",
        f"""{_LET_GO} ALTER TABLE public.h ALTER COLUMN b SET EXPRESSION AS (a + 2); {_AGAIN}
        COMMENT ON CONSTRAINT k ON public.h IS 'positive'""",
        since=17,
    ),
    Case(
        "an heir of an heir computes otherwise what both check",
        f"""{_TABLES} CREATE TABLE public.i () INHERITS (public.h);
        ALTER TABLE public.h ADD CONSTRAINT l CHECK (b < 100);
        ALTER TABLE public.p ADD CONSTRAINT k CHECK (b > 0) NOT VALID""",
        """ALTER TABLE public.h DROP CONSTRAINT l; ALTER TABLE public.p DROP CONSTRAINT k;
        ALTER TABLE public.i ALTER COLUMN b SET EXPRESSION AS (a + 4);
        ALTER TABLE public.h ADD CONSTRAINT l CHECK (b < 100);
        ALTER TABLE public.p ADD CONSTRAINT k CHECK (b > 0) NOT VALID""",
        since=17,
    ),
    Case(
        "a parent computes otherwise what its heir goes on to compute its own way",
        f"{_TABLES} {_AGAIN}",
        f"""{_LET_GO} ALTER TABLE public.p ALTER COLUMN b SET EXPRESSION AS (a + 5);
        ALTER TABLE public.h ALTER COLUMN b SET EXPRESSION AS (a + 3); {_AGAIN}""",
        since=17,
    ),
    Case(
        "a partition computes otherwise what its table checks and requires",
        f"""CREATE TABLE public.p (a integer, b bigint GENERATED ALWAYS AS (a + 1) STORED) PARTITION BY LIST (a);
        CREATE TABLE public.h PARTITION OF public.p DEFAULT;
        ALTER TABLE public.h ALTER COLUMN b SET EXPRESSION AS (a + 3); {_AGAIN}""",
        f"{_LET_GO} ALTER TABLE public.h ALTER COLUMN b SET EXPRESSION AS (a + 2); {_AGAIN}",
        since=17,
    ),
    Case(
        "an heir checks and requires by itself what its parent does as well",
        f"""{_TABLES} {_AGAIN}
        CREATE TABLE public.j (a integer, b bigint GENERATED ALWAYS AS (a + 1) STORED NOT NULL,
            CONSTRAINT k CHECK (b > 0)) INHERITS (public.p)""",
        f"{_LET_GO} ALTER TABLE public.j ALTER COLUMN b SET EXPRESSION AS (a + 2); {_AGAIN}",
        since=17,
    ),
    Case(
        "an expression that heirs have with their parent",
        """CREATE TABLE public.p (a integer, b integer GENERATED ALWAYS AS (a * 2) STORED);
        CREATE TABLE public.c () INHERITS (public.p)""",
        "ALTER TABLE public.p ALTER b DROP EXPRESSION",
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
        "an heir's column that is computed from its parent's",
        """CREATE TABLE public.parent (a integer, b integer);
        CREATE TABLE public.heir () INHERITS (public.parent);
        ALTER TABLE public.heir ADD c integer GENERATED ALWAYS AS (b + 1) STORED, ADD d integer""",
        "ALTER TABLE public.parent DROP COLUMN b CASCADE; ALTER TABLE public.heir DROP COLUMN d",
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
        "a heir of two parents that compute otherwise",
        """CREATE TABLE public.p (k integer, a integer GENERATED ALWAYS AS (k + 1) STORED);
        CREATE TABLE public.q (k integer, a integer GENERATED ALWAYS AS (k + 2) STORED);
        CREATE TABLE public.h (k integer, a integer GENERATED ALWAYS AS (k + 3) STORED) INHERITS (public.p, public.q);
        INSERT INTO public.h VALUES (1)""",
        "DROP TABLE public.h",
        17,
    ),
    Case(
        "an heir that is made anew, with a column in its middle that is computed from one that its parent lacks",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.c () INHERITS (public.p);
        INSERT INTO public.c VALUES (1); ALTER TABLE public.c ADD b text, ADD d numeric GENERATED ALWAYS AS (a * 2) STORED,
        ADD e integer[]; CREATE INDEX i ON public.c (a, d)""",
        "ALTER TABLE public.p DROP COLUMN a CASCADE",
    ),
    Case(
        "a new heir with a column that is computed from one that its parent gets",
        "CREATE TABLE public.p (x integer); INSERT INTO public.p VALUES (1)",
        """ALTER TABLE public.p ADD a integer DEFAULT 3; CREATE TABLE public.c () INHERITS (public.p);
        ALTER TABLE public.c ADD d numeric GENERATED ALWAYS AS (a * 2) STORED; INSERT INTO public.c VALUES (1, 2)""",
    ),
]
