"""Functions that others call without naming them: by a cast, an operator or an operator class."""

from tests.pgdrift.fuzz.settled.case import Case

_USED = """CREATE TABLE public.t (x int DEFAULT {0}, k {3}, CONSTRAINT c CHECK ({1} > 0),
        g int GENERATED ALWAYS AS ({1}) STORED); INSERT INTO public.t VALUES (1, {2});
        CREATE INDEX i ON public.t (({1})); CREATE POLICY q ON public.t USING ({1} > 0);
        CREATE VIEW public.v AS SELECT {1} FROM public.t; CREATE STATISTICS public.s ON ({1}), x FROM public.t;
        CREATE RULE r AS ON DELETE TO public.t WHERE {4} = 99 DO INSTEAD NOTHING;
        CREATE FUNCTION public.h(k {3}) RETURNS int LANGUAGE sql IMMUTABLE RETURN {1} + 1;"""
_RULED = "DROP TABLE public.t CASCADE; DROP FUNCTION public.h;"


def _cast(argument: str, context: str) -> str:
    cast = "{}::int" if not context else "(0 + {})"
    used = _USED.format(
        cast.format("ROW(3)::public.c"), cast.format("k"), "ROW(5)", "public.c", cast.format("OLD.k")
    )
    return f"""CREATE FUNCTION public.f({argument} public.c) RETURNS int LANGUAGE sql IMMUTABLE
        RETURN ({argument}).v; CREATE CAST (public.c AS int) WITH FUNCTION public.f{context}; {used}"""


def _operator(argument: str) -> str:
    used = _USED.format(
        "1 OPERATOR(public.###) 2", "k OPERATOR(public.###) 2", "5", "int", "OLD.k OPERATOR(public.###) 2"
    )
    return f"""CREATE FUNCTION public.f({argument} int, z int) RETURNS int LANGUAGE sql IMMUTABLE
        RETURN {argument} + z; CREATE OPERATOR public.### (LEFTARG = int, RIGHTARG = int, FUNCTION = public.f);
        {used}"""


def _class(argument: str) -> str:
    return f"""CREATE FUNCTION public.f({argument} int, z int) RETURNS int LANGUAGE sql IMMUTABLE
        RETURN sign({argument} - z); CREATE OPERATOR CLASS public.o FOR TYPE int USING btree AS
        OPERATOR 1 <, OPERATOR 2 <=, OPERATOR 3 =, OPERATOR 4 >=, OPERATOR 5 >, FUNCTION 1 public.f(int, int);
        CREATE TABLE public.p (x int) PARTITION BY RANGE (x public.o); CREATE INDEX i ON public.p (x public.o);
        CREATE TABLE public.p1 PARTITION OF public.p FOR VALUES FROM (1) TO (5); INSERT INTO public.p VALUES (2)"""


_TYPE = "CREATE TYPE public.c AS (v int);"
CASES = [
    Case(
        "a function that a cast calls",
        f"{_TYPE} {_cast('a', '')}",
        f"{_RULED} DROP FUNCTION public.f CASCADE; {_cast('b', '')}",
    ),
    Case(
        "a function that a cast calls which nobody writes",
        f"{_TYPE} {_cast('a', ' AS IMPLICIT')}",
        f"{_RULED} DROP FUNCTION public.f CASCADE; {_cast('b', ' AS IMPLICIT')}",
    ),
    Case(
        "a function that an operator calls",
        _operator("a"),
        f"{_RULED} DROP FUNCTION public.f CASCADE; {_operator('b')}",
    ),
    Case(
        "a function that the operator class of a partition key calls",
        _class("a"),
        f"DROP TABLE public.p; DROP FUNCTION public.f CASCADE; DROP OPERATOR FAMILY public.o USING btree; {_class('b')}",
    ),
]
