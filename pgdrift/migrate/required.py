"""Columns that pending revisions make NOT NULL, held against the rows of the live database."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import psycopg
from psycopg import errors

from pgdrift.migrate import preconditions
from pgdrift.migrate.plan import Plan, Planned
from pgdrift.migrate.preconditions import RowsBreakRules, Rule
from pgdrift.migrate.rehearsed_columns import Required


def counted(
    connection: psycopg.Connection[Any],
    plan: Plan,
    rules: Iterable[Rule],
    role: str | None,
    *,
    lock_timeout: str,
) -> Plan:
    """The plan with a hazard for each of them that rows have nothing in now, counted as ``role``.

    What ``rules`` count is passed over. Raises RowsBreakRules when the revision cannot succeed.
    """
    known = {(rule.table, rule.rule.rpartition(" ")[2]) for rule in rules}
    steps = []
    for step in plan.steps:
        told = []
        for found in step.effects.required:
            number = (
                0 if (found.table, found.column) in known else _empty(connection, found, role, lock_timeout)
            )
            if number and found.certain:
                raise _refused(plan, step, found, number)
            if number:
                rows = preconditions.rows_counted(number)
                told.append(
                    f"fails unless it fills {found.table}.{found.column}, which becomes NOT NULL: {rows} "
                    f"ha{'s' if number == 1 else 've'} nothing for it now"
                )
        steps.append(replace(step, hazards=[*step.hazards, *told]))
    return replace(plan, steps=steps) if steps else plan


def _empty(connection: psycopg.Connection[Any], found: Required, role: str | None, lock_timeout: str) -> int:
    """How many rows have nothing in the column; all, if it is not there yet. 0 when that cannot be told."""
    every = f"SELECT count(*) FROM ONLY {found.table}"
    # A new column is there already where its revision is half applied.
    for query in (f"{every} WHERE {found.column} IS NULL", every):
        try:
            with preconditions.seeing_all(connection, role, lock_timeout):
                row = connection.execute(query.encode()).fetchone()
            return int(row[0]) if row else 0
        except errors.UndefinedColumn:
            if not found.is_new:
                break
        except (errors.InsufficientPrivilege, errors.UndefinedTable):
            break
    return 0


def _refused(plan: Plan, step: Planned, found: Required, number: int) -> RowsBreakRules:
    rows = preconditions.rows_counted(number)
    return RowsBreakRules(
        f"Migrating {plan.database} would not go through: the revision {step.revision} ({step.message}) "
        f"makes {found.table}.{found.column} NOT NULL and fills no row, and {rows} there would have nothing "
        f"in it. Nothing was changed in {plan.database}. Fill them in the revision before that, or give the "
        "column a default, and run this again."
    )
