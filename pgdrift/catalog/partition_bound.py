"""Which rows a partition takes, in the words of PostgreSQL, and whether two could want the same ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from math import gcd

_LIST = re.compile(r"FOR VALUES IN \((.*)\)", re.DOTALL)
_RANGE = re.compile(r"FOR VALUES FROM \((.*)\) TO \((.*)\)", re.DOTALL)
_HASH = re.compile(r"FOR VALUES WITH \(modulus (\d+), remainder (\d+)\)")
_VALUE = re.compile(r"(?:[^,']|'(?:[^']|'')*')+")
# Of the same length, these are in the order of their letters.
_TIME = re.compile(r"'(\d{4}-\d\d-\d\d(?: \d\d:\d\d:\d\d(?:\.\d+)?(?:\+00)?)?)'")
_ENDS = {"MINVALUE": -1, "MAXVALUE": 1}


def same_bound(one: str | None, other: str | None) -> bool:
    """Whether both take the same rows: the order of a list says nothing."""
    mine, theirs = _listed(one), _listed(other)
    return one == other if mine is None or theirs is None else sorted(mine) == sorted(theirs)


def may_overlap(one: str, other: str) -> bool:
    """Whether both could want the same row of one table; True where only PostgreSQL could tell."""
    if "DEFAULT" in (one, other):
        return one == other
    mine, theirs = _listed(one), _listed(other)
    if mine is not None and theirs is not None:
        return not {*map(_plain, mine)}.isdisjoint(map(_plain, theirs))
    if (first := _HASH.fullmatch(one)) and (second := _HASH.fullmatch(other)):
        (modulus, remainder), (by, left) = (map(int, match.groups()) for match in (first, second))
        return (remainder - left) % gcd(modulus, by) == 0
    if (first := _RANGE.fullmatch(one)) and (second := _RANGE.fullmatch(other)):
        (low, high), (bottom, top) = (map(_values, match.groups()) for match in (first, second))
        return not (_ends_before(high, bottom) or _ends_before(top, low))
    return True


def _listed(bound: str | None) -> list[str] | None:
    match = _LIST.fullmatch(bound or "")
    return _values(match[1]) if match else None


def _values(text: str) -> list[str]:
    return [value.strip() for value in _VALUE.findall(text)]


def _plain(value: str) -> object:
    """A value that is equal to the same value in another spelling."""
    number = _number(value)
    return value if number is None else number


def _number(value: str) -> Decimal | None:
    try:
        return Decimal(value.strip("'"))
    except InvalidOperation:
        return None


def _ends_before(high: Sequence[str], low: Sequence[str]) -> bool:
    """Whether a range that ends before `high` surely has nothing of one that begins with `low`."""
    for end, begin in zip(high, low, strict=True):
        order = _order(end, begin)
        if order is None:
            return False
        if order or end in _ENDS:
            return order < 0
    return True


def _order(one: str, other: str) -> int | None:
    """Below zero when `one` comes first, zero when they are equal, None when that cannot be told."""
    if one == other:
        return 0
    if one in _ENDS or other in _ENDS:
        return _ENDS.get(one, 0) - _ENDS.get(other, 0)
    numbers = _number(one), _number(other)
    if numbers[0] is not None and numbers[1] is not None:
        return int(numbers[0].compare(numbers[1]))
    times = _TIME.fullmatch(one), _TIME.fullmatch(other)
    if times[0] and times[1] and len(one) == len(other):
        return -1 if times[0][1] < times[1][1] else 1
    return None
