"""The same statements on two versions of PostgreSQL make the same schema, whichever is the reference."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from random import Random

import psycopg

from pgdrift.catalog import Fact, Key, read
from pgdrift.difference import compare
from pgdrift.server.cluster import Cluster
from pgdrift.spelling import respelling
from tests.memory import cluster_in_memory
from tests.pgdrift.fuzz.choices import Choices
from tests.pgdrift.fuzz.laboratory import Laboratory
from tests.pgdrift.fuzz.properties import Broken, ReusedScratch, shown

# What a server's own databases share, and what initdb has chosen for it.
_OF_THE_SERVER = {"role", "membership", "setting", "database", "tablespace", "extension", "extension_member"}


def another_version(cluster: Cluster) -> AbstractContextManager[Cluster]:
    """A server of the newest version, or for that itself one of the oldest that is embedded."""
    return cluster_in_memory(18 if cluster.binaries.major < 18 else 16)


class BetweenVersions:
    """Random schemas of the older version, made on both; `spelled` is a database to spell texts in."""

    def __init__(self, one: Laboratory, other: Laboratory, spelled: Laboratory) -> None:
        self._older, self._newer = sorted((one, other), key=lambda each: each.cluster.binaries.major)
        self._scratch = ReusedScratch(spelled)

    def run(self, seed: int, story: list[str]) -> bool:
        """Draw a schema, with changes; False when the newer version refuses it."""
        choose = Choices(Random(seed))
        self._older.empty()
        story += [*self._older.build(choose), *self._older.change(choose)]
        return self._judge(story)

    def replay(self, story: Sequence[str]) -> None:
        """The statements that were accepted then."""
        self._older.empty()
        for statement in story:
            self._older.run(statement)
        self._judge(story)

    def _judge(self, story: Sequence[str]) -> bool:
        self._newer.empty()
        try:
            for statement in story:
                self._newer.run(statement)
        except psycopg.Error:
            return False
        one, other = (read(each.connection).filtered(_of_the_schema) for each in (self._older, self._newer))
        for reference, target in ((one, other), (other, one)):
            found = compare(reference, target)
            if left := respelling.without_respelled(found, reference, target, self._scratch):
                raise Broken(f"{target.major} reported to be no {reference.major}: {shown(left)}")
        return True


def _of_the_schema(key: Key, _: Fact) -> bool:
    return key.kind not in _OF_THE_SERVER
