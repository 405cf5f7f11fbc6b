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
]
