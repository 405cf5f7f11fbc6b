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
]
