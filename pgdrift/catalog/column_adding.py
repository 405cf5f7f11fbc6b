"""Columns that a table gets which is there, in an order in which rows and heirs get what they should."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog.column_definition import (
    altering,
    altering_alone,
    definition,
    depends_on_session,
    inherited_from,
    is_unchecked,
    name_of,
)
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import mentions
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.partition import heirs_below
from pgdrift.catalog.statement import Phase, Statement

_BARE = {"default": None, "not_null": False}
_EMPTY = (
    "refused if the table has rows, which get no value: where it has some, add the column without NOT NULL,"
    " fill it, then SET NOT NULL"
)
_UNFILLED = (
    "refused if the table has rows, which get no value: the default is about whoever inserts a row."
    " Write an UPDATE that fills them before this"
)


def add(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """ALTER TABLE ... ADD COLUMN, without giving existing rows what only this session means."""
    # One that an heir has of its own comes before that of its parent, which would be the heir's as well.
    rank = -2 * _missing_above(fact, comparison) - _fills_for_another(fact["table"], comparison)
    rank = 1 if _computed_from_inherited(fact["table"], comparison) else rank
    if not depends_on_session(fact["default"] or ""):
        adding = altering(fact, f"ADD COLUMN {definition(fact, comparison)}", rank)
        if _is_read_by_new_heirs(fact, comparison):
            adding = replace(adding, phase=Phase.CREATE, rank=-2)
        yield replace(adding, comment=_EMPTY) if _is_left_empty(fact, comparison) else adding
        return
    # Every row that is there would get what this session happens to be: the rows have to be filled first.
    yield altering(fact, f"ADD COLUMN {definition({**fact, **_BARE}, comparison)}", rank)
    yield altering_alone(fact, f"ALTER COLUMN {fact['column']} SET DEFAULT {fact['default']}", comparison, 3)
    if fact["not_null"]:
        required = altering(fact, f"ALTER COLUMN {fact['column']} SET NOT NULL", rank=4)
        yield replace(required, comment=_UNFILLED)


def _is_read_by_new_heirs(fact: Fact, comparison: Comparison) -> bool:
    """Whether a table that is made to inherit the column has one of its own that is computed from it."""
    if fact["generated"] or "." in fact["type"]:
        return False  # what it needs itself is made no earlier
    return any(
        one["generated"] and mentions(one["generated"], fact["column"])
        for heir in heirs_below(fact["table"], comparison.reference)
        if comparison.is_new("table", heir)
        for one in comparison.reference.children(Key("table", heir), "column").values()
    )


def _is_left_empty(fact: Fact, comparison: Comparison) -> bool:
    """Whether rows that are there get nothing in a column that must have something."""
    gets = fact["default"] or fact["identity"] or fact["generated"]
    return bool(fact["not_null"]) and not gets and not is_unchecked(fact, comparison)


def _missing_above(fact: Fact, comparison: Comparison) -> int:
    """Through how many tables a column comes that all get it."""
    above = [
        one for one in inherited_from(fact, comparison) if not comparison.target.get("column", name_of(one))
    ]
    return max((1 + _missing_above(one, comparison) for one in above), default=0)


def _fills_for_another(table: str, comparison: Comparison) -> bool:
    """Whether a missing column fills rows of an heir that has it from another table too, which does not."""
    reference, target = comparison.reference, comparison.target
    heirs = [reference.get("table", heir) or {} for heir in reference.heirs.get(table, ())]
    others = {parent for heir in heirs for parent in heir.get("inherits") or () if parent != table}
    missing = [
        fact
        for name, fact in reference.children(Key("table", table), "column").items()
        if target.get("column", name) is None and (fact["default"] or fact["identity"])
    ]
    shared = [reference.get("column", f"{other}.{fact['column']}") for fact in missing for other in others]
    return any(
        fact and not (fact["default"] or fact["identity"] or target.get("column", name_of(fact)))
        for fact in shared
    )


def _computed_from_inherited(table: str, comparison: Comparison) -> bool:
    """Whether a column that is missing is computed from one that is missing too and comes from a parent."""
    if not (comparison.reference.get("table", table) or {}).get("inherits"):
        return False
    columns = comparison.reference.children(Key("table", table), "column")
    missing = [fact for name, fact in columns.items() if comparison.target.get("column", name) is None]
    return any(
        one["generated"] and other["inherited"] and mentions(one["generated"], other["column"])
        for one in missing
        for other in missing
    )
