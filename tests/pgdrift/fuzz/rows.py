"""The rows of a database, so that one can tell whether they are still there."""

from __future__ import annotations

from collections.abc import Mapping

import psycopg

_COLUMNS = """
    SELECT format('%I.%I', n.nspname, c.relname), array_agg(format('%I', a.attname) ORDER BY a.attname),
           array_agg(format_type(a.atttypid, a.atttypmod) ORDER BY a.attname),
           array_agg(t.typnamespace <> 'pg_catalog'::regnamespace ORDER BY a.attname)
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
    JOIN pg_type t ON t.oid = a.atttypid
    WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
    GROUP BY 1
"""


# A column's values are the same when one of these is: as text, or, when a label may have another name, as stored.
Sums = tuple[str | None, str | None]
# Table -> number of rows -> (column, type) -> checksums of its values.
Rows = Mapping[str, tuple[int, Mapping[tuple[str, str], Sums]]]


def count(connection: psycopg.Connection) -> Rows:
    """The number of rows of every table, and checksums of every column that is not computed."""
    found = {}
    for table, columns, types, own in connection.execute(_COLUMNS).fetchall():
        sums = ", ".join(
            f"md5(string_agg({column}::text, '|' ORDER BY {column}::text))" for column in columns
        )
        row = connection.execute(f"SELECT count(*), {sums} FROM ONLY {table}".encode()).fetchone()
        assert row is not None
        stored = [
            _stored(connection, table, column) if special else None
            for column, special in zip(columns, own, strict=True)
        ]
        both = zip(row[1:], stored, strict=True)
        found[table] = (row[0], dict(zip(zip(columns, types, strict=True), both, strict=True)))
    return found


def _stored(connection: psycopg.Connection, table: str, column: str) -> str | None:
    """A checksum of what is stored, which is no label's name; None where a value has none."""
    sql = f"SELECT sum(hash_record_extended(ROW({column}), 0))::text FROM ONLY {table}"
    try:
        with connection.transaction():  # the caller's, if there is one, goes on
            row = connection.execute(sql.encode()).fetchone()
    except psycopg.errors.UndefinedFunction:
        return None
    return row[0] if row else None


def lost(before: Rows, after: Rows) -> list[str]:
    """The tables, and columns, that both have and whose rows are not the same."""
    found = []
    for table in before.keys() & after.keys():
        (number, columns), (other_number, others) = before[table], after[table]
        if number != other_number:
            found.append(f"{table}: {number} rows before, {other_number} after")
        found += [f"{table}: {c}" for c in columns.keys() & others.keys() if not _same(columns[c], others[c])]
    return sorted(found)


def _same(one: Sums, other: Sums) -> bool:
    return one[0] == other[0] or (one[1] is not None and one[1] == other[1])
