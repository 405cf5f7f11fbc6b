"""Faults in conversions between encodings."""

from tests.pgdrift.corpus.fault import Fault

_AGAIN = (
    "ALTER CONVERSION public.from_latin OWNER TO desk_owner; "
    "COMMENT ON CONVERSION public.from_latin IS 'For the old clients'"
)


def _instead(definition: str, default: str = "DEFAULT ") -> str:
    created = f"CREATE {default}CONVERSION public.from_latin {definition}"
    return f"DROP CONVERSION public.from_latin; {created}; {_AGAIN}"


FAULTS = [
    Fault("a conversion is gone", "DROP CONVERSION public.from_latin", "conversion-missing"),
    Fault(
        "a conversion came",
        "CREATE CONVERSION public.extra FOR 'UTF8' TO 'LATIN1' FROM utf8_to_iso8859_1",
        "conversion-extra",
        "warning",
    ),
    Fault(
        "from another encoding",
        _instead("FOR 'LATIN2' TO 'UTF8' FROM iso8859_to_utf8"),
        "conversion-changed",
        before=_instead("FOR 'LATIN3' TO 'UTF8' FROM iso8859_to_utf8"),
    ),
    Fault(
        "to another encoding",
        _instead("FOR 'UTF8' TO 'LATIN2' FROM utf8_to_iso8859"),
        "conversion-changed",
        before=_instead("FOR 'UTF8' TO 'LATIN3' FROM utf8_to_iso8859"),
    ),
    Fault(
        "by another function",
        _instead("FOR 'LATIN1' TO 'UTF8' FROM public.latin_to_utf8"),
        "conversion-changed",
        before="CREATE FUNCTION public.latin_to_utf8(integer, integer, cstring, internal, integer, boolean) "
        "RETURNS integer LANGUAGE c STRICT AS '$libdir/utf8_and_iso8859_1', 'iso8859_1_to_utf8'",
    ),
    Fault(
        "no default conversion",
        _instead("FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8", ""),
        "conversion-changed",
    ),
    Fault(
        "a conversion's owner", "ALTER CONVERSION public.from_latin OWNER TO desk_service", "owner-changed"
    ),
    Fault(
        "a conversion's comment",
        "COMMENT ON CONVERSION public.from_latin IS 'c'",
        "comment-changed",
        "warning",
    ),
]
