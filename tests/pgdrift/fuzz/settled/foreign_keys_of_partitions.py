"""Foreign keys that partitions have from their table, or that refer to it."""

from tests.pgdrift.fuzz.settled.case import Case

_WHOLE = """CREATE TABLE public.p (a integer, b integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c (a integer, b integer); INSERT INTO public.c VALUES (1, 1);"""
_ATTACHED = "ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES FROM (1) TO (2)"
_POINTING = """CREATE TABLE public.r (a integer PRIMARY KEY); INSERT INTO public.r VALUES (1);
        ALTER TABLE public.p ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.r"""
_POINTED_AT = """CREATE TABLE public.p (a integer PRIMARY KEY, b integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (0) TO (10); INSERT INTO public.p VALUES (1, 1);
        CREATE TABLE public.r (a integer REFERENCES public.p); INSERT INTO public.r VALUES (1);"""

CASES = [
    Case(
        "one partition more under a foreign key to the whole",
        _POINTED_AT,
        """CREATE TABLE public.d PARTITION OF public.p FOR VALUES FROM (10) TO (20);
        INSERT INTO public.p VALUES (11, 1)""",
    ),
    Case(
        "more partitions of partitions under a foreign key to the whole, which hides its rows",
        f"{_POINTED_AT} ALTER TABLE public.r ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY",
        """CREATE TABLE public.d PARTITION OF public.p FOR VALUES FROM (10) TO (20) PARTITION BY RANGE (a);
        CREATE TABLE public.e PARTITION OF public.d FOR VALUES FROM (10) TO (15);
        CREATE TABLE public.f PARTITION OF public.d DEFAULT; INSERT INTO public.p VALUES (11, 1), (16, 1)""",
    ),
    Case(
        "another partition instead of one under a foreign key to the whole that goes",
        f"{_POINTED_AT} CREATE TABLE public.d PARTITION OF public.p FOR VALUES FROM (10) TO (20)",
        """ALTER TABLE public.r DROP CONSTRAINT r_a_fkey; DROP TABLE public.d;
        CREATE TABLE public.e PARTITION OF public.p FOR VALUES FROM (10) TO (30)""",
    ),
    Case("attached below a foreign key", f"{_WHOLE} {_POINTING}", _ATTACHED),
    Case(
        "attached with the foreign key that it is given",
        f"{_WHOLE} {_POINTING}; ALTER TABLE public.c ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.r",
        _ATTACHED,
    ),
    Case(
        "attached with the foreign key that it is given, by another name",
        f"{_WHOLE} {_POINTING}; ALTER TABLE public.c ADD CONSTRAINT g FOREIGN KEY (a) REFERENCES public.r",
        _ATTACHED,
    ),
    Case(
        "attached below a foreign key and a trigger, with another foreign key of that name",
        f"""{_WHOLE} {_POINTING}, ADD z integer NOT NULL DEFAULT 3;
        CREATE TRIGGER g BEFORE UPDATE ON public.p FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
        ALTER TABLE public.c ADD z integer, ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES public.r""",
        f"""UPDATE public.c SET z = 3; ALTER TABLE public.c ALTER z SET NOT NULL, DROP CONSTRAINT f;
        {_ATTACHED}""",
    ),
    Case(
        "attached with another foreign key of its own",
        f"{_WHOLE} {_POINTING}; ALTER TABLE public.c ADD CONSTRAINT g FOREIGN KEY (b) REFERENCES public.r",
        f"ALTER TABLE public.c DROP CONSTRAINT g; {_ATTACHED}",
    ),
    Case(
        "attached two levels below a foreign key to a partitioned table",
        f"""{_WHOLE} CREATE TABLE public.r (a integer PRIMARY KEY) PARTITION BY LIST (a);
        CREATE TABLE public."the one" PARTITION OF public.r FOR VALUES IN (1); INSERT INTO public.r VALUES (1);
        ALTER TABLE public.p ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.r;
        CREATE TABLE public.q PARTITION OF public.p FOR VALUES FROM (1) TO (9) PARTITION BY LIST (b)""",
        "ALTER TABLE public.q ATTACH PARTITION public.c FOR VALUES IN (1)",
    ),
    Case(
        "moved from one table with a foreign key to another",
        f"""{_WHOLE} {_POINTING}, ADD CONSTRAINT g FOREIGN KEY (b) REFERENCES public.r; {_ATTACHED};
        CREATE TABLE public.q (LIKE public.p, CONSTRAINT f FOREIGN KEY (a) REFERENCES public.r)
        PARTITION BY LIST (b)""",
        """ALTER TABLE public.p DETACH PARTITION public.c; ALTER TABLE public.c DROP CONSTRAINT g;
        ALTER TABLE public.q ATTACH PARTITION public.c FOR VALUES IN (1)""",
    ),
    Case(
        "attached below a foreign key that it has kept, to a table that is made anew",
        """CREATE TABLE public.r (x text, a integer PRIMARY KEY); INSERT INTO public.r VALUES ('x', 1);
        CREATE TABLE public.p (a integer) PARTITION BY RANGE (a);
        CREATE TABLE public.c PARTITION OF public.p FOR VALUES FROM (0) TO (10); INSERT INTO public.p VALUES (1);
        ALTER TABLE public.p ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES public.r""",
        "ALTER TABLE public.p DETACH PARTITION public.c; ALTER TABLE public.r DROP COLUMN x",
    ),
]
