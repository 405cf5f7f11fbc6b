"""Which violations come from values that nobody has any more, or that nobody has to have.

A column or a table has to be made again, or a table that stood for itself becomes a partition with the rows it has.
"""

from __future__ import annotations

import re

import psycopg

from pgdrift.catalog import Snapshot
from pgdrift.catalog.dotted_names import above, bare, mentions
from pgdrift.catalog.fact import Fact
from pgdrift.difference import compare
from tests.pgdrift.fuzz.oracle import unquoted

# Rows that are given a column again may all get the same value, or one that no rule allows.
ALIKE = (psycopg.errors.UniqueViolation, psycopg.errors.ExclusionViolation, psycopg.errors.CheckViolation)


def excuse(error: psycopg.Error, wanted: Snapshot, present: Snapshot) -> bool:
    """Whether the rule that `error` is about is one over values that are lost."""
    if isinstance(error, psycopg.errors.ForeignKeyViolation):
        return _points_at_lost(error, wanted, present)
    if isinstance(error, psycopg.errors.CheckViolation) and error.diag.constraint_name is None:
        return _has_other_rows(error, wanted, present)
    if isinstance(error, psycopg.errors.NotNullViolation):
        return _refuses_nothing(error, wanted, present) or _is_unfilled(error, wanted, present)
    if not isinstance(error, ALIKE):
        return False
    said = error.diag
    table = _named(f"{said.schema_name}.{said.table_name}", wanted)
    lost = _lost(wanted, present)
    if table in wanted.of_kind("view"):
        return bool(lost)  # its rows are made of those of any table
    keys = [fact for fact in _keys(wanted) if fact["table"] == table]
    # The index of a partition has a name of its own, which nobody has said.
    named = [fact for fact in keys if unquoted(_name(fact)) == said.constraint_name]
    return any(
        mentions(fact["definition"], column) for fact in named or keys for column in lost.get(table, ())
    )


def _points_at_lost(error: psycopg.Error, wanted: Snapshot, present: Snapshot) -> bool:
    """Whether the rows that a foreign key wants were those of a table that is gone, or of a column that is."""
    said, lost, tables = error.diag, _lost(wanted, present), present.of_kind("table")
    table = _named(f"{said.schema_name}.{said.table_name}", wanted)
    return any(
        fact["references"] not in tables or fact["references"] in lost
        for fact in wanted.of_kind("constraint").values()
        if fact["references"]
        and fact["table"] == table
        and unquoted(fact["constraint"]) == said.constraint_name
    )


def _has_other_rows(error: psycopg.Error, wanted: Snapshot, present: Snapshot) -> bool:
    """Whether a table gets the bound of a partition that it has had none of, or another one."""
    table = _named(f"{error.diag.schema_name}.{error.diag.table_name}", wanted)
    bounds = [(side.of_kind("table").get(table) or {}).get("partition_bound") for side in (wanted, present)]
    return bounds[0] is not None and bounds[0] != bounds[1]


def _refuses_nothing(error: psycopg.Error, wanted: Snapshot, present: Snapshot) -> bool:
    """Whether rows get a column again of a domain that does not allow them to have nothing in it."""
    domain = f"{error.diag.schema_name}.{error.diag.datatype_name}"
    columns = wanted.of_kind("column")
    return any(
        f"{unquoted(above(kind))}.{unquoted(bare(kind))}" == domain
        for table, names in _lost(wanted, present).items()
        for name in names
        if (kind := columns[f"{table}.{name}"]["type"].removesuffix("[]")) in wanted.of_kind("type")
    )


def _is_unfilled(error: psycopg.Error, wanted: Snapshot, present: Snapshot) -> bool:
    """Whether rows would need a value in a column that they get again: it has none to give."""
    said = error.diag
    table = _named(f"{said.schema_name}.{said.table_name}", wanted)
    columns = {unquoted(name): name for name in _lost(wanted, present).get(table, ())}
    fact = wanted.of_kind("column").get(f"{table}.{columns.get(said.column_name or '')}")
    return fact is not None and fact["not_null"] and not _fills_rows(fact["default"])


def _fills_rows(default: str | None) -> bool:
    """Whether a default means the same whoever runs the script: no function of ours, nobody's name."""
    return default is not None and not re.search(
        r"CURRENT_USER|SESSION_USER|current_setting|\.[^.()]+\(", default
    )


def _lost(wanted: Snapshot, present: Snapshot) -> dict[str, set[str]]:
    """The columns that have to be added to tables that are there, and those that are computed from them."""
    tables, found = present.of_kind("table"), dict[str, set[str]]()
    for difference in compare(wanted, present):
        fact = difference.fact
        if difference.kind == "column" and difference.target is None and fact["table"] in tables:
            found.setdefault(fact["table"], set()).add(fact["column"])
    for fact in wanted.of_kind("column").values():
        lost = found.get(fact["table"], set())
        if fact["generated"] and any(mentions(fact["generated"], column) for column in lost):
            lost.add(fact["column"])
    return found


def _keys(wanted: Snapshot) -> list[Fact]:
    indexes = [fact for fact in wanted.of_kind("index").values() if fact["is_unique"]]
    keys = ("PRIMARY KEY", "UNIQUE", "EXCLUDE", "CHECK")
    return [*indexes, *(f for f in wanted.of_kind("constraint").values() if f["variant"] in keys)]


def _name(key: Fact) -> str:
    return str(key["constraint"]) if "constraint" in key else bare(key["index"])


def _named(plain: str, wanted: Snapshot) -> str:
    """The table or view that PostgreSQL's error means by its name without quotes."""
    names = [*wanted.of_kind("table"), *wanted.of_kind("view")]
    return next((n for n in names if f"{unquoted(above(n))}.{unquoted(bare(n))}" == plain), "")
