"""What an interrupted CONCURRENTLY leaves behind: INVALID indexes, which cost every write and help nobody."""

import logging
from typing import Any

import psycopg

from pgdrift.declare.identifiers import quoted
from pgdrift.migrate.statements import Statement

LOG = logging.getLogger("pgdrift.migrate")

# Names as they are written in a statement are resolved as that statement would resolve them. The index of a
# partitioned table ('I') is INVALID by design until each partition has its own.
_NAMED = """
SELECT n.nspname::text, c.relname::text, i.indisvalid
  FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE i.indrelid = to_regclass(%s) AND c.relname = (parse_ident(%s))[1] AND c.relkind = 'i'"""

_TRANSIENT = """
SELECT n.nspname::text, c.relname::text
  FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT i.indisvalid AND c.relkind = 'i' AND c.relname ~ '_cc(new|old)[0-9]*$'
   AND i.indrelid = CASE %s WHEN 'TABLE' THEN to_regclass(%s)::oid
       ELSE (SELECT x.indrelid FROM pg_catalog.pg_index x WHERE x.indexrelid = to_regclass(%s)) END"""


def index_state(connection: psycopg.Connection[Any], statement: Statement) -> bool | None:
    """Whether the index that ``statement`` creates is valid (True) or INVALID (False); None without one."""
    if statement.index is None:
        return None
    row = connection.execute(_NAMED, [statement.table, statement.index]).fetchone()
    return bool(row[2]) if row else None


def remove(connection: psycopg.Connection[Any], statement: Statement) -> None:
    """Drop the INVALID indexes that an earlier run of ``statement`` left; it is about to build them anew.

    Outside a transaction CONCURRENTLY, beside all traffic.
    """
    found: list[tuple[str, str]] = []
    if statement.index is not None:
        rows = connection.execute(_NAMED, [statement.table, statement.index]).fetchall()
        found = [(schema, name) for schema, name, valid in rows if not valid]
    elif statement.rebuilt is not None:
        what, name = statement.rebuilt
        found = connection.execute(_TRANSIENT, [what, name, name]).fetchall()
    concurrently = "CONCURRENTLY " if connection.autocommit else ""
    for schema, name in found:
        LOG.info("  dropping the INVALID index %s that an interrupted run left behind", quoted(name))
        connection.execute(f"DROP INDEX {concurrently}{quoted(schema)}.{quoted(name)}".encode())
