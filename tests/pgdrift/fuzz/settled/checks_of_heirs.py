"""Checks and NOT NULL that a table has from its parents, besides them, or keeps when it leaves them."""

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
        "an heir that has a check besides its parent's, and keeps another of that name",
        f"{_CHECKED} {_HEIR} ALTER TABLE public.c ADD CONSTRAINT k CHECK (a > 0)",
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
        "a check not validated that a table inherits",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.c () INHERITS (public.p);
        ALTER TABLE public.p ADD CONSTRAINT k CHECK (a > 0) NOT VALID""",
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
        "an heir that has a check from its parent which nobody has validated",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.c () INHERITS (public.p);
        ALTER TABLE public.p ADD CONSTRAINT k CHECK (a > 0) NOT VALID""",
        "DROP TABLE public.c",
    ),
    Case(
        "an heir with a column of its own that only its parent requires",
        """CREATE TABLE public.p (a real NOT NULL, id integer PRIMARY KEY); CREATE TABLE public.q (a real);
        CREATE TABLE public.c (a real, b text NOT NULL) INHERITS (public.p);
        CREATE TABLE public.d (a real, b text NOT NULL) INHERITS (public.q, public.p);
        CREATE TABLE public.e (a real NOT NULL) INHERITS (public.q, public.p)""",
    ),
]
