"""Rows that would break a rule of a pending revision, found before anything is changed."""

from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import errors

from pgdrift.declare.identifiers import literal, quoted
from pgdrift.errors import PgdriftError

_NOT_THERE_YET = (
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
    errors.InvalidSchemaName,
)


class RowsBreakRules(PgdriftError):
    """Existing rows break rules that the pending revisions add."""


def of(modules: Iterable[Any]) -> list[tuple[str, str, str]]:
    """The preconditions of revision modules: (table, rule, query that counts the rows breaking it)."""
    return [tuple(entry) for module in modules for entry in getattr(module, "PRECONDITIONS", ())]


def count(
    connection: psycopg.Connection[Any],
    preconditions: Iterable[tuple[str, str, str]],
    role: str | None,
    *,
    lock_timeout: str = "0",
) -> bool:
    """Count as ``role`` (None: as the login), which must see every row; changes nothing.

    Returns False when the role may not see all rows, so that nothing is known. Raises RowsBreakRules, naming
    table, rule and number of rows, when there are any. A query about a table or column that an earlier
    pending revision is going to create has nothing to count and is passed over.
    """
    broken = []
    with connection.transaction():
        connection.execute("SET TRANSACTION READ ONLY")
        # What row level security would hide raises an error instead.
        connection.execute("SET LOCAL row_security = off")
        connection.execute("SET LOCAL search_path = public")
        connection.execute(f"SET LOCAL lock_timeout = {literal(lock_timeout)}".encode())
        if role is not None:
            connection.execute(f"SET LOCAL ROLE {quoted(role)}".encode())
        for table, rule, query in preconditions:
            try:
                with connection.transaction():
                    row = connection.execute(query.encode()).fetchone()
            except _NOT_THERE_YET:
                continue
            except errors.InsufficientPrivilege:
                return False
            if row and row[0]:
                broken.append(f"{table} has {_rows(int(row[0]))} that break{'s' * (row[0] == 1)} {rule}")
    if broken:
        raise RowsBreakRules(
            f"The database {connection.info.dbname} cannot be migrated yet, and nothing was changed: "
            f"{'; '.join(broken)}. Correct or remove those rows and run this again."
        )
    return True


def _rows(number: int) -> str:
    return "1 row" if number == 1 else f"{number} rows"
