"""A schema and its changes, statement by statement: told, and told again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
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


class Stories:
    """Stories by their numbers: found and repaired, with pg_dump as the judge."""

    def __init__(self, stories: Sequence[Story], laboratories: Sequence[Laboratory]) -> None:
        self._stories = stories
        self._changed, built, spelled = laboratories
        self._properties = Properties(self._changed, built, spelled)

    def run(self, seed: int, story: list[str]) -> bool:
        """The story of that number; statements that PostgreSQL refuses are left out."""
        one = self._stories[seed % len(self._stories)]
        self._changed.empty()
        story += self._accepted(one.schema())
        original = self._properties.state(self._changed)
        with suppress(Refused):
            self._properties.a_database_can_be_built_from_facts(original)
        story += [CHANGES, *self._accepted(one.changes())]
        with suppress(Refused):
            self._properties.hold_between(original, self._properties.state(self._changed))
            return True
        return False

    def replay(self, story: Sequence[str]) -> None:
        """The statements that were accepted then."""
        tell_again(story, self._changed, self._properties)

    def _accepted(self, statements: Iterable[str]) -> Iterator[str]:
        for statement in statements:
            with suppress(psycopg.Error):
                self._changed.run(statement)
                yield statement


def tell_again(story: Sequence[str], changed: Laboratory, properties: Properties) -> None:
    """The statements that were accepted then; raises what is broken between the two states."""
    between = story.index(CHANGES) if CHANGES in story else len(story)
    changed.empty()
    for statement in story[:between]:
        changed.run(statement)
    original = properties.state(changed)
    with suppress(Refused):
        properties.a_database_can_be_built_from_facts(original)
    for statement in story[between + 1 :]:
        changed.run(statement)
    with suppress(Refused):
        properties.hold_between(original, properties.state(changed))
