"""What a tenant may try on a table, as SQL; which rows it names is the machine's choice."""

from collections.abc import Collection, Mapping
from typing import Any

from psycopg import sql

from tests.isolation.machine.ownership import Key
from tests.isolation.machine.tenant_tables import TenantTable

_NOTHING = sql.SQL("")


def insert(
    table: TenantTable,
    row: Mapping[str, Any],
    conflict: sql.Composable = _NOTHING,
    *,
    blind: bool = False,
) -> sql.Composed:
    """``blind`` asks for nothing back: a row that is returned must be one that may be read, too."""
    return sql.SQL("INSERT INTO {} ({}) VALUES ({}) {} {}").format(
        _name(table), _columns(row), _values(row), conflict, _NOTHING if blind else _returning(table)
    )


def on_conflict(table: TenantTable, column: str | None) -> sql.Composed:
    """DO NOTHING, or DO UPDATE of ``column``."""
    if column is None:
        return sql.SQL("ON CONFLICT ({}) DO NOTHING").format(_columns(table.key))
    return sql.SQL("ON CONFLICT ({}) DO UPDATE SET {} = excluded.{}").format(
        _columns(table.key), sql.Identifier(column), sql.Identifier(column)
    )


def update(table: TenantTable, changes: Mapping[str, Any], key: Key | None, *, blind: bool) -> sql.Composed:
    """Of the row ``key``, or with None of all; ``blind`` asks for nothing back, so that nothing is read."""
    return sql.SQL("UPDATE {} t SET {} {} {}").format(
        _name(table), _assignments(changes), _where(table, key), _NOTHING if blind else _returning(table)
    )


def delete(table: TenantTable, key: Key | None, *, blind: bool) -> sql.Composed:
    return sql.SQL("DELETE FROM {} t {} {}").format(
        _name(table), _where(table, key), _NOTHING if blind else _returning(table)
    )


def merge(
    table: TenantTable, key: Key | None, matched: sql.Composable, row: Mapping[str, Any]
) -> sql.Composed:
    """``matched`` for the row ``key``, or for all; with a ``row``, insert it when there was none."""
    on = sql.SQL("true") if key is None else _is(table, key)
    added = (
        sql.SQL("WHEN NOT MATCHED THEN INSERT ({}) VALUES ({})").format(_columns(row), _values(row))
        if row
        else _NOTHING
    )
    return sql.SQL("MERGE INTO {} t USING (SELECT 1) AS s (x) ON {} WHEN MATCHED THEN {} {}").format(
        _name(table), on, matched, added
    )


def merged_update(changes: Mapping[str, Any]) -> sql.Composed:
    return sql.SQL("UPDATE SET {}").format(_assignments(changes))


MERGED_DELETE = sql.SQL("DELETE")


def cursor(table: TenantTable, name: str, *, hold: bool) -> sql.Composed:
    key = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(column)) for column in table.key)
    return sql.SQL("DECLARE {} SCROLL CURSOR {} FOR SELECT ARRAY[{}], {} FROM {}").format(
        sql.Identifier(name),
        sql.SQL("WITH HOLD" if hold else "WITHOUT HOLD"),
        key,
        sql.Identifier(table.owner),
        _name(table),
    )


def _name(table: TenantTable) -> sql.Identifier:
    return sql.Identifier("public", table.name)


def _columns(names: Collection[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def _values(row: Mapping[str, Any]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Literal, row.values()))


def _assignments(changes: Mapping[str, Any]) -> sql.Composed:
    return sql.SQL(", ").join(
        sql.SQL("{} = {}").format(sql.Identifier(name), sql.Literal(value)) for name, value in changes.items()
    )


def _is(table: TenantTable, key: Key) -> sql.Composed:
    return sql.SQL(" AND ").join(
        sql.SQL("t.{}::text = {}").format(sql.Identifier(name), sql.Literal(value))
        for name, value in zip(table.key, key, strict=True)
    )


def _where(table: TenantTable, key: Key | None) -> sql.Composable:
    return _NOTHING if key is None else sql.SQL("WHERE {}").format(_is(table, key))


def _returning(table: TenantTable) -> sql.Composed:
    key = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in table.key)
    return sql.SQL("RETURNING ARRAY[{}], {}").format(key, sql.Identifier(table.owner))
