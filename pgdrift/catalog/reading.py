"""Reading a catalog: one query for each kind, however many objects there are."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from pgdrift.catalog import fingerprint, obstacle, ours
from pgdrift.catalog.deadline import Deadline
from pgdrift.catalog.fact import Fact, Key, frozen
from pgdrift.catalog.kind import Kind
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.obstacle import LOCK_TIMEOUT, OVERTAKEN, Obstacle
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.errors import PgdriftError

log = logging.getLogger(__name__)

_PAUSES = (0.05, 0.1, 0.2, 0.4)  # seconds before each further attempt
_EVERYWHERE = Key("database", "database")  # what no catalog is without

# PostgreSQL spells out expressions by these: with an empty path every name comes qualified, and constants
# do not depend on what the role or database has configured. A backslash in a constant is one backslash.
_SPELLING = """
        ('search_path', ''), ('quote_all_identifiers', 'off'), ('datestyle', 'ISO, MDY'),
        ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('extra_float_digits', '3'),
        ('bytea_output', 'hex'), ('standard_conforming_strings', 'on')
"""
# Never in anybody's way, and no surprise either: a policy on the table of revisions would hide its rows, and
# a catalog of thousands of tables is not worth compiling queries or starting workers for. Our joins stand in
# a good order; looking for a better one among so many took longer than all the rest of a small catalog.
_MANNERS = f"""
        ('lock_timeout', '{int(LOCK_TIMEOUT * 1000)}ms'), ('row_security', 'off'), ('jit', 'off'),
        ('join_collapse_limit', '2'), ('from_collapse_limit', '2'),
        ('max_parallel_workers_per_gather', '0')
"""
_SETTINGS = (
    "SELECT pg_catalog.set_config(name, value, true) "
    f"FROM (VALUES {_SPELLING}, {_MANNERS}) AS settings (name, value)"
).encode()

_ABOUT = """
    SELECT current_setting('server_version_num')::integer, quote_ident(current_database()),
           t.name, coalesce(has_table_privilege(t.oid, 'SELECT'), true)
               AND coalesce(has_schema_privilege(t.relnamespace, 'USAGE'), true),
           pg_current_snapshot()::text
    FROM (SELECT) one LEFT JOIN LATERAL (
        SELECT c.oid, c.relnamespace, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relname = 'alembic_version' AND c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%'
        ORDER BY n.nspname <> 'public', n.nspname LIMIT 1) t ON true
"""


def read(connection: psycopg.Connection[Any], *, max_read: float | None = None) -> Snapshot:
    """Everything that the catalog of the connected database says about its schema.

    Reads only. An idle connection gets a repeatable-read, read-only transaction that ends with the last
    row, and another one when the schema was changed meanwhile; inside a transaction that is already open,
    its own changes are seen and its settings come back. Needs no privilege on any object. `max_read` limits
    all of it, in seconds. Raises PgdriftError when a lock, the role, the time or a change is in the way.
    """
    where, deadline = obstacle.place(connection), Deadline(max_read)
    with deadline.watch(connection):
        found = _settled(connection, where, deadline)
    if _EVERYWHERE not in found.facts:
        raise PgdriftError(obstacle.invisible(where).message)
    return found


def rows(connection: psycopg.Connection[Any], query: str, *, max_read: float | None = None) -> list[Fact]:
    """What one more `query` says, which may use what `ours.sql` puts in front of every kind's.

    In the manner of `read`: reads only, waits for nobody, and spells everything out. `max_read` limits it, in
    seconds. Raises PgdriftError when a lock, the role or the time is in the way.
    """
    where, deadline = obstacle.place(connection), Deadline(max_read)
    with deadline.watch(connection):
        try:
            with _transaction(connection), connection.cursor() as cursor:
                cursor.execute(_SETTINGS)
                found = _fetched(cursor, ours.before(query), deadline)
                assert cursor.description is not None
                fields = [column.name for column in cursor.description]
                return [frozen(zip(fields, row, strict=True)) for row in found]
        except psycopg.Error as error:
            raise PgdriftError(obstacle.of(error, connection, where, deadline).message) from error


def _settled(connection: psycopg.Connection[Any], where: str, deadline: Deadline) -> Snapshot:
    """The first reading that nothing kept or overtook. Inside somebody's transaction there is only one."""
    idle = connection.info.transaction_status is TransactionStatus.IDLE
    pauses = iter(_PAUSES if idle else ())
    met: Obstacle | None = None
    while True:
        attempt = _Attempt(connection, deadline)
        try:
            found = attempt.read()
            if not idle or not attempt.overtaken():
                return found
            now = obstacle.changing(where)
        except psycopg.Error as error:
            now = obstacle.of(error, connection, where, deadline)
            if isinstance(error, OVERTAKEN) and idle and attempt.overtaken(otherwise=False):
                now = obstacle.changing(where)
        except UnicodeDecodeError:
            now = obstacle.undecodable(where)
        # That the time is over says less than what it was lost to.
        met = met if met and now.late else now
        log.debug("the catalog could not be read: %s", now.message)
        pause = next(pauses, None)
        if pause is None or not now.passing or deadline.remaining() < pause:
            raise PgdriftError(met.message)
        sleep(pause)


