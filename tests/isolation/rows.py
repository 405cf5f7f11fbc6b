"""Rows for every declared table, made from the metadata, so that a new table needs no row written for it."""

import itertools
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import psycopg
from pgvector.sqlalchemy import VECTOR
from psycopg import sql
from psycopg.types.json import Json
from sqlalchemy import Column, DefaultClause, Enum, Table
from sqlalchemy import types as sa
from sqlalchemy.sql.functions import now

from pgdrift import tenancy
from pgdrift.tenancy import OwnedBy
from schema import METADATA

_numbers = itertools.count(1)

TABLES = METADATA.sorted_tables
TENANCY = tenancy.of(METADATA)
OWNED = {name: choice for name, choice in TENANCY.items() if isinstance(choice, OwnedBy)}


def value_for(column: Column[Any]) -> Any:
    """A value that satisfies the column's type and, by being small and positive, its range checks."""
    type_, number = column.type, next(_numbers)
    if isinstance(type_, sa.TypeDecorator):
        type_ = type_.impl_instance
    if isinstance(type_, Enum):
        return next(iter(type_.enums))
    if isinstance(type_, sa.String):
        return f"{column.name}-{number}"[-(type_.length or 100) :]
    if isinstance(type_, sa.Integer):
        return int(default) if (default := _constant(column)).isdecimal() else number
    if isinstance(type_, sa.Numeric):
        return Decimal("0.5")
    if isinstance(type_, sa.DateTime):
        return datetime.now(UTC)
    if isinstance(type_, sa.Boolean):
        return True
    if isinstance(type_, sa.LargeBinary):
        return bytes(type_.length or 1)
    if isinstance(type_, sa.JSON):
        return Json({"n": number})
    if isinstance(type_, VECTOR):
        return str([1.0, *[number / 1e6] * (type_.dim - 1)])
    raise TypeError(f"tests/isolation/rows.py cannot make a {type_!r} for {column}; teach value_for to.")


def left_to_database(column: Column[Any]) -> bool:
    """Whether tenants leave it out: a generated key, or the time at which the row was written."""
    default = column.server_default
    return column.identity is not None or (
        isinstance(default, DefaultClause) and isinstance(default.arg, now)
    )


def _constant(column: Column[Any]) -> str:
    """The server's default, as SQL; a column that has one may bear no other value."""
    return str(getattr(column.server_default, "arg", ""))


def row_for(
    table: Table, tenant: str, parents: dict[str, dict[str, Any]], *, full: bool = False
) -> dict[str, Any]:
    """A row of ``table`` for ``tenant``: what must be given, or with ``full`` all but generated ids."""
    row: dict[str, Any] = {}
    for column in table.columns:
        made_by_database = column.identity is not None or (column.server_default is not None and not full)
        if not made_by_database and (full or not column.nullable):
            row[column.name] = value_for(column)
    for constraint in table.foreign_key_constraints:
        for element in constraint.elements:
            parent = parents.get(element.column.table.name)
            if parent is not None and (full or not element.parent.nullable):
                row[element.parent.name] = parent[element.column.name]
    owner = OWNED.get(table.name)
    if owner is not None:
        row[owner.column] = tenant
    return row


def insert(connection: psycopg.Connection[Any], table: Table, row: dict[str, Any]) -> dict[str, Any]:
    """Insert ``row`` and return it as the database has it."""
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING *").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() for _ in row),
    )
    cursor = connection.execute(statement, list(row.values()))
    values = cursor.fetchone()
    assert values is not None
    return dict(zip((item.name for item in cursor.description or ()), values, strict=True))


def populate(connection: psycopg.Connection[Any], *tenants: str) -> dict[str, dict[str, dict[str, Any]]]:
    """One row of every table for each tenant: tenant -> table -> row. ``connection`` bypasses RLS."""
    made: dict[str, dict[str, dict[str, Any]]] = {}
    for tenant in tenants:
        rows: dict[str, dict[str, Any]] = {}
        for table in TABLES:
            row = row_for(table, tenant, rows)
            if table.name == "users":
                row["id"] = tenant
            rows[table.name] = insert(connection, table, row)
        made[tenant] = rows
    return made
