"""Lines that end otherwise."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "a carriage return in texts",
        """CREATE TYPE public.e AS ENUM (E'one\r', 'two'); CREATE DOMAIN public.d AS text CHECK (VALUE <> E'a\rb');
        CREATE TABLE public.t (a text DEFAULT E'a\r\nb', CONSTRAINT k CHECK (a <> E'\r'), e public.e);
        CREATE VIEW public.v AS SELECT E'a\r\nb' AS a, E'\n' AS b, a AS c FROM public.t;
        CREATE INDEX i ON public.t ((a || E'\r')) WHERE a <> E'\r\n';
        ALTER TABLE public.t ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON public.t USING (a <> E'x\r');
        CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS E'SELECT 1::text;\r\nSELECT $$\r$$\r\n';
        CREATE FUNCTION public.g() RETURNS text LANGUAGE sql RETURN E'a\rb';
        COMMENT ON TABLE public.t IS E'a\r\nb\r'; COMMENT ON COLUMN public.t.a IS E'\r'""",
        """COMMENT ON TABLE public.t IS E'a\nb\n'; COMMENT ON COLUMN public.t.a IS E'\n';
        CREATE OR REPLACE FUNCTION public.f() RETURNS text LANGUAGE sql AS E'SELECT 1::text;\nSELECT $$\r$$\n';
        CREATE OR REPLACE FUNCTION public.g() RETURNS text LANGUAGE sql RETURN E'a\nb';
        ALTER TABLE public.t ALTER a SET DEFAULT E'a\nb'; ALTER POLICY p ON public.t USING (a <> E'x\n');
        CREATE OR REPLACE VIEW public.v AS SELECT E'a\nb' AS a, E'\n' AS b, a AS c FROM public.t""",
    ),
    Case(
        "names with a carriage return",
        """CREATE TABLE public."a
b" ("c
d" integer, CONSTRAINT "k
" CHECK ("c
d" > 0));
        CREATE INDEX "i
" ON public."a
b" ("c
d"); COMMENT ON TABLE public."a
b" IS 'x'""",
        """ALTER TABLE public."a
b" DROP COLUMN "c
d"; COMMENT ON TABLE public."a
b" IS NULL""",
    ),
]
