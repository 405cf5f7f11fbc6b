"""Names that tables have from others above them, once these are renamed there."""

from tests.pgdrift.fuzz.settled.case import Case

_WHOLE = """CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
    CREATE TABLE public.p (a integer, b integer) PARTITION BY RANGE (a);
    CREATE TABLE public.q PARTITION OF public.p FOR VALUES FROM (1) TO (9) PARTITION BY RANGE (a);
    CREATE TABLE public.c PARTITION OF public.q DEFAULT; INSERT INTO public.p VALUES (1, 1);"""
_TRIGGER = """CREATE TRIGGER old BEFORE INSERT ON public.p FOR EACH ROW EXECUTE FUNCTION public.f();"""
_HEIRS = """CREATE TABLE public.p (a integer, CONSTRAINT old CHECK (a > 0)); CREATE TABLE public.q () INHERITS (public.p);
    CREATE TABLE public.c () INHERITS (public.q); INSERT INTO public.c VALUES (1);"""

CASES = [
    Case(
        "a trigger that partitions have from their whole",
        f"{_WHOLE} {_TRIGGER}",
        "ALTER TRIGGER old ON public.p RENAME TO new",
    ),
    Case(
        "a trigger that partitions have from their whole, switched off and described in one of them",
        f"""{_WHOLE} {_TRIGGER} ALTER TABLE public.c DISABLE TRIGGER old;
        COMMENT ON TRIGGER old ON public.c IS 'of the part'""",
        "ALTER TRIGGER old ON public.p RENAME TO new",
    ),
    Case(
        "two triggers that partitions have from their whole, each with the other's name",
        f"""{_WHOLE} {_TRIGGER}
        CREATE TRIGGER other AFTER DELETE ON public.p FOR EACH ROW EXECUTE FUNCTION public.f()""",
        """ALTER TRIGGER old ON public.p RENAME TO aside; ALTER TRIGGER other ON public.p RENAME TO old;
        ALTER TRIGGER aside ON public.p RENAME TO other""",
    ),
    Case(
        "a check that heirs have from their parent",
        _HEIRS,
        "ALTER TABLE public.p RENAME CONSTRAINT old TO new",
    ),
    Case(
        "a check that an heir has from two parents",
        f"""{_HEIRS} CREATE TABLE public.r (a integer, CONSTRAINT old CHECK (a > 0));
        ALTER TABLE public.c INHERIT public.r""",
        "ALTER TABLE public.c NO INHERIT public.r; ALTER TABLE public.p RENAME CONSTRAINT old TO new",
    ),
    Case(
        "a check that an heir has of its own besides its parent's",
        f"{_HEIRS} ALTER TABLE public.c ADD CONSTRAINT old CHECK (a > 0)",
        "ALTER TABLE public.p RENAME CONSTRAINT old TO new",
    ),
    Case(
        "a check that only the parent has",
        f"{_HEIRS} ALTER TABLE public.p ADD CONSTRAINT alone CHECK (a > 1) NO INHERIT",
        "ALTER TABLE public.p RENAME CONSTRAINT alone TO lonely",
    ),
    Case(
        "a key that partitions have from their whole",
        f"{_WHOLE} ALTER TABLE public.p ADD CONSTRAINT old UNIQUE (a)",
        "ALTER TABLE public.p RENAME CONSTRAINT old TO new",
    ),
    Case(
        "a check that partitions have from their whole",
        f"{_WHOLE} ALTER TABLE public.p ADD CONSTRAINT old CHECK (a > 0)",
        "ALTER TABLE public.p RENAME CONSTRAINT old TO new",
    ),
    Case(
        "a NOT NULL that heirs have from their parent",
        f"{_HEIRS} ALTER TABLE public.p ADD CONSTRAINT n NOT NULL a",
        "ALTER TABLE public.p RENAME CONSTRAINT n TO m",
        since=18,
    ),
    Case(
        "a column that likely has another name, and a view of what an heir has of it",
        """CREATE TABLE public.p (a integer, b text, "table" integer); CREATE TABLE public.h () INHERITS (public.p);
        CREATE TABLE public.hh (k integer) INHERITS (public.h);
        CREATE VIEW public.v AS SELECT t."table" AS x FROM public.h t;
        CREATE VIEW public.w AS SELECT t."table" AS x FROM public.hh t; INSERT INTO public.hh VALUES (1, 'b', 2, 3)""",
        """ALTER TABLE public.p RENAME COLUMN "table" TO "it's"; ALTER TABLE public.p ALTER a SET NOT NULL""",
    ),
]
