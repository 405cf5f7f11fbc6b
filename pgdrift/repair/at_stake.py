"""How many rows the destructive statements of a script would cost, counted in the target.

In a read-only transaction of its own, after the catalog's: as short as the catalog's, and without any lock
that would be in somebody's way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from time import monotonic
from typing import Any

import psycopg

from pgdrift.catalog.statement import Statement
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.repair.script import Script

# Seconds for one count, and for all of them.
_EACH, _ALL = 2.0, 10.0
_ESTIMATE = """
    SELECT c.reltuples FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.relname) = %s
"""


def counted(script: Script, url: DatabaseURL) -> Script:
    """The same script, its destructive statements saying how many rows have what they lose.

    A count that takes too long, that the role may not make, or that fails, is replaced by the planner's
    estimate.
    """
    asked = [s for s in (*script.whole, *_instead(script)) if s.destructive and s.counting]
    if not asked:
        return script
    try:
        with url.connect(autocommit=True) as connection:
            counts = _counts(connection, asked)
    except (PgdriftError, psycopg.Error):
        return script  # the script is right all the same
    renamings = tuple(replace(r, instead=_said(r.instead, counts)) for r in script.renamings)
    return replace(script, whole=_said(script.whole, counts), renamings=renamings)


def _instead(script: Script) -> Iterable[Statement]:
    return (statement for renaming in script.renamings for statement in renaming.instead)


def _said(statements: Iterable[Statement], counts: dict[str, str]) -> tuple[Statement, ...]:
    return tuple(
        replace(s, comment=f"{s.comment}: {counts[s.counting]}") if s.counting in counts else s
        for s in statements
    )


def _counts(connection: psycopg.Connection[Any], asked: Iterable[Statement]) -> dict[str, str]:
    found: dict[str, str] = {}
    end = monotonic() + _ALL
    with connection.transaction(force_rollback=True):
        connection.execute("SET TRANSACTION READ ONLY")
        # Rows that a policy hides are lost like all others: better no number than too low a one.
        connection.execute(
            "SELECT set_config('search_path', '', true), set_config('row_security', 'off', true), "
            "set_config('lock_timeout', '500ms', true), set_config('standard_conforming_strings', 'on', true)"
        )
        for statement in asked:
            if statement.counting not in found:
                found[statement.counting] = _count(connection, statement, min(_EACH, end - monotonic()))
    return found


def _count(connection: psycopg.Connection[Any], statement: Statement, seconds: float) -> str:
    try:
        if seconds <= 0:
            raise psycopg.errors.QueryCanceled
        with connection.transaction():
            limit = f"{max(1, int(seconds * 1000))}ms"
            connection.execute("SELECT set_config('statement_timeout', %s, true)", [limit])
            row = connection.execute(statement.counting.encode()).fetchone()
            assert row is not None
            return _rows(row[0])
    except psycopg.DataError:
        return "at least one row has a value that cannot be converted at all"
    except (psycopg.errors.QueryCanceled, psycopg.errors.LockNotAvailable):
        return _estimated(connection, statement, "")
    except psycopg.errors.InsufficientPrivilege:
        return _estimated(connection, statement, ", not readable by this role")
    except psycopg.ProgrammingError as error:
        # What the catalog lacks for it; other messages could hold what is in a row.
        return _estimated(connection, statement, f"; counting fails: {error.diag.message_primary}")
    except psycopg.Error:
        return _estimated(connection, statement, "; counting fails")


def _estimated(connection: psycopg.Connection[Any], statement: Statement, why: str) -> str:
    row = connection.execute(_ESTIMATE, [statement.table]).fetchone()
    if row is None or row[0] < 0:
        return f"how many rows is not known{why}"
    return f"about {_rows(int(row[0]))} in the table{why}"


def _rows(number: int) -> str:
    return {0: "no row", 1: "1 row"}.get(number, f"{number} rows")
