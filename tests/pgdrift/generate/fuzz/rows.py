"""Rows that are there before a step, and have to be there after it."""

from __future__ import annotations

from typing import Any

from pgdrift.database_url import DatabaseURL
from tests.pgdrift.generate.fuzz.schema import Schema
from tests.pgdrift.generate.fuzz.values import value

Rows = dict[str, dict[int, dict[str, Any]]]


def fill(url: DatabaseURL, schema: Schema) -> None:
    """One more row in each table, with a value in every column that takes one.

    All refer to their parent's first row, whose key is the same in all tables: another may become the parent.
    """
    with url.connect(autocommit=True) as connection:
        for name, table in schema.tables.items():
            row = connection.execute(f"SELECT count(*) FROM {name}".encode()).fetchone()
            assert row
            values = {
                column: value(said, row[0], schema)
                for column, said in table.columns.items()
                if not said.generated
            }
            names = ", ".join(["customer", *values])
            marks = ", ".join(["'ann'", *values.values()])
            connection.execute(f"INSERT INTO {name} ({names}) VALUES ({marks})".encode())
        for name, table in schema.tables.items():
            if table.parent:
                first = f"(SELECT min(id) FROM {table.parent})"
                connection.execute(f"UPDATE {name} SET parent_id = {first}".encode())


def let_go(url: DatabaseURL, kept: Rows, before: Schema, after: Schema) -> None:
    """Have no row refer to a table that was dropped: it comes back empty, and so the reference could not.

    The database is that of `after`; `kept` are its rows from `before`.
    """
    formers = {name: table.former or name for name, table in after.tables.items()}
    with url.connect(autocommit=True) as connection:
        for name, former in formers.items():
            parent = before.tables[former].parent if former in before.tables else None
            if parent is not None and parent not in formers.values():
                connection.execute(f"UPDATE {name} SET parent_id = NULL".encode())
                for row in kept[former].values():
                    row["parent_id"] = None


def read(url: DatabaseURL, schema: Schema) -> Rows:
    """Every row by its key."""
    with url.connect(autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        found: Rows = {}
        for name, table in schema.tables.items():
            columns = [
                "customer",
                "parent_id",
                *(c for c, said in table.columns.items() if not said.generated),
            ]
            listed = ", ".join(f"{column}::text" for column in columns)
            rows = connection.execute(f"SELECT id, {listed} FROM {name}".encode()).fetchall()
            found[name] = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}
    return found


def assert_kept(before: Rows, after: Rows, schema: Schema) -> None:
    """Every row of a table that is still there, with what was in each column that is still there."""
    for name, table in schema.tables.items():
        for key, row in before.get(table.former or name, {}).items():
            assert key in after[name], f"{name} has lost a row"
            formers = {column: said.former or column for column, said in table.columns.items()}
            for column, held in after[name][key].items():
                former = formers.get(column, column)
                if former in row:
                    assert held == row[former], f"{name}.{column}"
