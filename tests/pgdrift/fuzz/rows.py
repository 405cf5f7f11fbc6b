"""The rows of a database, so that one can tell whether they are still there."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg

_COLUMNS = """
    SELECT format('%I.%I', n.nspname, c.relname), array_agg(format('%I', a.attname) ORDER BY a.attname),
           array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    GROUP BY 1
"""


# Table -> number of rows -> (column, type) -> checksum of its values.
Rows = Mapping[str, tuple[int, Mapping[tuple[str, str], str]]]


def count(connection: psycopg.Connection) -> Rows:
    """The number of rows of every table, and a checksum of every column that is not computed."""
    found = {}
    for table, columns, types in connection.execute(_COLUMNS).fetchall():
        sums = ", ".join(
            f"md5(string_agg({column}::text, '|' ORDER BY {column}::text))" for column in columns
        )
        row = connection.execute(f"SELECT count(*), {sums} FROM ONLY {table}".encode()).fetchone()
        assert row is not None
        found[table] = (row[0], dict(zip(zip(columns, types, strict=True), row[1:], strict=True)))
    return found


def lost(before: Rows, after: Rows) -> list[str]:
    """The tables, and columns, that both have and whose rows are not the same."""
    found = []
    for table in before.keys() & after.keys():
        (number, columns), (other_number, others) = before[table], after[table]
        if number != other_number:
            found.append(f"{table}: {number} rows before, {other_number} after")
        found += [f"{table}: {c}" for c in columns.keys() & others.keys() if columns[c] != others[c]]
    return sorted(found)
