"""Tables of a composite type, which are changed together with it."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "a typed table whose type has an attribute more",
        "CREATE TYPE public.c AS (a int, b text); CREATE TABLE public.t OF public.c; INSERT INTO public.t VALUES (1, 'x')",
        "ALTER TYPE public.c ADD ATTRIBUTE z int CASCADE; ALTER TABLE public.t ALTER z SET DEFAULT 7",
    ),
    Case(
        "a typed table whose type has an attribute of another name",
        "CREATE TYPE public.c AS (a int, b text); CREATE TABLE public.t OF public.c; INSERT INTO public.t VALUES (1, 'x')",
        "ALTER TYPE public.c RENAME ATTRIBUTE b TO z CASCADE",
    ),
    Case(
        "a type with an attribute of another type, which a table is made of and a column has",
        """CREATE TYPE public.a AS (x integer, y text); CREATE TABLE public.ty OF public.a;
        CREATE TABLE public.t (c public.a); INSERT INTO public.t VALUES (row(1, 'ab'));
        INSERT INTO public.ty VALUES (2, 'zz')""",
        """ALTER TYPE public.a DROP ATTRIBUTE y CASCADE; ALTER TYPE public.a ADD ATTRIBUTE y varchar(2) CASCADE""",
    ),
    Case(
        "a type with an attribute of another type, which a table is made of",
        """CREATE TYPE public.a AS (x integer, y text); CREATE TABLE public.ty OF public.a (PRIMARY KEY (x));
        CREATE VIEW public.v AS SELECT y FROM public.ty; INSERT INTO public.ty VALUES (2, 'zz')""",
        """DROP VIEW public.v; ALTER TYPE public.a ALTER ATTRIBUTE y TYPE varchar(2) CASCADE""",
    ),
    Case(
        "a type with its attributes in another order, which a table is made of",
        """CREATE TYPE public.a AS (x integer, y text); CREATE TABLE public.ty OF public.a;
        ALTER TABLE public.ty ENABLE ROW LEVEL SECURITY; CREATE POLICY p ON public.ty USING (y > 'a');
        INSERT INTO public.ty VALUES (2, 'zz')""",
        """ALTER TYPE public.a DROP ATTRIBUTE x CASCADE; ALTER TYPE public.a ADD ATTRIBUTE x integer CASCADE;
        ALTER TYPE public.a ADD ATTRIBUTE z integer CASCADE""",
    ),
    Case(
        "a type with one attribute instead of another, which a table is made of",
        """CREATE TYPE public.a AS (x integer, y text, z integer); CREATE TABLE public.ty OF public.a;
        INSERT INTO public.ty VALUES (2, 'zz', 3)""",
        """ALTER TYPE public.a DROP ATTRIBUTE y CASCADE; ALTER TYPE public.a ALTER ATTRIBUTE z TYPE bigint CASCADE""",
    ),
    Case(
        "a table that is made of a type no longer, and has a column too many",
        "CREATE TYPE public.a AS (x integer, y text); CREATE TABLE public.ty OF public.a",
        "ALTER TABLE public.ty NOT OF; ALTER TABLE public.ty ADD z integer; INSERT INTO public.ty VALUES (1, 'x', 2)",
    ),
    Case(
        "a table of a type whose first attribute is another one's, to be made anew for its columns' order",
        """CREATE TYPE public.a AS (x integer, y text); CREATE TABLE public.ty OF public.a;
        ALTER TABLE public.ty ADD CHECK (y <> 'y'); INSERT INTO public.ty VALUES (1, 'x')""",
        """DROP TABLE public.ty; DROP TYPE public.a; CREATE TYPE public.a AS (y text); CREATE TABLE public.ty OF public.a;
        ALTER TABLE public.ty ADD CHECK (y <> 'y')""",
    ),
]
