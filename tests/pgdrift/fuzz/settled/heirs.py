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
]
