"""Random choices that hypothesis makes, and so can make smaller again."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Impossible(Exception):
    """There is nothing to choose from: the statement cannot be made in this schema."""


class Choices:
    """What the statements are made by; the first of the options is the simplest."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def one(self, options: Sequence[T]) -> T:
        """One of the options; Impossible when there are none."""
        if not options:
            raise Impossible
        return options[self._random.randrange(len(options))]

    def some(self, options: Sequence[T], most: int = 3) -> list[T]:
        """At least one of the options and at most so many, each once, in any order."""
        if not options:
            raise Impossible
        left, chosen = list(options), []
        for _ in range(self.number(1, min(most, len(left)))):
            chosen.append(left.pop(self._random.randrange(len(left))))
        return chosen

    def number(self, least: int, most: int) -> int:
        """A number, both ends included."""
        return least + self._random.randrange(most - least + 1)

    def once_in(self, times: int) -> bool:
        """True once in so many times."""
        return self._random.randrange(times) == times - 1

    def maybe(self, text: str, times: int = 2) -> str:
        """The text once in so many times, else nothing."""
        return text if self.once_in(times) else ""
