"""Which changes of a column's type keep every value."""

from __future__ import annotations

import re

_LENGTH = re.compile(r"^(character varying|character|bit varying)(?:\((\d+)\))?$")
_NUMERIC = re.compile(r"^numeric(?:\((\d+),(-?\d+)\))?$")
_WIDER = {
    "smallint": {"integer", "bigint", "numeric"},
    "integer": {"bigint", "numeric"},
    "bigint": {"numeric"},
    "real": {"double precision"},
    "date": {"timestamp without time zone"},
}


# Written out, every value can be read again.
_LEGIBLE = {*_WIDER, "numeric", "double precision", "boolean", "uuid", "text", "name"}
_FAMILIES = (
    {"text", "character varying", "character", "name", "citext"},
    {"smallint", "integer", "bigint", "numeric", "real", "double precision"},
    {"date", "timestamp without time zone", "timestamp with time zone"},
    {"bit", "bit varying"},
    {"json", "jsonb"},
    {"inet", "cidr"},
)
_MODIFIER = re.compile(r"\(.*?\)")


def is_same_family(old: str, new: str) -> bool:
    """Whether expressions on the one type can be read for the other as well."""
    before, after = (_MODIFIER.sub("", name) for name in (old, new))
    return before == after or any(before in family and after in family for family in _FAMILIES)


def loses_nothing(old: str, new: str) -> bool:
    """Whether every value of the type `old` has the same meaning as `new`."""
    if old == new or new in _WIDER.get(old, ()):
        return True
    if new in ("text", "character varying"):
        return old.startswith("character varying") or old in _LEGIBLE
    before, after = _LENGTH.match(old), _LENGTH.match(new)
    if before and after and before[1] == after[1]:
        return after[2] is None or (before[2] is not None and int(before[2]) <= int(after[2]))
    before, after = _NUMERIC.match(old), _NUMERIC.match(new)
    if before and after:
        if after[1] is None:
            return True
        if before[1] is None:
            return False
        scale = int(after[2]) - int(before[2])
        return scale >= 0 and int(after[1]) - scale >= int(before[1])
    return False
