"""A database that somebody else works in while it is read."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
import pytest

from pgdrift.catalog import Snapshot, read
from pgdrift.database_url import DatabaseURL

MINE = """
    SELECT l.pid FROM pg_locks l
    WHERE l.locktype = 'relation' AND l.mode = 'AccessShareLock' AND NOT l.granted
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@dataclass(frozen=True)
class Waiting:
    """A reading that is stopped half way, by a lock that another session holds."""

    pid: int
    outcome: Future[Snapshot]
    holder: psycopg.Connection


@pytest.fixture
def filled(superuser: psycopg.Connection) -> psycopg.Connection:
    """A database with a table nobody else may see into."""
    superuser.execute(
        """
        CREATE SCHEMA hidden; REVOKE ALL ON SCHEMA hidden FROM PUBLIC;
        CREATE TABLE hidden.notes (id integer PRIMARY KEY, body text DEFAULT 'x' CHECK (body <> ''));
        CREATE INDEX notes_lower ON hidden.notes (lower(body)) WHERE id > 0;
        ALTER TABLE hidden.notes ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON hidden.notes USING (body = current_user);
        CREATE VIEW hidden.bodies AS SELECT body FROM hidden.notes;
        CREATE TABLE hidden.tags (id integer, tag text);
        CREATE VIEW hidden.short AS SELECT tag FROM hidden.tags WHERE length(tag) < 5;
        CREATE FUNCTION hidden.one() RETURNS integer LANGUAGE sql RETURN 1;
        CREATE SEQUENCE hidden.numbers;
        """
    )
    return superuser


@contextmanager
def locked(url: DatabaseURL, relation: str, application: str = "psql") -> Iterator[psycopg.Connection]:
    """Another session that holds an exclusive lock on `relation`, as ALTER TABLE does."""
    with url.connect(application_name=application) as holder:
        holder.execute(f"LOCK TABLE {relation} IN ACCESS EXCLUSIVE MODE".encode())
        yield holder


@pytest.fixture
def waiting(filled: psycopg.Connection, empty_database: DatabaseURL) -> Iterator[Callable[..., Waiting]]:
    """`waiting(relation, max_read=None)`: a reading, half way, that waits for that relation's lock."""
    with ThreadPoolExecutor(1) as pool, empty_database.connect() as holder:

        def start(relation: str, max_read: float | None = None) -> Waiting:
            holder.execute(f"LOCK TABLE {relation} IN ACCESS EXCLUSIVE MODE".encode())

            def reading() -> Snapshot:
                with empty_database.connect(autocommit=True) as connection:
                    return read(connection, max_read=max_read)

            outcome = pool.submit(reading)
            while not (found := filled.execute(MINE).fetchone()):
                assert not outcome.done()
                time.sleep(0.002)
            return Waiting(found[0], outcome, holder)

        yield start
        holder.close()
