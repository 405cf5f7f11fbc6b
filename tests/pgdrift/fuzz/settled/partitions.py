"""Tables that become a partition of another, with all that it passes on, or stand for themselves again."""

from tests.pgdrift.fuzz.settled.case import Case

_WHOLE = """CREATE TABLE public.p (a integer, b integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c (a integer, b integer); INSERT INTO public.c VALUES (1, 1);"""
_ATTACHED = "ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES FROM (1) TO (2)"

CASES = [
    Case("attached below an index", f"{_WHOLE} CREATE INDEX i ON public.p (a)", _ATTACHED),
    Case(
        "attached below an index that comes with it", _WHOLE, f"{_ATTACHED}; CREATE INDEX i ON public.p (a)"
    ),
    Case(
        "attached below an index over a column that has another type",
        f"{_WHOLE} CREATE INDEX i ON public.p (b); ALTER TABLE public.c ALTER b TYPE bigint",
        f"ALTER TABLE public.c ALTER b TYPE integer; {_ATTACHED}",
    ),
    Case(
        "attached two levels below an index",
        f"""{_WHOLE} CREATE INDEX i ON public.p (b, a);
        CREATE TABLE public.q PARTITION OF public.p FOR VALUES FROM (1) TO (9) PARTITION BY LIST (b)""",
        "ALTER TABLE public.q ATTACH PARTITION public.c FOR VALUES IN (1)",
    ),
    Case(
        "attached below a column that it lacks",
        f"{_WHOLE} ALTER TABLE public.p ADD z integer NOT NULL DEFAULT 3",
        f"ALTER TABLE public.c ADD z integer NOT NULL DEFAULT 3; {_ATTACHED}",
    ),
]
