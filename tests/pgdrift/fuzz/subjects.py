"""What can be run at random for as long as one likes, and run again from its story."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Protocol

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.fuzz.between_versions import BetweenVersions, another_version
from tests.pgdrift.fuzz.choices import Choices
from tests.pgdrift.fuzz.dependences import DEPENDENCES
from tests.pgdrift.fuzz.families import FAMILIES
from tests.pgdrift.fuzz.laboratory import Laboratory
from tests.pgdrift.fuzz.story import Stories, Story, Teller
from tests.pgdrift.generate.emptied_scratch import EmptiedScratch
from tests.pgdrift.generate.fuzz import schema
from tests.pgdrift.generate.fuzz.changes import first, states
from tests.pgdrift.generate.fuzz.evolution import Evolution
from tests.pgdrift.generate.fuzz.schema import Schema
from tests.pgdrift.generate.workshop import open_workshop

# How many evolutions begin alike.
_ALIKE = 5


class Subject(Protocol):
    """Something that is tried at random."""

    def run(self, seed: int, story: list[str]) -> bool:
        """Try what is drawn from `seed`, and write down each step; raises what went wrong.

        False when PostgreSQL refused what cannot be had, so that not all of it was judged.
        """

    def replay(self, story: Sequence[str]) -> None:
        """The same steps again."""


class Repairs(Teller):
    """Random schemas and random changes."""

    def run(self, seed: int, story: list[str]) -> bool:
        """Draw a schema and its changes."""
        choose = Choices(Random(seed))
        return self._tell(story, lambda: self._changed.build(choose), lambda: self._changed.change(choose))


class Evolutions:
    """Declared schemas that change: each revision does it, undoes it, and keeps the rows.

    A few that follow each other have their beginning in common, which would cost as much as a change.
    """

    def __init__(self, cluster: Cluster, steps: int) -> None:
        self._cluster, self._steps = cluster, steps
        self._scratch = EmptiedScratch(cluster.url())
        self._begun: tuple[Schema, Evolution] | None = None
        self._resources = ExitStack()

    def run(self, seed: int, story: list[str]) -> bool:
        """Draw a schema, and what becomes of it."""
        beginning = first(Choices(Random(seed // _ALIKE)), self._cluster.binaries.major)
        drawn = states(Choices(Random(seed)), self._steps, beginning)
        story += map(repr, drawn)
        self._evolve(drawn)
        return True

    def replay(self, story: Sequence[str]) -> None:
        """The states that it went through."""
        self._evolve([schema.read(state) for state in story])

    def close(self) -> None:
        """Let go of the databases."""
        self._resources.close()
        self._scratch.close()

    def _evolve(self, drawn: Sequence[Schema]) -> None:
        begun = self._beginning(drawn[0])
        with ExitStack() as stack:
            url = stack.enter_context(self._database("evolution", "evolution_begun"))
            evolution = begun.copy(Path(stack.enter_context(TemporaryDirectory())), url)
            evolution.run(drawn[1:])
            evolution.assert_complete()

    def _beginning(self, state: Schema) -> Evolution:
        """A project and a database with the first of the states."""
        if self._begun is None or self._begun[0] != state:
            self._begun = None
            self._resources.close()
            folder = self._resources.enter_context(TemporaryDirectory())
            # Roles belong to the server, which would be full of them if each project had its own.
            shop = replace(open_workshop(Path(folder), self._scratch), name="evolution")
            evolution = Evolution(shop, self._resources.enter_context(self._database("evolution_begun")))
            evolution.run([state])
            self._begun = state, evolution
        return self._begun[1]

    @contextmanager
    def _database(self, name: str, template: str = "template1") -> Iterator[DatabaseURL]:
        with self._cluster.url().connect(autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
            try:
                yield self._cluster.url(database=name)
            finally:
                connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


@contextmanager
def _repairs(cluster: Cluster, _: int) -> Iterator[Subject]:
    yield Repairs(_laboratories(cluster, "repair"))


def _stories(
    name: str, stories: Sequence[Story]
) -> Callable[[Cluster, int], AbstractContextManager[Subject]]:
    @contextmanager
    def opened(cluster: Cluster, _: int) -> Iterator[Subject]:
        yield Stories(stories, _laboratories(cluster, name))

    return opened


@contextmanager
def _evolutions(cluster: Cluster, steps: int) -> Iterator[Subject]:
    evolutions = Evolutions(cluster, steps)
    yield evolutions
    evolutions.close()


@contextmanager
def _versions(cluster: Cluster, _: int) -> Iterator[Subject]:
    with another_version(cluster) as another:
        newer = max(cluster, another, key=lambda one: one.binaries.major)
        yield BetweenVersions(
            _laboratory(cluster, "fuzz_own"),
            _laboratory(another, "fuzz_another"),
            _laboratory(newer, "fuzz_newer_spelled"),
        )


def _laboratories(cluster: Cluster, name: str) -> list[Laboratory]:
    return [_laboratory(cluster, f"fuzz_{name}_{what}") for what in ("changed", "built", "spelled")]


def _laboratory(cluster: Cluster, name: str) -> Laboratory:
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return Laboratory(cluster, cluster.url(database=name))


SUBJECTS: dict[str, Callable[[Cluster, int], AbstractContextManager[Subject]]] = {
    "repair": _repairs,
    "families": _stories("families", FAMILIES),
    "dependences": _stories("dependences", DEPENDENCES),
    "evolution": _evolutions,
    "versions": _versions,
}
