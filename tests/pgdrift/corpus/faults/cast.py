"""Faults in casts."""

from tests.pgdrift.corpus.fault import Fault


def _instead(rest: str) -> str:
    return (
        f"DROP CAST (public.mood AS integer); CREATE CAST (public.mood AS integer) {rest}; "
        "COMMENT ON CAST (public.mood AS integer) IS 'How good it is'"
    )


FAULTS = [
    Fault("a cast is gone", "DROP CAST (public.mood AS integer)", "cast-missing"),
    Fault("a cast came", "CREATE CAST (text AS public.mood) WITH INOUT AS IMPLICIT", "cast-extra"),
    Fault("a cast of a table came", "CREATE CAST (public.desks AS text) WITH INOUT", "cast-extra"),
    Fault(
        "casts by itself",
        _instead("WITH FUNCTION public.mood_level(public.mood) AS IMPLICIT"),
        "cast-changed",
    ),
    Fault("casts when told", _instead("WITH FUNCTION public.mood_level(public.mood)"), "cast-changed"),
    Fault(
        "casts by another function",
        _instead("WITH FUNCTION public.other_level(public.mood) AS ASSIGNMENT"),
        "cast-changed",
    ),
    Fault("casts by its text", _instead("WITH INOUT AS ASSIGNMENT"), "cast-changed"),
    Fault(
        "a cast's comment", "COMMENT ON CAST (public.mood AS integer) IS 'c'", "comment-changed", "warning"
    ),
]
