"""SET EXPRESSION, which takes from an heir what it inherits over the column.

PostgreSQL makes anew what is built on a column that it computes otherwise: of checks and, since 18, NOT NULL
only what the table has itself, and what it inherits if its parents are told, too (seen on 18). What an heir
told alone inherits makes way where it comes from, and is passed on again afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog.column_definition import altering, depth, inherited_from, name_of, require
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import mentions
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.inherited_check import first, inherited, lost, made_anew
from pgdrift.catalog.properties import parenthesized
from pgdrift.catalog.statement import Statement

_BEFORE, _AFTER = 1, 12  # ranks: SET EXPRESSION has 2 and more, a parent's before its heirs'


def set_expression(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """Another expression, for heirs too: where one has its own, that comes after its parent's (since 17)."""
    action = f"ALTER COLUMN {fact['column']} SET EXPRESSION AS {parenthesized(fact['generated'])}"
    yield from _without_checks(fact, comparison)
    if comparison.target.snapshot.major >= 18:
        yield from _nullable_meanwhile(fact, comparison)
    yield altering(fact, action, rank=2 + depth(fact, comparison.reference))


def _without_checks(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    for check in inherited(fact["table"], comparison):
        if mentions(check["definition"], fact["column"]) and not any(lost(check, comparison)):
            for above in first(check, comparison):
                yield from made_anew(above, comparison, dropped=_BEFORE)


def _nullable_meanwhile(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    for above in _first_required(fact, comparison):
        present = comparison.target.get("column", name_of(above))
        there = comparison.is_new("table", above["table"]) or (present and present["not_null"])
        if there and not _is_in_primary_key(above, comparison):  # which does not let go of it
            yield altering(above, f"ALTER COLUMN {above['column']} DROP NOT NULL", _BEFORE)
            yield replace(require(above, comparison), rank=_AFTER)


def _is_in_primary_key(fact: Fact, comparison: Comparison) -> bool:
    keys = comparison.reference.children(Key("table", fact["table"]), "constraint").values()
    return any(key["variant"] == "PRIMARY KEY" and name_of(fact) in key["columns"] for key in keys)


def _first_required(fact: Fact, comparison: Comparison) -> Iterator[Fact]:
    for above in inherited_from(fact, comparison):
        if above["not_null"]:
            yield from list(_first_required(above, comparison)) or [above]
