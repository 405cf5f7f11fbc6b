"""Rules and policies, which may read other tables."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "a rule and a policy of tables that go together",
        "CREATE TABLE public.other ()",
        """CREATE TABLE public.p (a integer); CREATE TABLE public.c () INHERITS (public.p);
        CREATE RULE r AS ON INSERT TO public.p DO ALSO DELETE FROM public.c;
        CREATE POLICY q ON public.p USING (EXISTS (SELECT FROM public.c))""",
    ),
    Case(
        "a rule of another table reads a column that is made anew",
        """CREATE TABLE public.t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED);
        CREATE TABLE public.u (); CREATE RULE r AS ON INSERT TO public.u DO ALSO DELETE FROM public.t WHERE b = 1""",
        "ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION",
    ),
    Case(
        "a rule of a view reads a column that is made anew",
        """CREATE TABLE public.t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED);
        CREATE VIEW public.v AS SELECT a FROM public.t;
        CREATE RULE r AS ON INSERT TO public.v DO INSTEAD DELETE FROM public.t WHERE b = 1""",
        "ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION",
    ),
    Case(
        "triggers wait for a column that is made anew",
        """CREATE TABLE public.t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED);
        CREATE FUNCTION public.f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
        CREATE TRIGGER r AFTER UPDATE OF b ON public.t FOR EACH ROW EXECUTE FUNCTION public.f();
        CREATE TRIGGER s AFTER UPDATE ON public.t FOR EACH ROW WHEN (old.b = 1) EXECUTE FUNCTION public.f()""",
        "ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION",
    ),
    Case(
        "a function that PostgreSQL has read uses a column that is made anew",
        """CREATE TABLE public.t (a integer, b integer GENERATED ALWAYS AS (a + 1) STORED);
        CREATE FUNCTION public.f() RETURNS bigint LANGUAGE sql BEGIN ATOMIC SELECT count(b) FROM public.t; END""",
        "ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION",
    ),
]
