"""What can be run at random for as long as one likes, and run again from its story."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from random import Random
from typing import Protocol

from pgdrift.server.cluster import Cluster
from tests.pgdrift.fuzz.choices import Choices
from tests.pgdrift.fuzz.laboratory import Laboratory
from tests.pgdrift.fuzz.properties import Properties
from tests.pgdrift.generate.fuzz import schema
from tests.pgdrift.generate.fuzz.changes import first, states
from tests.pgdrift.generate.fuzz.emptied_scratch import EmptiedScratch
from tests.pgdrift.generate.fuzz.evolution import Evolution
from tests.pgdrift.generate.workshop import open_workshop

# What stands between the statements that make a schema and those that change it.
_CHANGES = "-- the changes"


class Subject(Protocol):
    """Something that is tried at random."""

    def run(self, random: Random, story: list[str]) -> None:
        """Try it once, and write down each step; raises what went wrong."""

    def replay(self, story: Sequence[str]) -> None:
        """The same steps again."""


class Repairs:
    """Random schemas and random changes: found and repaired, with pg_dump as the judge."""

    def __init__(self, cluster: Cluster) -> None:
        def laboratory(name: str) -> Laboratory:
            with cluster.url().connect(autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
            return Laboratory(cluster, cluster.url(database=name))

        self._changed = laboratory("fuzz_changed")
        self._properties = Properties(self._changed, laboratory("fuzz_built"), laboratory("fuzz_spelled"))

    def run(self, random: Random, story: list[str]) -> None:
        """Draw a schema and its changes."""
        choose = Choices(random)
        self._changed.empty()
        story += self._changed.build(choose)
        original = self._properties.state(self._changed)
        self._properties.a_database_can_be_built_from_facts(original)
        story += [_CHANGES, *self._changed.change(choose)]
        self._properties.hold_between(original, self._properties.state(self._changed))

    def replay(self, story: Sequence[str]) -> None:
        """The statements that were accepted then."""
        between = story.index(_CHANGES) if _CHANGES in story else len(story)
        self._changed.empty()
        for statement in story[:between]:
            self._changed.run(statement)
        original = self._properties.state(self._changed)
        self._properties.a_database_can_be_built_from_facts(original)
        for statement in story[between + 1 :]:
            self._changed.run(statement)
        self._properties.hold_between(original, self._properties.state(self._changed))


class Evolutions:
    """Declared schemas that change: each revision does it, undoes it, and keeps the rows."""

    def __init__(self, cluster: Cluster, steps: int) -> None:
        self._cluster, self._steps, self._number = cluster, steps, 0
        self._scratch = EmptiedScratch(cluster.url())

    def run(self, random: Random, story: list[str]) -> None:
        """Draw a schema, and what becomes of it."""
        choose = Choices(random)
        drawn = states(choose, self._steps, first(choose, self._cluster.binaries.major))
        story += map(repr, drawn)
        self._evolve(drawn)

    def replay(self, story: Sequence[str]) -> None:
        """The states that it went through."""
        self._evolve([schema.read(state) for state in story])

    def close(self) -> None:
        """Let go of the databases."""
        self._scratch.close()

    def _evolve(self, drawn: Sequence[schema.Schema]) -> None:
        self._number += 1
        name = f"evolution_{self._number}"
        with (
            tempfile.TemporaryDirectory() as folder,
            self._cluster.url().connect(autocommit=True) as connection,
        ):
            connection.execute(f"CREATE DATABASE {name}".encode())
            try:
                shop = open_workshop(Path(folder), self._scratch)
                evolution = Evolution(shop, self._cluster.url(database=name))
                evolution.run(drawn)
                evolution.assert_complete()
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def _repairs(cluster: Cluster, _: int) -> Iterator[Subject]:
    yield Repairs(cluster)


@contextmanager
def _evolutions(cluster: Cluster, steps: int) -> Iterator[Subject]:
    evolutions = Evolutions(cluster, steps)
    yield evolutions
    evolutions.close()


SUBJECTS: dict[str, Callable[[Cluster, int], AbstractContextManager[Subject]]] = {
    "repair": _repairs,
    "evolution": _evolutions,
}
