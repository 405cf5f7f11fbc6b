"""NOT NULL of a column: said of it, of a parent, or lost with a parent's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog.column_definition import altering, depth, is_unchecked, require
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import mentions
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.joining import comes_back, gets_parent, takes_in
from pgdrift.catalog.partition import heirs_below, kept_parents, wholes
from pgdrift.catalog.statement import Phase, Statement


def change(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    """What gives a column the NOT NULL that it should have, checked as it should be."""
    fact, found = difference.fact, difference.target
    assert found is not None
    changed, column = set(difference.fields), fact["column"]
    if "not_null" in changed and not (fact["not_null"] and _is_passed_on(fact, found, comparison)):
        if fact["not_null"]:
            # A parent asks for it that the table has to inherit from.
            rank = 0 if gets_parent(fact["table"], comparison) else 4
            yield require(fact, comparison, rank)
        elif not _goes_above(found, comparison):
            yield _nullable(fact, found, comparison)
            yield from _kept_by_parts(fact, comparison)
    if "not_null_validated" in changed and "not_null" not in changed and found["not_null"]:
        if is_unchecked(fact, comparison) and not _is_passed_on(fact, found, comparison):
            # What has been checked once cannot be unchecked, only made anew.
            gone = _nullable(fact, found, comparison)
            yield gone
            yield replace(require(fact, comparison), phase=gone.phase, rank=gone.rank + 2)
        elif fact["not_null_validated"]:
            yield altering(fact, f"ALTER COLUMN {column} SET NOT NULL", rank=4)


def _nullable(fact: Fact, found: Fact, comparison: Comparison) -> Statement:
    # A table cannot lose one that it inherits: its parent's goes first.
    rank = 2 + min(depth(found, comparison.target), 4)
    joined = takes_in(found["table"], comparison)
    if joined:  # nor be hung on another that has to lose it
        rank = min(rank, 4) - 3
    statement = altering(fact, f"ALTER COLUMN {fact['column']} DROP NOT NULL", rank=rank)
    if not joined and any(
        key["variant"] == "PRIMARY KEY"
        and mentions(key["definition"], fact["column"])
        and comparison.reference.get("constraint", name) is None
        for table in wholes(fact["table"], comparison.target)  # whose keys require it of their parts
        for name, key in comparison.target.children(Key("table", table), "constraint").items()
    ):
        return replace(statement, phase=Phase.DROP, rank=rank + 32)  # once the key has gone
    return statement


def _kept_by_parts(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """NOT NULL of partitions that leave and come back, which still have it when their table has none."""
    for heir in heirs_below(fact["table"], comparison.reference):
        name = f"{heir}.{fact['column']}"
        wanted, found = (side.get("column", name) for side in (comparison.reference, comparison.target))
        if wanted and found and wanted["not_null"] and found["not_null"] and comes_back(heir, comparison):
            yield require(wanted, comparison, 4)


def _goes_above(found: Fact, comparison: Comparison) -> bool:
    """Whether the column loses NOT NULL with a parent, and has none of its own besides (known since 18)."""
    if found["not_null_own"]:
        return False
    names = [f"{parent}.{found['column']}" for parent in kept_parents(found["table"], comparison)]
    wanted, present = (
        [column for name in names if (column := side.get("column", name)) and column["not_null"]]
        for side in (comparison.reference, comparison.target)
    )
    return bool(present) and not wanted


def _is_passed_on(fact: Fact, found: Fact, comparison: Comparison) -> bool:
    """Whether the column gets NOT NULL from a parent: said of it, it would be the heir's own besides."""
    tables = [side.get("table", fact["table"]) for side in (comparison.reference, comparison.target)]
    parents = [set((table or {}).get("inherits") or ()) for table in tables]
    above = [
        comparison.reference.get("column", f"{parent}.{fact['column']}") for parent in parents[0] & parents[1]
    ]
    # Since 18, when it got a name, it is known apart from the column whether it is the heir's own.
    inherited = fact["inherited"] and found["inherited"]
    if fact["not_null_name"] is not None:
        inherited = not fact["not_null_own"]
    return bool(inherited) and any(column and column["not_null"] for column in above)
