"""The functions that come with a range type, where they are called or lie otherwise than when they came."""

from tests.pgdrift.fuzz.settled.case import Case

_LONG = "x" * 63
_CALLED = """CREATE SCHEMA s; CREATE TYPE public.spans AS RANGE (SUBTYPE = date);
    CREATE TABLE public.t (a public.spans DEFAULT public.spans('2000-01-01', '2000-02-01'), b public.spans_multirange,
        CONSTRAINT k CHECK (b <@ public.spans_multirange(public.spans(NULL, NULL))));
    CREATE VIEW public.v AS SELECT public.spans_multirange(t.a) AS many FROM public.t;
    INSERT INTO public.t VALUES ('[2000-01-01,2000-02-01)', '{}')"""

CASES = [
    Case(
        "a constructor of a multirange that moves, and is called by a materialized view",
        f"""CREATE SCHEMA s; CREATE TYPE public.{_LONG} AS RANGE (SUBTYPE = integer);
        CREATE MATERIALIZED VIEW s.m AS SELECT public.{_LONG[:52]}_multirange() AS called WITH NO DATA""",
        f"ALTER FUNCTION public.{_LONG[:52]}_multirange() SET SCHEMA s",
    ),
    Case(
        "constructors that are called otherwise, and are called",
        _CALLED,
        """ALTER FUNCTION public.spans(date, date) RENAME TO span; ALTER FUNCTION public.spans_multirange(public.spans)
        SET SCHEMA s; ALTER FUNCTION s.spans_multirange(public.spans) RENAME TO "Of One"; COMMENT ON VIEW public.v IS 'v'""",
    ),
    Case(
        "constructors that stay behind a range type with another name",
        _CALLED,
        "ALTER TYPE public.spans RENAME TO days",
    ),
    Case(
        "constructors that stay behind a range type that moves",
        _CALLED,
        "ALTER TYPE public.spans SET SCHEMA s",
    ),
    Case(
        "constructors that stay behind a multirange with another name, which moves",
        _CALLED,
        "ALTER TYPE public.spans_multirange RENAME TO many; ALTER TYPE public.many SET SCHEMA s",
    ),
    Case(
        "multiranges with other names, of which columns have arrays",
        """CREATE TYPE public.r AS RANGE (SUBTYPE = date); CREATE TYPE public.q AS RANGE (SUBTYPE = integer);
        CREATE TABLE public.t (a public.r_multirange DEFAULT public.r_multirange(), b public.q_multirange[]);
        INSERT INTO public.t VALUES ('{[2000-01-01,2000-02-01)}', '{"{[1,2)}"}')""",
        """ALTER TYPE public.r_multirange RENAME TO many; CREATE SCHEMA s; ALTER TYPE public.q_multirange SET SCHEMA s;
        ALTER TYPE s.q_multirange RENAME TO r_multirange""",
    ),
    Case(
        "constructors of a range type that is made anew, which lie elsewhere",
        f"{_CALLED}; ALTER FUNCTION public.spans(date, date, text) SET SCHEMA s",
        """DROP VIEW public.v; DROP TABLE public.t; DROP TYPE public.spans;
        CREATE TYPE public.spans AS RANGE (SUBTYPE = timestamptz, MULTIRANGE_TYPE_NAME = public.spans_multirange)""",
    ),
    Case(
        "constructors in a schema with another name",
        """CREATE SCHEMA s; CREATE TYPE s.spans AS RANGE (SUBTYPE = date);
        CREATE VIEW public.v AS SELECT s.spans_multirange() AS none, s.spans('2000-01-01', NULL) AS one""",
        "ALTER SCHEMA s RENAME TO t",
    ),
    Case(
        "constructors in a schema that is not there yet",
        "CREATE TYPE public.spans AS RANGE (SUBTYPE = date); CREATE VIEW public.v AS SELECT public.spans_multirange()",
        "CREATE SCHEMA s; ALTER FUNCTION public.spans_multirange() SET SCHEMA s",
    ),
    Case(
        "an enum that is called as a range type's constructors are",
        """CREATE TYPE public.spans AS RANGE (SUBTYPE = date); ALTER TYPE public.spans RENAME TO days;
        CREATE TYPE public.spans AS ENUM ('a', 'b'); CREATE TABLE public.t (a public.spans, b public.days);
        CREATE VIEW public.v AS SELECT public.spans(NULL, '2000-02-01') AS b;
        INSERT INTO public.t VALUES ('a', '[2000-01-01,2000-02-01)')""",
        """DROP TABLE public.t; DROP TYPE public.spans; CREATE TYPE public.spans AS ENUM ('b');
        CREATE TABLE public.t (a public.spans, b public.days)""",
    ),
    Case(
        "a multirange that was made in another schema than its range type, where its constructors are",
        """CREATE SCHEMA s; CREATE TYPE s.r AS RANGE (SUBTYPE = date, MULTIRANGE_TYPE_NAME = public.m);
        CREATE TABLE public.t (a public.m DEFAULT s.m()); INSERT INTO public.t DEFAULT VALUES""",
        "ALTER TYPE s.r SET SCHEMA public; ALTER FUNCTION s.m() SET SCHEMA public",
    ),
    Case(
        "functions called as constructors are, with other arguments",
        f"""{_CALLED}; CREATE FUNCTION public.spans(a text) RETURNS public.spans LANGUAGE sql RETURN NULL::public.spans;
        CREATE FUNCTION public.spans_multirange(a integer) RETURNS public.spans LANGUAGE sql RETURN public.spans(a::text);
        CREATE VIEW public.w AS SELECT public.spans('a'::text) AS a, public.spans_multirange(1) AS b""",
        """ALTER TYPE public.spans SET SCHEMA s; ALTER FUNCTION public.spans(text) IMMUTABLE;
        CREATE OR REPLACE VIEW public.w AS SELECT public.spans('b'::text) AS a, public.spans_multirange(2) AS b""",
    ),
]
