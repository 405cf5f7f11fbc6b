"""Which changes of a column's type keep every value, and how the values become the other type's."""

from __future__ import annotations

import re

from pgdrift.catalog.comparison import Side
from pgdrift.catalog.dotted_names import names

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
# Types that PostgreSQL assigns to each other without being asked for a cast.
_ASSIGNABLE = (
    {"text", "character varying", "character", "name"},
    {"smallint", "integer", "bigint", "numeric", "real", "double precision"},
    {"date", "timestamp without time zone", "timestamp with time zone"},
    {"bit", "bit varying"},
    {"json", "jsonb"},
    {"inet", "cidr"},
    {"time without time zone", "time with time zone"},
    {"macaddr", "macaddr8"},
)
_STRINGS = ("text", "character varying", "character", "name")
_WITH_LENGTH = re.compile(r"^(character varying|character|bit varying|bit)\(\d+\)")


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


def is_assignable(old: str, new: str) -> bool:
    """Whether PostgreSQL converts `old` by itself when it is assigned to `new`; only its own types are known.

    An assignment refuses a value that is too long, where a cast cuts it.
    """
    if names(old) or names(new) or '"' in old + new:
        return False
    before, after = (_MODIFIER.sub("", name) for name in (old, new))
    if before == after or after in _STRINGS:
        return True
    if before.endswith("[]") != after.endswith("[]"):
        return False
    before, after = before.removesuffix("[]"), after.removesuffix("[]")
    return after in _STRINGS or any(before in family and after in family for family in _ASSIGNABLE)


def converted(value: str, old: str, new: str, side: Side) -> str:
    """`value` as something that can be assigned to `new`, which then refuses what it cannot hold.

    What people defined can be told to another type only as text. `side` knows the new type if it is a domain.
    """
    if is_assignable(old, new):
        return value
    said = f"{value}::text" if names(old) or names(new) else value
    base = new
    while (domain := side.get("type", base)) is not None and domain["variant"] == "domain":
        base = domain["base"]
    if base.partition("(")[0].removesuffix("[]") in (*_STRINGS, "bit varying"):
        new = base
    return f"{said}::{_boundless(old, new)}"


def _boundless(old: str, new: str) -> str:
    """`new` for any length: a cast to a length cuts. The bits of a number are as many as they are cast to."""
    match = _WITH_LENGTH.match(new)
    if match is None or (match[1] == "bit" and old in ("smallint", "integer", "bigint")):
        return new
    name = {"character": "bpchar", "bit": "bit varying"}.get(match[1], match[1])
    return f"{name}{new[match.end() :]}"
