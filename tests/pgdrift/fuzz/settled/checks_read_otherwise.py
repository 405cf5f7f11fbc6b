"""Checks that PostgreSQL reads otherwise than it has them, of tables that are there and get a parent."""

from tests.pgdrift.fuzz.settled.case import Case

_HAD = "CONSTRAINT k CHECK (b BETWEEN 1 AND 9 AND a > 0)"
_READ = "CONSTRAINT k CHECK (b >= 1 AND b <= 9 AND a > 0)"
_WHOLE = f"CREATE TABLE public.p (a integer, b integer, {_HAD}) PARTITION BY LIST (a);"
_ATTACHED = "ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES IN (1)"


def _alone(check: str) -> str:
    return f"CREATE TABLE public.c (a integer, b integer, {check}); INSERT INTO public.c VALUES (1, 2);"


CASES = [
    Case(
        "a partition that was a table, beside a new one",
        f"{_WHOLE} {_alone(_HAD)}",
        f"{_ATTACHED}; CREATE TABLE public.d PARTITION OF public.p DEFAULT",
    ),
    Case(
        "a partition that was a table with the check as it is read",
        f"{_WHOLE} {_alone(_READ)}",
        f"ALTER TABLE public.c DROP CONSTRAINT k; ALTER TABLE public.c ADD {_HAD}; {_ATTACHED}",
    ),
    Case(
        "a partition that was a table without the check",
        f"{_WHOLE} {_alone('CHECK (a < 99)')}",
        f"ALTER TABLE public.c ADD {_HAD}; {_ATTACHED}",
    ),
    Case(
        "a partition of a table that has the check as it is read",
        f"{_WHOLE.replace(_HAD, _READ)} {_alone(_HAD)}",
        f"ALTER TABLE public.c DROP CONSTRAINT k; ALTER TABLE public.c ADD {_READ}; {_ATTACHED}",
    ),
    Case(
        "a partition that was one of another table",
        f"""{_WHOLE} {_WHOLE.replace("public.p", "public.q")}
        CREATE TABLE public.c PARTITION OF public.q FOR VALUES IN (1); INSERT INTO public.q VALUES (1, 2)""",
        f"ALTER TABLE public.q DETACH PARTITION public.c; {_ATTACHED};"
        "CREATE TABLE public.d PARTITION OF public.p DEFAULT",
    ),
    Case(
        "a partition that gets other rows, beside a new one",
        f"{_WHOLE} CREATE TABLE public.c PARTITION OF public.p FOR VALUES IN (2)",
        f"""ALTER TABLE public.p DETACH PARTITION public.c; {_ATTACHED};
        CREATE TABLE public.d PARTITION OF public.p DEFAULT""",
    ),
    Case(
        "an heir that was a table with the check as it is read",
        f"CREATE TABLE public.p (a integer, b integer, {_HAD}); {_alone(_READ)}",
        f"""ALTER TABLE public.c DROP CONSTRAINT k; ALTER TABLE public.c ADD {_HAD};
        ALTER TABLE public.c INHERIT public.p""",
    ),
    Case(
        "an heir that was a table without the check",
        f"CREATE TABLE public.p (a integer, b integer, {_HAD}); {_alone('CHECK (a < 99)')}",
        f"ALTER TABLE public.c ADD {_HAD}; ALTER TABLE public.c INHERIT public.p",
    ),
    Case(
        "an heir of a table that has the check as it is read",
        f"CREATE TABLE public.p (a integer, b integer, {_READ}); {_alone(_HAD)}",
        f"""ALTER TABLE public.c DROP CONSTRAINT k; ALTER TABLE public.c ADD {_READ};
        ALTER TABLE public.c INHERIT public.p""",
    ),
    Case(
        "an heir that stands for itself again",
        f"CREATE TABLE public.p (a integer, b integer, {_HAD}); {_alone(_HAD)} ALTER TABLE public.c INHERIT public.p",
        "ALTER TABLE public.c NO INHERIT public.p; CREATE TABLE public.d () INHERITS (public.p)",
    ),
    Case(
        "a partition that stays while its table is made anew, with another key",
        f"{_WHOLE} CREATE TABLE public.c PARTITION OF public.p FOR VALUES IN (1); INSERT INTO public.p VALUES (1, 2)",
        f"""ALTER TABLE public.p DETACH PARTITION public.c; DROP TABLE public.p;
        CREATE TABLE public.p (a integer, b integer, {_HAD}) PARTITION BY RANGE (a);
        ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES FROM (1) TO (2)""",
    ),
    Case(
        "a partition that stays while its table is made anew, with columns in another order",
        f"{_WHOLE} CREATE TABLE public.c PARTITION OF public.p FOR VALUES IN (1); INSERT INTO public.p VALUES (1, 2)",
        f"""ALTER TABLE public.p DETACH PARTITION public.c; DROP TABLE public.p;
        CREATE TABLE public.p (b integer, a integer, {_HAD}) PARTITION BY LIST (a); {_ATTACHED}""",
    ),
    Case(
        "an heir whose parent is made anew",
        f"""CREATE TABLE public.p (a integer, b integer, {_HAD});
        CREATE TABLE public.c () INHERITS (public.p); INSERT INTO public.c VALUES (1, 2)""",
        f"""DROP TABLE public.p CASCADE; CREATE TABLE public.p (b integer, a integer, {_HAD});
        CREATE TABLE public.c () INHERITS (public.p); INSERT INTO public.c VALUES (2, 1)""",
    ),
    Case(
        "partitions of partitions, one of which was a table",
        f"""{_WHOLE} CREATE TABLE public.q PARTITION OF public.p FOR VALUES IN (1, 2) PARTITION BY LIST (a);
        CREATE TABLE public.d PARTITION OF public.q FOR VALUES IN (2); {_alone(_HAD)}""",
        "ALTER TABLE public.q ATTACH PARTITION public.c FOR VALUES IN (1)",
    ),
    Case(
        "a partitioned table that was none of another, with a partition",
        f"""{_WHOLE} {_WHOLE.replace("public.p", "public.q").replace(_HAD, _READ)}
        CREATE TABLE public.c PARTITION OF public.q FOR VALUES IN (1)""",
        f"""ALTER TABLE public.q DROP CONSTRAINT k; ALTER TABLE public.q ADD {_HAD};
        ALTER TABLE public.p ATTACH PARTITION public.q FOR VALUES IN (1, 2)""",
    ),
]
