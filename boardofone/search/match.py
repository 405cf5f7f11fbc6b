"""What a search finds, and how far away it is."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Found = TypeVar("Found")


@dataclass(frozen=True)
class Match(Generic[Found]):
    """One row that was found.

    ``distance`` is the cosine distance of its embedding from the query vector: 0 is the same direction, 1 a
    right angle, 2 the opposite.
    """

    item: Found
    distance: float
