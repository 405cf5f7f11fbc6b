"""Vectors as they come from outside: checked before PostgreSQL sees them."""

import math
from collections.abc import Iterable, Mapping, Set
from numbers import Complex, Real
from typing import Any

# Beyond these lengths pgvector's squares vanish or overflow in single precision. The tables accept a tenth
# and tenfold of them, so that rounding to single precision makes nothing unacceptable.
SHORTEST, LONGEST = 1e-14, 1e14

NO_SEQUENCES = (str, bytes, bytearray, memoryview, Mapping, Set)
"""Iterable, but without an order of their own, or not what was meant."""

_TEXTS = (str, bytes, bytearray)
_NUMPYS_BOOL = ("bool", "bool_")  # by name, so that nobody needs NumPy


class Unusable(ValueError):
    """Why something is no vector that can be compared: the rest of a sentence that begins with its name."""


def numbers_of(vector: Any, dimensions: int) -> list[float]:
    """The numbers of ``vector``: any iterable in order of ``dimensions`` finite numbers, or a NumPy array.

    Raises Unusable when it is something else, or all of it is zero, which has no direction.
    """
    if not isinstance(vector, Iterable) or isinstance(vector, NO_SEQUENCES):
        raise Unusable(f"is of type {type(vector).__name__}, not a sequence of {dimensions} numbers")
    try:
        given = list(vector)
        for kind in set(map(type, given)):
            if _is_no_number(kind):
                raise Unusable(f"holds values of type {kind.__name__}, not {dimensions} numbers")
        numbers = [float(number) for number in given]
    except Unusable:
        raise
    except (TypeError, ValueError, OverflowError):
        raise Unusable(f"is not a plain sequence of {dimensions} numbers") from None
    if len(numbers) != dimensions:
        raise Unusable(f"has {len(numbers)} dimensions, where {dimensions} are needed")
    for place, number in enumerate(numbers):
        if not math.isfinite(number):
            raise Unusable(f"holds {number} at place {place}, which is no finite number")
    if not any(numbers):
        raise Unusable("is zero throughout, and so has no direction that could be compared")
    return numbers


def _is_no_number(kind: type) -> bool:
    """Whether float() takes values of ``kind`` although they are no numbers, or loses a part of them."""
    if issubclass(kind, Complex):
        return issubclass(kind, bool) or not issubclass(kind, Real)
    return issubclass(kind, _TEXTS) or kind.__name__ in _NUMPYS_BOOL


def unit(vector: Any, dimensions: int) -> list[float]:
    """``vector`` scaled to length 1, which changes no cosine distance; raises as numbers_of does."""
    numbers = numbers_of(vector, dimensions)
    largest = max(map(abs, numbers))
    scaled = [number / largest for number in numbers]  # neither squares nor sums can overflow now
    length = math.hypot(*scaled)
    return [number / length for number in scaled]


def storable(vector: Any, dimensions: int) -> list[float]:
    """The numbers of ``vector``, which the tables of embeddings accept; raises Unusable when they do not."""
    numbers = numbers_of(vector, dimensions)
    length = math.hypot(*numbers)
    if not SHORTEST <= length <= LONGEST:
        raise Unusable(f"has the length {length:.3g}, where {SHORTEST:g} to {LONGEST:g} can be compared")
    return numbers
