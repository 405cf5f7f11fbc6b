"""What the schema costs where it is written: sizes, WAL, and updates that touch no index."""

from __future__ import annotations

from typing import Any

import psycopg

from benchmarks.tenants.arms import TABLES, Arm
from benchmarks.tenants.queries import WRITES
from benchmarks.tenants.rows import Tenant

_SIZES = """
SELECT pg_table_size(c.oid), pg_indexes_size(c.oid),
       (SELECT jsonb_object_agg(i.indexrelid::regclass::text, pg_relation_size(i.indexrelid))
          FROM pg_index i WHERE i.indrelid = c.oid), c.reltuples::bigint
  FROM pg_class c WHERE c.oid = %s::regclass
"""
# Each in a transaction of its own, as an application counts up; without the setting nobody could look back.
PASSES = 4
_COUNT_UP = "UPDATE sessions SET total_tokens = total_tokens + 900 WHERE user_id = %s"
_UPDATED = """
SELECT pg_stat_get_xact_tuples_updated('sessions'::regclass),
       pg_stat_get_xact_tuples_hot_updated('sessions'::regclass)
"""


def sizes(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """Bytes of each table, of all its indexes and of each."""
    return {table: of_table(connection, table) for table in TABLES}


def of_table(connection: psycopg.Connection[Any], table: str) -> dict[str, Any]:
    """Rows as they were counted last, bytes with what is stored out of line, of all indexes and of each."""
    row = connection.execute(_SIZES, [table]).fetchone()
    assert row is not None
    return {"rows": row[3], "table": row[0], "indexes": row[1], "each": row[2]}


def wal(arm: Arm, tenant: Tenant) -> dict[str, int]:
    """Bytes of WAL of each operation, without full pages, which depend on when the last checkpoint was."""
    found = {}
    with arm.connect() as connection:
        for query in WRITES:
            with arm.transaction(connection, tenant.id):
                before = position(connection)
                connection.execute(query.literal(tenant.values(), floor=arm.floor).encode())
                found[query.name] = position(connection) - before
    return found


def hot(connection: psycopg.Connection[Any], tenant: Tenant) -> float:
    """The share of updates of a session's counters that touched no index; the rows keep what was counted."""
    updated = without_index = 0
    for _ in range(PASSES):
        with connection.transaction():
            connection.execute(_COUNT_UP, [tenant.id])
            row = connection.execute(_UPDATED).fetchone()
            assert row is not None
            updated, without_index = updated + row[0], without_index + row[1]
    return round(without_index / updated, 3)


def position(connection: psycopg.Connection[Any]) -> int:
    """Bytes of WAL that were ever written."""
    row = connection.execute("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn").fetchone()
    assert row is not None
    return int(row[0])
