"""What belongs to an extension."""

from tests.pgdrift.fuzz.settled.case import Case

CASES = [
    Case(
        "privileges on what an extension that goes brought along",
        "CREATE TABLE public.t (a integer)",
        """CREATE EXTENSION vector SCHEMA public;
        REVOKE EXECUTE ON FUNCTION public.l2_distance(public.vector, public.vector) FROM PUBLIC;
        GRANT USAGE ON TYPE public.vector TO fuzz_owner""",
    ),
]