class _Attempt:
    """One reading, which is wrong when the schema has changed before it was over.

    The rows are those of one snapshot. But the functions that spell out a definition look their names up in
    the catalog as it is at that moment, so that a change during the reading gives an error, an empty
    definition, or one that mixes before and after.
    """

    def __init__(self, connection: psycopg.Connection[Any], deadline: Deadline) -> None:
        self._connection = connection
        self._deadline = deadline
        self._moment = self._fingerprint = ""

    def read(self) -> Snapshot:
        """The whole catalog, in one transaction."""
        started = monotonic()
        with _transaction(self._connection), self._connection.cursor() as cursor:
            cursor.execute(_SETTINGS)
            version, database, table, readable, self._moment = self._rows(cursor, _ABOUT)[0]
            ((self._fingerprint,),) = self._rows(cursor, fingerprint.query())
            facts: dict[Key, Fact] = {}
            for kind in KINDS.values():
                rows = self._rows(cursor, _query(kind.name))
                facts.update(_facts(kind, cursor, rows))
            uncompared = dict(self._rows(cursor, _query("uncompared")))
            revision: tuple[str, ...] = ()
            if table and readable:
                rows = self._rows(cursor, f"SELECT version_num FROM {table} ORDER BY 1")
                revision = tuple(row[0] for row in rows)
        log.debug("read %d facts of %s in %.3f s", len(facts), database, monotonic() - started)
        return Snapshot(
            version, facts, revision, database, table, bool(readable), self._fingerprint, uncompared
        )

    def overtaken(self, *, otherwise: bool | None = None) -> bool:
        """Whether the schema has changed since the reading began. Costs next to nothing on a quiet server.

        A later snapshot that sees the same transactions sees the same catalog. `otherwise` is the answer
        when it cannot be told; by default that raises psycopg's error.
        """
        try:
            return self._overtaken()
        except psycopg.Error:
            if otherwise is None:
                raise
            return otherwise

    def _overtaken(self) -> bool:
        with _transaction(self._connection), self._connection.cursor() as cursor:
            cursor.execute(_SETTINGS)
            ((now,),) = self._rows(
                cursor,
                f"SELECT CASE WHEN pg_is_in_recovery() OR pg_current_snapshot()::text <> '{self._moment}'\n"
                f"THEN ({fingerprint.query()}) ELSE '{self._fingerprint}' END",
            )
        return bool(now != self._fingerprint)

    def _rows(self, cursor: psycopg.Cursor[Any], query: str) -> list[tuple[Any, ...]]:
        return _fetched(cursor, query, self._deadline)


def _fetched(cursor: psycopg.Cursor[Any], query: str, deadline: Deadline) -> list[tuple[Any, ...]]:
    # Rolling back to the savepoint gives up the locks that deparsing a view takes on its tables: nobody
    # who alters one of them has to wait for the rest of the reading. It is all one message to the server.
    cursor.execute(
        f"SAVEPOINT reading;\n{deadline.statement()}{query}\n;ROLLBACK TO SAVEPOINT reading;"
        "RELEASE SAVEPOINT reading".encode()
    )
    while cursor.description is None:
        cursor.nextset()
    return cursor.fetchall()


@contextmanager
def _transaction(connection: psycopg.Connection[Any]) -> Iterator[None]:
    idle = connection.info.transaction_status is TransactionStatus.IDLE
    # Rolling back also undoes the settings, which matters inside somebody else's transaction.
    with connection.transaction(force_rollback=True):
        if idle:
            connection.execute(sql.SQL("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield


def _facts(
    kind: Kind, cursor: psycopg.Cursor[Any], rows: list[tuple[Any, ...]]
) -> Iterator[tuple[Key, Fact]]:
    assert cursor.description is not None
    fields = [column.name for column in cursor.description][1:]
    for name, *values in rows:
        yield Key(kind.name, name), frozen(zip(fields, values, strict=True))


@cache
def _query(kind: str) -> str:
    return ours.before(Path(__file__).with_name(f"{kind}.sql").read_text(encoding="utf-8"))
