"""What PostgreSQL did for a statement: the buffers it touched, the shape of its plan, the indexes it used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg

from benchmarks.tenants.queries import Query

_EXPLAIN = "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "

# What EXPLAIN leaves out of a statement that writes: the triggers of foreign keys, cascades included. Of a
# table only scans from end to end are counted, of an index all.
_TOUCHED = """
SELECT relname, relkind IN ('i', 'I'), pg_stat_get_xact_blocks_fetched(oid), pg_stat_get_xact_numscans(oid)
  FROM pg_catalog.pg_class
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i', 'p', 'I')
"""


@dataclass(frozen=True)
class Plan:
    """A plan that was run."""

    buffers: int
    rows: int
    shape: tuple[str, ...]
    indexes: frozenset[str]

    def __str__(self) -> str:
        return f"{self.buffers} buffers, {self.rows} rows: {' > '.join(self.shape)}"


@dataclass(frozen=True)
class Write:
    """What a statement that writes did, with its triggers and cascades."""

    buffers: int
    rows: int
    read_through: frozenset[str]
    """Tables that were read from end to end."""
    indexes: frozenset[str]
    """Indexes that were searched; to put an entry in is no search."""

    def __str__(self) -> str:
        through = f", read through {', '.join(sorted(self.read_through))}" if self.read_through else ""
        return f"{self.buffers} buffers, {self.rows} rows, by {', '.join(sorted(self.indexes))}{through}"


def of_literal(
    connection: psycopg.Connection[Any], query: Query, values: Mapping[str, str], *, floor: bool = False
) -> Plan:
    """Run a query with its values written into it."""
    return of_statement(connection, query.literal(values, floor=floor))


def of_prepared(
    connection: psycopg.Connection[Any], query: Query, values: Mapping[str, str], *, floor: bool = False
) -> Plan:
    """Run a query as a prepared statement, by the one plan that PostgreSQL makes for all its parameters.

    The statement stays prepared: with it stays what was planned for the tenant of this first execution.
    """
    text, arguments = query.prepared(values, floor=floor)
    name = "the_floor" if floor else "the_query"
    connection.execute(f"DEALLOCATE {name}" if _prepared(connection, name) else "SELECT")
    connection.execute(f"PREPARE {name} AS {text}".encode())
    connection.execute("SELECT set_config('plan_cache_mode', 'force_generic_plan', true)")
    return again(connection, arguments, name)


def again(connection: psycopg.Connection[Any], arguments: list[str], name: str = "the_query") -> Plan:
    """Execute a prepared statement that is there already."""
    listed = f"({', '.join(arguments)})" if arguments else ""
    return of_statement(connection, f"EXECUTE {name}{listed}")


def of_write(connection: psycopg.Connection[Any], statement: str) -> Write:
    """Run a statement that writes, in the open transaction."""
    before = _touched(connection)
    rows = connection.execute(statement.encode()).rowcount
    after = _touched(connection)
    buffers, scanned = 0, {True: set[str](), False: set[str]()}
    for name, (is_index, blocks, scans) in after.items():
        buffers += blocks - before[name][1]
        if scans > before[name][2]:
            scanned[is_index].add(name)
    return Write(buffers, rows, frozenset(scanned[False]), frozenset(scanned[True]))


def _touched(connection: psycopg.Connection[Any]) -> dict[str, tuple[bool, int, int]]:
    rows = connection.execute(_TOUCHED.encode()).fetchall()
    return {name: (is_index, blocks or 0, scans or 0) for name, is_index, blocks, scans in rows}


def _prepared(connection: psycopg.Connection[Any], name: str) -> bool:
    return bool(connection.execute("SELECT FROM pg_prepared_statements WHERE name = %s", [name]).rowcount)


def of_statement(connection: psycopg.Connection[Any], statement: str) -> Plan:
    """Run a statement; a second time, because the first one of a connection reads catalogs as well."""
    connection.execute((_EXPLAIN + statement).encode())
    row = connection.execute((_EXPLAIN + statement).encode()).fetchone()
    assert row is not None
    top = row[0][0]["Plan"]
    nodes = list(_nodes(top))
    shape = tuple(_words(node) for node in nodes)
    return Plan(
        top["Shared Hit Blocks"] + top["Shared Read Blocks"],
        int(top["Actual Rows"]),
        shape,
        frozenset(node["Index Name"] for node in nodes if "Index Name" in node),
    )


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _words(node: dict[str, Any]) -> str:
    what = node.get("Index Name", node.get("Relation Name"))
    return f"{node['Node Type']} {what}" if what else str(node["Node Type"])
