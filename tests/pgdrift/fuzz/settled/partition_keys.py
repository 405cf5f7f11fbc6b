"""Tables whose partition key changes its type, with the keys, numbers and rights that hang on it."""

from tests.pgdrift.fuzz.settled.case import Case

_PARTS = """CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES FROM (1) TO (10);
        CREATE TABLE public.p2 PARTITION OF public.p FOR VALUES FROM (10) TO (20);"""
_AROUND = """INSERT INTO public.p (b) VALUES ('a'), ('b');
        ALTER TABLE public.p ADD CONSTRAINT k CHECK (x > 0), ADD UNIQUE (x, b); CREATE INDEX i ON public.p (b);
        CREATE TABLE public.r (a {type} REFERENCES public.p ON DELETE CASCADE);
        CREATE TABLE public.s (a {type} PRIMARY KEY); INSERT INTO public.s VALUES (1), (2);
        ALTER TABLE public.p ADD FOREIGN KEY (x) REFERENCES public.s, ENABLE ROW LEVEL SECURITY,
        FORCE ROW LEVEL SECURITY; ALTER TABLE public.p1 ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY q ON public.p USING (x > 0); CREATE POLICY q ON public.p1 USING (x > 0);
        GRANT SELECT ON public.p TO PUBLIC; GRANT INSERT (b) ON public.p1 TO PUBLIC;
        COMMENT ON CONSTRAINT p_pkey ON public.p IS 'c'; COMMENT ON INDEX public.p1_b_idx IS 'c';
        CREATE VIEW public.v AS SELECT x FROM public.p; INSERT INTO public.r VALUES (1);"""
_GONE = "DROP TABLE public.p, public.r, public.s CASCADE;"


def _schema(column: str, type_: str) -> str:
    whole = f"CREATE TABLE public.p (x {column} PRIMARY KEY, b text) PARTITION BY RANGE (x);"
    return f"{whole} {_PARTS} {_AROUND.format(type=type_)}"


_IDENTITY = "{} GENERATED ALWAYS AS IDENTITY"
_BELOW = """CREATE TABLE public.p (x {0}, y int, PRIMARY KEY (x, y)) PARTITION BY RANGE (x);
        CREATE TABLE public.q PARTITION OF public.p FOR VALUES FROM (1) TO (10) PARTITION BY LIST ({1});
        CREATE TABLE public.q1 PARTITION OF public.q FOR VALUES IN (1); CREATE INDEX i ON public.p (y);
        CREATE TABLE public.d PARTITION OF public.p DEFAULT; INSERT INTO public.p VALUES (1, 1), (99, 1);"""

CASES = [
    Case(
        "a primary key that is an identity and the partition key, retyped",
        _schema(_IDENTITY.format("bigint"), "bigint"),
        f"{_GONE} {_schema(_IDENTITY.format('integer'), 'integer')}",
    ),
    Case(
        "a primary key that is a serial and the partition key, retyped",
        _schema("bigserial", "bigint"),
        f"{_GONE} {_schema('serial', 'integer')}",
    ),
    Case(
        "a primary key that is the partition key, retyped, and an identity instead of a serial",
        _schema("bigserial", "bigint"),
        f"{_GONE} {_schema(_IDENTITY.format('integer'), 'integer')}",
    ),
    Case(
        "a primary key that is the partition key, with a partition of a partition, retyped",
        _BELOW.format("bigint", "y"),
        f"DROP TABLE public.p; {_BELOW.format('integer', 'y')}",
    ),
    Case(
        "a primary key that is the partition key at two levels, retyped",
        _BELOW.format("bigint", "x"),
        f"DROP TABLE public.p; {_BELOW.format('integer', 'x')}",
    ),
    Case(
        "a key of partitions whose bounds are written otherwise, retyped",
        """CREATE TABLE public.p (x text UNIQUE) PARTITION BY LIST (x);
        CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN ('1', '2'); INSERT INTO public.p VALUES (1)""",
        """DROP TABLE public.p; CREATE TABLE public.p (x integer UNIQUE) PARTITION BY LIST (x);
        CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES IN (1, 2); INSERT INTO public.p VALUES (1)""",
    ),
]
