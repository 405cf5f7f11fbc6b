"""Faults in languages."""

from tests.pgdrift.corpus.fault import Fault


def _instead(handlers: str, trusted: str = "TRUSTED ") -> str:
    return f"CREATE OR REPLACE {trusted}LANGUAGE esperanto {handlers}"


_CALL = "HANDLER public.speak"
_INLINE = "INLINE public.speak_at_once"
_VALIDATOR = "VALIDATOR public.listen"

FAULTS = [
    Fault("a language is gone", "DROP LANGUAGE esperanto CASCADE", "language-missing"),
    Fault("a language came", "CREATE LANGUAGE extra HANDLER public.speak", "language-extra"),
    Fault(
        "a language with its function came",
        "CREATE LANGUAGE extra HANDLER public.speak; CREATE FUNCTION public.extra() RETURNS text "
        "LANGUAGE extra AS 'BEGIN RETURN 1; END'",
        "language-extra",
    ),
    Fault("not trusted", _instead(f"{_CALL} {_INLINE} {_VALIDATOR}", ""), "language-trust-changed"),
    Fault(
        "trusted",
        _instead(f"{_CALL} {_INLINE} {_VALIDATOR}"),
        "language-trust-changed",
        before=_instead(f"{_CALL} {_INLINE} {_VALIDATOR}", ""),
    ),
    Fault(
        "another handler",
        _instead(f"HANDLER plpgsql_call_handler {_INLINE} {_VALIDATOR}"),
        "language-changed",
    ),
    Fault("no inline handler", _instead(f"{_CALL} {_VALIDATOR}"), "language-changed"),
    Fault("no validator", _instead(f"{_CALL} {_INLINE}"), "language-changed"),
    Fault("a language's owner", "ALTER LANGUAGE esperanto OWNER TO desk_service", "owner-changed"),
    Fault("a language's comment", "COMMENT ON LANGUAGE esperanto IS NULL", "comment-changed", "warning"),
]
