"""Types that are made anew under a table and its heirs, which have their columns' values in common."""

from tests.pgdrift.fuzz.settled.case import Case


def _anew(made: str, change: str = "") -> tuple[str, str]:
    """Tables with an enum, and the same with its labels in another order and in other families perhaps."""
    enum, again = (f"CREATE TYPE public.e AS ENUM ({labels});" for labels in ("'a', 'b'", "'b', 'a'"))
    return f"{enum} {made}", f"DROP TYPE public.e CASCADE; DROP TABLE {_TABLES}; {again} {change or made}"


_TABLES = "IF EXISTS public.d, public.c, public.p, public.q"
_P, _Q = "CREATE TABLE public.p (a public.e);", "CREATE TABLE public.q (a public.e);"
_OWN = "CREATE TABLE public.c (a public.e)"
_ROW = "INSERT INTO public.c VALUES ('a')"
_DOMAIN = "CREATE DOMAIN public.d AS integer; CREATE TABLE public.p (a public.d[]);"

CASES = [
    Case(
        "an enum in a column that an heir has of its own and from its parent",
        *_anew(f"{_P} {_OWN} INHERITS (public.p); {_ROW}"),
    ),
    Case(
        "an enum in a column that an heir has of its own, and its heir too",
        *_anew(
            f"""{_P} {_OWN} INHERITS (public.p); CREATE TABLE public.d (a public.e DEFAULT 'a') INHERITS (public.c);
            {_ROW}; INSERT INTO public.d VALUES ('b')"""
        ),
    ),
    Case(
        "an enum in a column of its own that an heir has no longer from its parent",
        *_anew(f"{_P} {_OWN} INHERITS (public.p); {_ROW}", f"{_P} {_OWN}; {_ROW}"),
    ),
    Case(
        "an enum in a column that an heir had from its parent and has for itself",
        *_anew(f"{_P} CREATE TABLE public.c () INHERITS (public.p); {_ROW}", f"{_P} {_OWN}; {_ROW}"),
    ),
    Case(
        "an enum in a column of its own that an heir has from another parent",
        *_anew(
            f"{_P} {_Q} {_OWN} INHERITS (public.p); {_ROW}", f"{_P} {_Q} {_OWN} INHERITS (public.q); {_ROW}"
        ),
    ),
    Case(
        "an enum in a column that an heir has from another parent",
        *_anew(
            f"{_P} {_Q} CREATE TABLE public.c () INHERITS (public.p); {_ROW}",
            f"{_P} {_Q} CREATE TABLE public.c () INHERITS (public.q); {_ROW}",
        ),
    ),
    Case(
        "a domain that gets a rule, in arrays that an heir has of its own and from its parent",
        f"{_DOMAIN} CREATE TABLE public.c (a public.d[]) INHERITS (public.p); INSERT INTO public.c VALUES ('{{1}}')",
        """DROP TABLE public.c, public.p; ALTER DOMAIN public.d ADD CONSTRAINT k CHECK (VALUE > 0);
        CREATE TABLE public.p (a public.d[]); CREATE TABLE public.c (a public.d[]) INHERITS (public.p);
        INSERT INTO public.c VALUES ('{1}')""",
    ),
    Case(
        "a domain that gets a rule, in arrays of its own that an heir has no longer from its parent",
        f"{_DOMAIN} CREATE TABLE public.c (a public.d[]) INHERITS (public.p); INSERT INTO public.c VALUES ('{{1}}')",
        """DROP TABLE public.c, public.p; ALTER DOMAIN public.d ADD CONSTRAINT k CHECK (VALUE > 0);
        CREATE TABLE public.p (a public.d[]); CREATE TABLE public.c (a public.d[]);
        INSERT INTO public.c VALUES ('{1}')""",
    ),
]
