"""The report as SQL: a script for psql that makes the target equal to the reference."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from pgdrift.catalog.fingerprint import guard
from pgdrift.catalog.statement import Statement, as_comment
from pgdrift.repair.script import Script
from pgdrift.report import Report

# A statement, and whether it is held back.
_Shown: TypeAlias = tuple[Statement, bool]
_READING = (
    # What psql takes from its terminal or from the database would read other letters, or none at all, ...
    "SET client_encoding = 'UTF8';",
    # ... and these take a backslash, or NULL in an array, for something else than the reference does.
    "SET standard_conforming_strings = on;",
    "SET array_nulls = on;",
)
_SETTINGS = (
    # Every name below is qualified; nobody's search path may decide what it means.
    "SET LOCAL search_path = '';",
    # Rows that a policy would hide raise an error instead of being passed over.
    "SET LOCAL row_security = off;",
    # Functions may call what comes further down.
    "SET LOCAL check_function_bodies = off;",
    "SET LOCAL lock_timeout = '5s';",
    # A table for which nothing else is said goes where the database keeps its tables, as in the reference.
    "SET LOCAL default_tablespace = '';",
    "SET LOCAL default_table_access_method = 'heap';",
)
_SEES_ALL_ROWS = """DO $rows$
BEGIN
IF NOT (SELECT rolsuper OR rolbypassrls FROM pg_catalog.pg_roles WHERE rolname = current_user) THEN
    RAISE EXCEPTION 'This script has to see every row of {tables}, past their policies: % does not.',
        current_user
        USING HINT = 'Run it as a superuser, or as a role with BYPASSRLS that is a member of the owner.';
END IF;
END
$rows$;"""


def render(report: Report, *, allow_destructive: bool = False) -> str:
    """The script, or nothing when there is nothing to repair.

    For `psql -v ON_ERROR_STOP=1 -f -`. What can lose data is commented out unless it is allowed.
    """
    script = report.script
    if not script or report.repaired is None:
        return ""
    running = script.whole if allow_destructive else script.cautious
    shown = [(s, False) for s in script.whole] if allow_destructive else list(script.marked())
    within = [(s, held) for s, held in shown if not s.own_transaction and not s.by_hand]
    alone = [(s, held) for s, held in shown if s.own_transaction and not s.by_hand]
    lines = [as_comment(report.scope), "-- Run with: psql -v ON_ERROR_STOP=1 -f -"]
    for statement in [s for s, _ in shown if s.by_hand]:
        lines += ["", "-- No SQL can do this in place:", statement.printed]
    if within or alone:
        lines += [*_READING]
    if within:
        lines += ["BEGIN;", *_SETTINGS, "", guard(report.repaired), *_needs_all_rows(running), ""]
        lines += [*_body(within, script), "", "COMMIT;"]
    elif alone:
        lines += ["", guard(report.repaired)]
    if alone:
        lines += ["", "-- PostgreSQL allows none of these inside a transaction.", *_body(alone, script)]
    return "\n".join(lines)


def _needs_all_rows(running: Iterable[Statement]) -> Iterator[str]:
    """Under FORCE the owner reads no row: a foreign key would be found valid, a maximum to be nothing."""
    tables = sorted({table for statement in running for table in statement.reads_rows})
    if tables:
        yield _SEES_ALL_ROWS.format(tables=", ".join(tables).replace("'", "''").replace("%", "%%"))


def _body(shown: Iterable[_Shown], script: Script) -> Iterator[str]:
    guesses = {renaming.statement.sql: renaming for renaming in script.renamings}
    following = False
    for statement, held_back in shown:
        guess = guesses.get(statement.sql)
        if guess is not None:
            for drop in guess.instead:
                yield as_comment(f"destructive: {drop.comment}")
                yield as_comment(drop.printed)
            likely = as_comment(f"likely a rename: {statement.printed}")
            yield likely if held_back else f"{likely}\n{statement.printed}"
        else:
            if statement.destructive:
                yield as_comment(f"destructive: {statement.comment}")
            elif held_back and not following:
                yield "-- needs what is commented out:"
            elif statement.comment:
                yield as_comment(statement.comment)
            yield as_comment(statement.printed) if held_back else statement.printed
        following = held_back and guess is None
