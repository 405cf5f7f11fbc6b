"""Faults in transforms."""

from tests.pgdrift.corpus.fault import Fault


def _instead(rest: str) -> str:
    return f"CREATE OR REPLACE TRANSFORM FOR public.mood LANGUAGE sql ({rest})"


_FROM = "FROM SQL WITH FUNCTION prsd_lextype(internal)"
_TO = "TO SQL WITH FUNCTION public.mood_from_internal(internal)"

FAULTS = [
    Fault("a transform is gone", "DROP TRANSFORM FOR public.mood LANGUAGE sql", "transform-missing"),
    Fault(
        "a transform came",
        f"CREATE TRANSFORM FOR integer LANGUAGE sql ({_FROM})",
        "transform-extra",
        "warning",
    ),
    Fault(
        "from SQL by another function",
        _instead(f"FROM SQL WITH FUNCTION text_starts_with_support(internal), {_TO}"),
        "transform-changed",
    ),
    Fault("not to SQL", _instead(_FROM), "transform-changed"),
    Fault(
        "a transform's comment",
        "COMMENT ON TRANSFORM FOR public.mood LANGUAGE sql IS NULL",
        "comment-changed",
        "warning",
    ),
]
