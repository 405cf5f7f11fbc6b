"""Declared rows as statements with parameters."""

from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Table

from tests.isolation.rows import OWNED, TABLES


def insertion(table: Table, row: dict[str, Any]) -> tuple[str, list[Any]]:
    """INSERT for ``row``, and its parameters."""
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() for _ in row),
    )
    return statement.as_string(None), list(row.values())


def key(table: Table, row: dict[str, Any]) -> tuple[str, list[Any]]:
    """The condition that finds ``row`` by its primary key, and its parameters."""
    names = [column.name for column in table.primary_key.columns]
    return " AND ".join(f"{name} = %s" for name in names), [row[name] for name in names]


def rows_of(connection: psycopg.Connection[Any], tenant: str) -> dict[str, dict[str, Any]]:
    """The one row that ``tenant`` has in each table, of what nobody owns any; read past policies."""
    found: dict[str, dict[str, Any]] = {}
    for table in TABLES:
        owner = OWNED[table.name].column if table.name in OWNED else "id" if table.name == "users" else None
        where, arguments = (f"{owner} = %s", [tenant]) if owner else ("true", [])
        cursor = connection.execute(f"SELECT * FROM {table.name} WHERE {where} LIMIT 1".encode(), arguments)
        row = cursor.fetchone()
        if row is not None:
            found[table.name] = dict(zip((item.name for item in cursor.description or ()), row, strict=True))
    return found


def fresh_key(table: Table, value: str) -> dict[str, Any]:
    """Keys that no row has yet, where they are not generated."""
    return {
        column.name: f"new-{value}"
        for column in table.primary_key.columns
        if column.identity is None and not column.foreign_keys
    }
