"""What callers ask besides a vector: names, keys and numbers, checked before PostgreSQL sees them."""

from collections.abc import Iterable, Mapping
from operator import index
from typing import Any

from sqlalchemy import BigInteger, Integer
from sqlalchemy.types import TypeEngine

from boardofone.search.refused import SearchRefused

_NOT_ONE_BY_ONE = (str, bytes, bytearray, memoryview, Mapping)
"""Iterable, but what they yield is not what was meant."""


def is_name(value: Any) -> bool:
    """Whether ``value`` is a str that PostgreSQL can hold: it knows neither NUL nor half a surrogate pair."""
    if not isinstance(value, str) or "\0" in value:
        return False
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def name(called: str, value: Any) -> str | None:
    """``value`` of the argument ``called``, which narrows a search unless it is None."""
    if value is None:
        return None
    if not is_name(value):
        raise SearchRefused(
            f"A search is narrowed by {called} to rows that have that very text, a str without NUL in valid "
            f"Unicode, and got {value!r:.50}. Nothing was read. Pass one such text, or leave it out."
        )
    return str(value)


def whole(value: Any) -> int | None:
    """``value`` if it is a whole number, be it NumPy's; None when it is not, as True is none."""
    if isinstance(value, bool):
        return None
    try:
        return index(value)
    except TypeError:
        return None


def keys(values: Any, column: TypeEngine[Any]) -> list[Any]:
    """``values`` as a list of keys to leave out, of the type of ``column``.

    None among them is the key of a row that is not written yet, and leaves out nothing.
    """
    if not isinstance(values, Iterable) or isinstance(values, _NOT_ONE_BY_ONE):
        raise SearchRefused(
            "What is left out of a search is given as a list of keys, also when it is a single one, and "
            f"exclude={values!r:.50} is of type {type(values).__name__}. Nothing was read. Pass a list."
        )
    return [_key(value, column) for value in values if value is not None]


def _key(value: Any, column: TypeEngine[Any]) -> int | str:
    if not isinstance(column, Integer):
        if is_name(value):
            return str(value)
        wanted = "texts without NUL in valid Unicode"
    else:
        most = 2**63 - 1 if isinstance(column, BigInteger) else 2**31 - 1
        number = whole(value)
        if number is not None and -most <= number <= most:
            return number
        wanted = f"whole numbers up to {most:,}"
    raise SearchRefused(
        f"The keys that are left out of this search are {wanted}, and exclude= holds {value!r:.50}. Nothing "
        "was read. Pass the keys of rows as a search returned them."
    )
