"""Reading a catalog: one query for each kind, however many objects there are."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from pgdrift.catalog import fingerprint
from pgdrift.catalog.fact import Fact, Key, frozen
from pgdrift.catalog.kind import Kind
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.errors import PgdriftError

log = logging.getLogger(__name__)

# PostgreSQL spells out expressions by these: with an empty path every name comes qualified, and constants
# do not depend on what the role or database has configured.
_SPELLING = """
    SELECT set_config(name, value, true) FROM (VALUES
        ('search_path', ''), ('quote_all_identifiers', 'off'), ('datestyle', 'ISO, MDY'),
        ('intervalstyle', 'postgres'), ('timezone', 'UTC'), ('extra_float_digits', '3'),
        ('bytea_output', 'hex'), ('lock_timeout', '2s')) AS settings (name, value)
"""

_ABOUT = """
    SELECT current_setting('server_version_num')::integer, quote_ident(current_database()),
           t.name, coalesce(has_table_privilege(t.oid, 'SELECT'), true)
               AND coalesce(has_schema_privilege(t.relnamespace, 'USAGE'), true)
    FROM (SELECT) one LEFT JOIN LATERAL (
        SELECT c.oid, c.relnamespace, quote_ident(n.nspname) || '.' || quote_ident(c.relname) AS name
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relname = 'alembic_version' AND c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%'
        ORDER BY n.nspname <> 'public', n.nspname LIMIT 1) t ON true
"""


def read(connection: psycopg.Connection[Any]) -> Snapshot:
    """Everything that the catalog of the connected database says about its schema.

    Reads only. An idle connection gets a repeatable-read, read-only transaction that ends with the last
    row; inside a transaction that is already open, its own changes are seen and its settings come back.
    Needs no privilege on any object. Raises PgdriftError when a lock or the role is in the way.
    """
    started = monotonic()
    try:
        with _transaction(connection), connection.cursor() as cursor:
            cursor.execute(_SPELLING)
            cursor.execute(_ABOUT)
            about = cursor.fetchone()
            assert about is not None
            version, database, table, readable = about
            facts: dict[Key, Fact] = {}
            for kind in KINDS.values():
                cursor.execute(_query(kind.name))
                facts.update(_facts(kind, cursor))
            cursor.execute(_query("uncompared"))
            uncompared = dict(cursor.fetchall())
            cursor.execute(fingerprint.query().encode())
            row = cursor.fetchone()
            assert row is not None
            revision: tuple[str, ...] = ()
            if table and readable:
                cursor.execute(f"SELECT version_num FROM {table} ORDER BY 1".encode())
                revision = tuple(row[0] for row in cursor)
    except psycopg.errors.LockNotAvailable as error:
        raise PgdriftError(
            "The catalog could not be read within 2 seconds because another session holds an "
            "exclusive lock on "
            f"an object ({error.diag.message_primary}). Nothing was compared; try again when its "
            f"change is done."
        ) from None
    except psycopg.errors.InsufficientPrivilege as error:
        raise PgdriftError(
            f"The role may not read PostgreSQL's catalog: {error.diag.message_primary}. Every "
            f"role may, unless it "
            "was taken away: grant SELECT on that catalog to it, or connect as another role."
        ) from None
    except psycopg.OperationalError as error:
        raise PgdriftError(
            f"The connection was lost while the catalog was read: {error}. Nothing was compared; try again."
        ) from None
    log.debug("read %d facts of %s in %.3f s", len(facts), database, monotonic() - started)
    return Snapshot(version, facts, revision, database, table, bool(readable), row[0], uncompared)


@contextmanager
def _transaction(connection: psycopg.Connection[Any]) -> Iterator[None]:
    idle = connection.info.transaction_status is TransactionStatus.IDLE
    # Rolling back also undoes the settings, which matters inside somebody else's transaction.
    with connection.transaction(force_rollback=True):
        if idle:
            connection.execute(sql.SQL("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
        yield


def _facts(kind: Kind, cursor: psycopg.Cursor[Any]) -> Iterator[tuple[Key, Fact]]:
    assert cursor.description is not None
    fields = [column.name for column in cursor.description][1:]
    for name, *values in cursor:
        yield Key(kind.name, name), frozen(dict(zip(fields, values, strict=True)))


@cache
def _query(kind: str) -> bytes:
    folder = Path(__file__).parent
    return b"\n".join((folder / f"{name}.sql").read_bytes() for name in ("ours", kind))
