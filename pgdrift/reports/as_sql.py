"""The report as SQL: a script for psql that makes the target equal to the reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.fingerprint import guard
from pgdrift.catalog.statement import Statement
from pgdrift.report import Report

_SETTINGS = (
    # Every name below is qualified; nobody's search path may decide what it means.
    "SET LOCAL search_path = '';",
    # Rows that a policy would hide raise an error instead of being passed over.
    "SET LOCAL row_security = off;",
    # Functions may call what comes further down.
    "SET LOCAL check_function_bodies = off;",
    "SET LOCAL lock_timeout = '5s';",
)


def render(report: Report, *, allow_destructive: bool = False) -> str:
    """The script, or nothing when there is nothing to repair.

    For `psql -v ON_ERROR_STOP=1 -f -`. What can lose data is commented out unless it is allowed.
    """
    if not report.script or report.repaired is None:
        return ""
    lines = [f"-- {report.scope}", "-- Run with: psql -v ON_ERROR_STOP=1 -f -", "BEGIN;", *_SETTINGS]
    lines += ["", guard(report.repaired), "", *_body(report.script, allow_destructive), "", "COMMIT;"]
    return "\n".join(lines)


def _body(statements: Sequence[Statement], allow_destructive: bool) -> Iterator[str]:
    for statement in statements:
        if statement.destructive:
            yield f"-- destructive: {statement.comment}"
        held_back = statement.destructive and not allow_destructive
        for line in f"{statement.sql};".splitlines():
            yield f"-- {line}" if held_back else line
