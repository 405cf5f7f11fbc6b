"""Rows that are there before a step, and have to be there after it."""

from __future__ import annotations

from typing import Any

from pgdrift.database_url import DatabaseURL
from tests.pgdrift.generate.fuzz.schema import Schema
from tests.pgdrift.generate.fuzz.values import value

Rows = dict[str, dict[int, dict[str, Any]]]


def fill(url: DatabaseURL, schema: Schema) -> None:
    """One more row in each table, with a value in every column that takes one."""
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


def read(url: DatabaseURL, schema: Schema) -> Rows:
    """Every row by its key."""
    with url.connect(autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        found: Rows = {}
        for name, table in schema.tables.items():
            columns = ["customer", *(c for c, said in table.columns.items() if not said.generated)]
            listed = ", ".join(f"{column}::text" for column in columns)
            rows = connection.execute(f"SELECT id, {listed} FROM {name}".encode()).fetchall()
            found[name] = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}
    return found


def assert_kept(before: Rows, after: Rows, schema: Schema) -> None:
    """Every row of a table that is still there, with what was in each column that is still there."""
    for name, table in schema.tables.items():
        for key, row in before.get(table.former or name, {}).items():
            assert key in after[name], f"{name} has lost a row"
            for column, said in table.columns.items():
                former = said.former or column
                if former in row and column in after[name][key]:
                    assert after[name][key][column] == row[former], f"{name}.{column}"
