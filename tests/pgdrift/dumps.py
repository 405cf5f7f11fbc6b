"""What pg_dump says of a schema, as an oracle that knows nothing of ours.

Two dumps of equal schemas may differ in the order of their entries and of the statements that grant; what is
compared is therefore the set of entries, and within the privileges of one object the set of statements.
"""

from __future__ import annotations

import re
import secrets
import subprocess
from functools import cached_property

from psycopg import sql

from pgdrift.database_url import DatabaseURL
from pgdrift.server import binaries
from pgdrift.server.cluster import Cluster

# pg_dump writes a key of its own into every dump since the fix of CVE-2025-8714.
_NOT_THE_SCHEMAS = re.compile(r"^\\(un)?restrict .*$", re.MULTILINE)
_ENTRY = re.compile(r"^--\n-- (Name: .*)\n--\n", re.MULTILINE)


def program(cluster: Cluster, name: str) -> str:
    """The path of a program of the server's own version, or else of the newest, which serves older ones."""
    own = cluster.binaries.bin / name
    return str(own if own.exists() else binaries.find().tool(name))


def schema(cluster: Cluster, url: DatabaseURL, *options: str) -> str:
    """The text of `pg_dump --schema-only`, without labels that only a loaded module could restore."""
    command = [
        program(cluster, "pg_dump"),
        "--schema-only",
        "--encoding=UTF8",
        "--no-security-labels",
        *options,
        url.shown,
    ]
    # Read as text, every carriage return would be a line feed.
    return subprocess.run(command, check=True, capture_output=True).stdout.decode()


def entries(dump: str) -> list[str]:
    """The entries of a dump, in an order that depends on nothing but what they say."""
    text = _NOT_THE_SCHEMAS.sub("", dump)
    _, *parts = _ENTRY.split(text)
    found = []
    for title, body in zip(parts[::2], parts[1::2], strict=True):
        lines = body.strip("\n").split("\n") if body.strip() else []
        if "Type: ACL" in title or "Type: DEFAULT ACL" in title:
            lines.sort()
        found.append("\n".join([title, *lines]))
    return sorted(found)


class Dump:
    """What pg_dump says of a database at one moment."""

    def __init__(self, cluster: Cluster, url: DatabaseURL) -> None:
        self._cluster = cluster
        self._text = schema(cluster, url)

    def same_as(self, other: Dump) -> bool:
        """Whether both say the same. Equal dumps are restored equally, so that only others have to be."""
        return self._entries == other._entries or self._settled == other._settled

    def unlike(self, other: Dump) -> list[str]:
        """The entries that only one of the two has once both are restored: for people."""
        return sorted({*self._settled} ^ {*other._settled})

    @cached_property
    def _entries(self) -> list[str]:
        return entries(self._text)

    @cached_property
    def _settled(self) -> list[str]:
        return settled(self._cluster, self._text)


def settled(cluster: Cluster, dump: str) -> list[str]:
    """The entries of the dump of a restored dump: PostgreSQL has spelled every expression a second time."""
    name = f"restored_{secrets.token_hex(6)}"
    with cluster.url().connect(autocommit=True) as connection:
        create = sql.SQL("CREATE DATABASE {} TEMPLATE template0 STRATEGY file_copy")
        connection.execute(create.format(sql.Identifier(name)))
        restored = cluster.url(database=name)
        try:
            command = [program(cluster, "psql"), "-qX", "-v", "ON_ERROR_STOP=1", restored.shown]
            subprocess.run(command, check=True, capture_output=True, text=True, input=dump)
            return entries(schema(cluster, restored))
        finally:
            _unsubscribe(restored)
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _unsubscribe(url: DatabaseURL) -> None:
    """Drop the subscriptions of a database: it cannot be dropped with them."""
    with url.connect(autocommit=True) as connection:
        names = connection.execute(
            "SELECT quote_ident(subname) FROM pg_subscription s JOIN pg_database d ON d.oid = s.subdbid "
            "WHERE d.datname = current_database()"
        ).fetchall()
        for (name,) in names:
            for action in ("ALTER SUBSCRIPTION {} DISABLE", "ALTER SUBSCRIPTION {} SET (slot_name = NONE)"):
                connection.execute(action.format(name).encode())
            connection.execute(f"DROP SUBSCRIPTION {name}".encode())
