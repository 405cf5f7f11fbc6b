"""A schema and its changes, statement by statement: told, and told again."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Protocol

import psycopg

from tests.pgdrift.fuzz.laboratory import Laboratory
from tests.pgdrift.fuzz.properties import Properties, Refused

# What stands between the statements that make a schema and those that change it.
CHANGES = "-- the changes"


class Story(Protocol):
    """A schema, and what becomes of it."""

    def schema(self) -> Iterable[str]:
        """The statements that make it as it is at first."""

    def changes(self) -> Iterable[str]:
        """Those that make it what it becomes."""


class Teller:
    """Tells what happens to a schema: found and repaired, with pg_dump as the judge."""

    def __init__(self, laboratories: Sequence[Laboratory]) -> None:
        self._changed, built, spelled = laboratories
        self._properties = Properties(self._changed, built, spelled)

    def replay(self, story: Sequence[str]) -> None:
        """The statements that were accepted then."""
        between = story.index(CHANGES) if CHANGES in story else len(story)
        self._tell([], lambda: self._all_of(story[:between]), lambda: self._all_of(story[between + 1 :]))

    def _tell(
        self, story: list[str], make: Callable[[], Iterable[str]], change: Callable[[], Iterable[str]]
    ) -> bool:
        """Both run statements and say which; False when not all was judged, raises what is broken."""
        judged = False
        self._changed.empty()
        story += make()
        original = self._properties.state(self._changed)
        with suppress(Refused):
            self._properties.a_database_can_be_built_from_facts(original)
            judged = True
        story += [CHANGES, *change()]
        with suppress(Refused):
            self._properties.hold_between(original, self._properties.state(self._changed))
            return judged
        return False

    def _all_of(self, statements: Iterable[str]) -> Iterator[str]:
        for statement in statements:
            self._changed.run(statement)
            yield statement


class Stories(Teller):
    """Stories by their numbers; statements that PostgreSQL refuses are left out."""

    def __init__(self, stories: Sequence[Story], laboratories: Sequence[Laboratory]) -> None:
        super().__init__(laboratories)
        self._stories = stories

    def run(self, seed: int, story: list[str]) -> bool:
        """The story of that number."""
        one = self._stories[seed % len(self._stories)]
        return self._tell(story, lambda: self._accepted(one.schema()), lambda: self._accepted(one.changes()))

    def _accepted(self, statements: Iterable[str]) -> Iterator[str]:
        for statement in statements:
            with suppress(psycopg.Error):
                self._changed.run(statement)
                yield statement
