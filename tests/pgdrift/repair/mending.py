"""A database that is spoilt, and mended with the printed script by psql, as a person would do it."""

from __future__ import annotations

from dataclasses import dataclass

import psycopg

from pgdrift.catalog import Snapshot, read
from pgdrift.catalog.comparison import Comparison
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import Difference, compare
from pgdrift.repair.script import Script, script
from pgdrift.scratch import Scratch
from pgdrift.server.cluster import Cluster
from pgdrift.spelling import respelling
from tests.pgdrift import dumps
from tests.pgdrift.repair import psql
from tests.pgdrift.repair.printed import printed


@dataclass
class Patient:
    """`reference` is what should be, `dump` what pg_dump says of that."""

    cluster: Cluster
    url: DatabaseURL
    connection: psycopg.Connection
    reference: Snapshot
    dump: list[str]

    @classmethod
    def healthy(cls, cluster: Cluster, connection: psycopg.Connection, url: DatabaseURL) -> Patient:
        """The database as it is now is what should be."""
        dump = dumps.entries(dumps.schema(cluster, url))
        return cls(cluster, url, connection, read(connection), dump)

    def differences(self) -> list[Difference]:
        """What is not as it should be, in more than its spelling."""
        target = read(self.connection)
        found = compare(self.reference, target)
        return respelling.without_respelled(found, self.reference, target, Scratch(self.cluster.url()))

    def written(self) -> Script:
        return script(self.differences(), Comparison.of(self.reference, read(self.connection)))

    def text(self, *, allow_destructive: bool = False) -> str:
        """The script as it is printed."""
        target = read(self.connection)
        return printed(self.written(), target, allow_destructive=allow_destructive)

    def run(self, text: str, *, role: str = "") -> str:
        """Run a script; the error, if it fails."""
        return psql.run(self.cluster, self.url, text, role=role)

    def mended(self, *, allow_destructive: bool = False) -> str:
        """Run the script, which has to succeed and leave nothing behind; the script."""
        text = self.text(allow_destructive=allow_destructive)
        assert self.run(text) == "", text
        assert self.differences() == [], text
        assert dumps.entries(dumps.schema(self.cluster, self.url)) == self.dump, text
        return text

    def rows(self, query: str) -> list[tuple[object, ...]]:
        return self.connection.execute(query.encode()).fetchall()
