"""Types, and what has values of them."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "comments within a type that has braces in its name",
        """CREATE TYPE public."{x}" AS (a int, "{b}" int); CREATE DOMAIN public."{}" AS int CHECK (VALUE > 0)""",
        """COMMENT ON COLUMN public."{x}".a IS 'c'; COMMENT ON COLUMN public."{x}"."{b}" IS '{0}';
        COMMENT ON CONSTRAINT "{}_check" ON DOMAIN public."{}" IS 'c'""",
    ),
]
