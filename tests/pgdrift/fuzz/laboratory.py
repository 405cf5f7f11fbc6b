"""Databases on which random statements are tried, and what pg_dump says of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.fuzz import inventory
from tests.pgdrift.fuzz.choices import Choices, Impossible
from tests.pgdrift.fuzz.create_types import ROLES
from tests.pgdrift.fuzz.statements import ALTERING, CREATING, STAGES, Writer

# Takes everything out of a database.
EMPTY = Path(__file__).with_name("empty.sql").read_text()


@dataclass
class Tally:
    """How many statements PostgreSQL took, of how many."""

    tried: int = 0
    accepted: int = 0
    refused: dict[str, int] = field(default_factory=dict)


class Laboratory:
    """One database of a running server, emptied for every example."""

    def __init__(self, cluster: Cluster, url: DatabaseURL) -> None:
        self.cluster, self.url, self.tally = cluster, url, Tally()
        self.connection = url.connect(autocommit=True)
        for role in ROLES:
            self.connection.execute(
                f"DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$".encode()
            )

    def empty(self) -> None:
        """Remove everything."""
        self.connection.execute("ROLLBACK")
        self.run(EMPTY)

    def close(self) -> None:
        """Leave nothing that other tests on the server would see; the roles go with the last laboratory."""
        self.empty()
        for role in ROLES:
            with suppress(psycopg.errors.DependentObjectsStillExist, psycopg.errors.UndefinedObject):
                self.connection.execute(f"DROP OWNED BY {role}".encode())
                self.connection.execute(f"DROP ROLE {role}".encode())
        self.connection.close()

    def run(self, sql: str) -> None:
        """Run statements in which `{database}` stands for the database's name."""
        self.connection.execute(sql.replace("{database}", str(self.url.database)).encode())

    def build(self, choose: Choices) -> list[str]:
        """Make a random schema with rows; the statements that were accepted."""
        done: list[str] = []
        for most, writers in STAGES:
            has = inventory.take(self.connection)
            for _ in range(choose.number(0 if done else 1, most)):
                self._try(writers, choose, has, done)
        return done

    def change(self, choose: Choices) -> list[str]:
        """Make one to four random changes; the statements that were accepted."""
        done: list[str] = []
        for _ in range(choose.one([1, 1, 2, 3, 4])):
            writers = ALTERING if choose.once_in(3) or choose.once_in(2) else CREATING
            self._try(writers, choose, inventory.take(self.connection), done)
        return done

    def _try(
        self, writers: Sequence[Writer], choose: Choices, has: inventory.Inventory, done: list[str]
    ) -> None:
        writer: Callable[[Choices, inventory.Inventory], str] = choose.one(writers)
        try:
            sql = writer(choose, has)
        except Impossible:
            return
        self.tally.tried += 1
        try:
            self.run(sql)
        except psycopg.Error as error:
            why = f"{writer.__module__.rpartition('.')[2]}.{writer.__name__}: {error.sqlstate}"
            self.tally.refused[why] = self.tally.refused.get(why, 0) + 1
        else:
            self.tally.accepted += 1
            done.append(sql)
