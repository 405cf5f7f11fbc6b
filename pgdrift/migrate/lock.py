"""One migrator at a time: a session-level advisory lock on a connection of its own.

A transaction-level lock would be gone at the first statement that cannot run in a transaction, and a waiter
blocked inside pg_advisory_lock holds a snapshot that CREATE INDEX CONCURRENTLY waits for: a deadlock. So the
connection stays outside transactions and waiters ask again and again. They wait as long as the other one
lives and show what it says it is doing.
"""

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from pgdrift.errors import PgdriftError
from pgdrift.project import Project

LOG = logging.getLogger("pgdrift.migrate")

_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 1.0  # seconds


def key(project: Project, part: str = "") -> int:
    """The lock's key, a signed 64-bit number; PostgreSQL keeps the locks of each database apart."""
    digest = hashlib.sha256(f"pgdrift migrate {project.name}{part}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


@contextmanager
def held(connection: psycopg.Connection[Any], project: Project) -> Iterator[None]:
    """Hold the lock on ``connection``, which is in autocommit mode; waits as long as another holds it."""
    connection.execute(
        "SELECT set_config('idle_session_timeout', '0', false), set_config('statement_timeout', '0', false)"
    )
    number = key(project)
    _take(connection, number, "another migration")
    try:
        yield
    finally:
        if not connection.closed and not connection.broken:
            connection.execute("SELECT pg_advisory_unlock(%s)", [number])


def alone(connection: psycopg.Connection[Any], project: Project) -> None:
    """Wait until no session of an earlier migration is left; then this one, in autocommit mode, is the only.

    When a migrator is killed, its lock is gone at once, and the server may still be at its last statement.
    """
    _take(connection, key(project, " at work"), "the last statement of a migration that was ended")


def _take(connection: psycopg.Connection[Any], number: int, what: str) -> None:
    """Get the lock ``number``, asking again and again; says for whom it waits, and how far that one is."""
    pause, told = _FIRST_PAUSE, ""
    while not _try(connection, number):
        holder = _holder(connection, number)
        if holder not in (told, None):
            told = str(holder)
            LOG.info("waiting for %s of %s: %s", what, connection.info.dbname, told)
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE)
    if told:
        LOG.info("%s has ended", what)


def confirm(connection: psycopg.Connection[Any]) -> None:
    """Raise PgdriftError when ``connection``, and with it the lock it held, has been lost."""
    try:
        connection.execute("SELECT 1")
    except psycopg.Error:
        raise PgdriftError(
            "The connection that kept other migrations of this database waiting was lost, so what this "
            "revision had not committed was rolled back. Check the server's log for who ended it, and run "
            "this again."
        ) from None


def _try(connection: psycopg.Connection[Any], number: int) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s)", [number]).fetchone()
    return bool(row and row[0])


def _holder(connection: psycopg.Connection[Any], number: int) -> str | None:
    """Who holds the lock: process id, what it says it does, and, if this login may see it, since when."""
    row = connection.execute(
        """
        SELECT a.pid, coalesce(nullif(a.application_name, ''), 'a program without a name'),
               to_char(a.backend_start, 'YYYY-MM-DD HH24:MI:SS TZ')
          FROM pg_catalog.pg_locks l LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
         WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
           AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
           AND (l.classid::bigint << 32) | l.objid::bigint = %s
        """,
        [number],
    ).fetchone()
    if row is None:
        return None
    pid, application, since = row
    return f"process {pid} ({application}" + (f", connected since {since})" if since else ")")
