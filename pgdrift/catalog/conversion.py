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


def loses_nothing(old: str, new: str) -> bool:
    """Whether every value of the type `old` has the same meaning as `new`."""
    if old == new or new in _WIDER.get(old, ()):
        return True
    if new == "text":
        return old.startswith("character varying")
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
