"""Functions and operators, and what PostgreSQL has parsed with them."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "a function with another argument, of generated columns",
        """CREATE FUNCTION public.f(a int) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 + 1';
        CREATE TABLE public.t (x int, g int GENERATED ALWAYS AS (public.f(x)) STORED NOT NULL);
        INSERT INTO public.t VALUES (5); CREATE INDEX i ON public.t (g)""",
        """DROP TABLE public.t; DROP FUNCTION public.f(int);
        CREATE FUNCTION public.f(b int) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 + 1';
        CREATE TABLE public.t (x int, g int GENERATED ALWAYS AS (public.f(x)) STORED NOT NULL);
        INSERT INTO public.t VALUES (5); CREATE INDEX i ON public.t (g)""",
    ),
    Case(
        "a function with another argument, of a domain",
        """CREATE FUNCTION public.f(a int) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 + 1';
        CREATE DOMAIN public.d AS int DEFAULT public.f(3) CHECK (public.f(VALUE) > 0);
        CREATE TABLE public.t (x public.d, y public.d[]); INSERT INTO public.t VALUES (5, '{1}')""",
        """DROP TABLE public.t; DROP DOMAIN public.d; DROP FUNCTION public.f(int);
        CREATE FUNCTION public.f(b int) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 + 1';
        CREATE DOMAIN public.d AS int DEFAULT public.f(3) CHECK (public.f(VALUE) > 0);
        CREATE TABLE public.t (x public.d, y public.d[]); INSERT INTO public.t VALUES (5, '{1}')""",
    ),
    Case(
        "a function with another argument, that a table is partitioned by",
        """CREATE FUNCTION public.f(a int) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 + 1';
        CREATE TABLE public.t (x int) PARTITION BY RANGE (public.f(x));
        CREATE TABLE public.t1 PARTITION OF public.t FOR VALUES FROM (0) TO (100);
        INSERT INTO public.t VALUES (5)""",
        """DROP TABLE public.t; DROP FUNCTION public.f(int);
        CREATE FUNCTION public.f(b int) RETURNS int LANGUAGE sql IMMUTABLE STRICT AS 'SELECT $1 + 1';
        CREATE TABLE public.t (x int) PARTITION BY RANGE (public.f(x));
        CREATE TABLE public.t1 PARTITION OF public.t FOR VALUES FROM (0) TO (100);
        INSERT INTO public.t VALUES (5)""",
    ),
    Case(
        "a function that goes with the domains that call it",
        "CREATE TABLE public.k (a int)",
        """CREATE FUNCTION public.f(a int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT 1';
        CREATE DOMAIN public.d AS int DEFAULT public.f(1);
        CREATE DOMAIN public.e AS public.d CHECK (public.f(VALUE) > 0)""",
    ),
    Case(
        "an operator whose partner is only a name",
        "CREATE TABLE public.k (a int)",
        """CREATE SCHEMA o;
        CREATE OPERATOR o.< (LEFTARG = int, RIGHTARG = int, FUNCTION = int4lt, COMMUTATOR = OPERATOR(o.>))""",
    ),
]
