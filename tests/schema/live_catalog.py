"""What PostgreSQL says it has, in the terms of the specification, read without any code under test.

Only the specified tables are looked at: a table that the project adds later is none of the specification's.
"""

from typing import Any

import psycopg

from tests.schema.specification import COLUMNS

TABLES = list(COLUMNS)


def columns(connection: psycopg.Connection[Any]) -> dict[str, dict[str, tuple[str, bool, str | None]]]:
    rows = connection.execute(
        """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), NOT a.attnotnull,
               CASE WHEN a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%%'
                    THEN 'auto' ELSE pg_get_expr(d.adbin, d.adrelid) END
        FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname = ANY (%s)
        ORDER BY c.relname, a.attnum
        """,
        [TABLES],
    )
    found: dict[str, dict[str, tuple[str, bool, str | None]]] = {}
    for table, column, type_, nullable, default in rows:
        found.setdefault(table, {})[column] = (type_, nullable, default)
    return found


def keys(connection: psycopg.Connection[Any], kind: str) -> set[tuple[str, tuple[str, ...]]]:
    """Primary (``p``) or unique (``u``) keys as (table, columns)."""
    rows = connection.execute(
        """
        SELECT conrelid::regclass::text,
               ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k (attnum, place)
                     JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.attnum ORDER BY place)
        FROM pg_constraint
        WHERE contype = %s AND connamespace = 'public'::regnamespace
          AND conrelid::regclass::text = ANY (%s)
        """,
        [kind, TABLES],
    )
    return {(table, tuple(names)) for table, names in rows}


def foreign_keys(
    connection: psycopg.Connection[Any],
) -> dict[tuple[str, tuple[str, ...]], tuple[str, tuple[str, ...], str]]:
    actions = {"a": "NO ACTION", "c": "CASCADE", "n": "SET NULL", "r": "RESTRICT", "d": "SET DEFAULT"}
    rows = connection.execute(
        """
        SELECT conrelid::regclass::text, confrelid::regclass::text, confdeltype::text,
               ARRAY(SELECT attname::text FROM unnest(conkey) WITH ORDINALITY k (attnum, place)
                     JOIN pg_attribute a ON a.attrelid = conrelid AND a.attnum = k.attnum ORDER BY place),
               ARRAY(SELECT attname::text FROM unnest(confkey) WITH ORDINALITY k (attnum, place)
                     JOIN pg_attribute a ON a.attrelid = confrelid AND a.attnum = k.attnum ORDER BY place)
        FROM pg_constraint
        WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND convalidated
          AND conrelid::regclass::text = ANY (%s)
        """,
        [TABLES],
    )
    return {
        (table, tuple(names)): (other, tuple(others), actions[action])
        for table, other, action, names, others in rows
    }


def indexes(connection: psycopg.Connection[Any]) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Indexes that no constraint stands behind: name -> (table, columns)."""
    rows = connection.execute(
        """
        SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text,
               ARRAY(SELECT attname::text FROM unnest(i.indkey) WITH ORDINALITY k (attnum, place)
                     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum ORDER BY place)
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE c.relnamespace = 'public'::regnamespace AND i.indisvalid
          AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid AND contype IN ('p', 'u'))
          AND i.indrelid::regclass::text = ANY (%s)
        """,
        [TABLES],
    )
    return {name: (table, tuple(names)) for name, table, names in rows}


def policies(connection: psycopg.Connection[Any]) -> set[tuple[str, str]]:
    """Per policy: (table, name)."""
    rows = connection.execute(
        "SELECT tablename::text, policyname::text FROM pg_policies WHERE tablename = ANY (%s)", [TABLES]
    )
    return set(rows.fetchall())


def row_security(connection: psycopg.Connection[Any]) -> dict[str, tuple[bool, bool]]:
    """Per table: (enabled, forced)."""
    rows = connection.execute(
        "SELECT relname::text, relrowsecurity, relforcerowsecurity FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname = ANY (%s)",
        [TABLES],
    )
    return {table: (enabled, forced) for table, enabled, forced in rows}
