"""What columns are computed from; heirs and partitions may have it otherwise than their parents."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.column_definition import (
    altering,
    definition,
    inherited_from,
    name_of,
    written_below_computed,
)
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.set_expression import set_expression
from pgdrift.catalog.statement import Phase, Statement


def keeps_column(fact: Fact, found: Fact, major: int) -> bool:
    """Whether what is generated can be changed without making the column anew."""
    if fact["generation"] == found["generation"]:
        return major >= 17
    return not fact["generated"] and found["generation"] == "STORED"


def is_made_anew(difference: Difference, major: int) -> bool:
    """Whether a computed column becomes another, which PostgreSQL `major` cannot change it into."""
    changed = {"generated", "generation"} & set(difference.fields)
    found = difference.target
    return bool(changed) and found is not None and not keeps_column(difference.fact, found, major)


def regenerate(fact: Fact, found: Fact, comparison: Comparison) -> Iterator[Statement]:
    """Another expression; before 17 the column has to be made anew."""
    column = fact["column"]
    keeps = keeps_column(fact, found, comparison.target.snapshot.major)
    if by_hand := list(written_below_computed(fact, comparison)):
        yield from by_hand
        return
    if fact["inherited"] and _changes_with_parent(found, comparison) and not (keeps and fact["generated"]):
        return
    if keeps and not fact["generated"]:
        yield altering(fact, f"ALTER COLUMN {column} DROP EXPRESSION", rank=2)
    elif keeps:
        told = [] if _comes_with_parents(fact, comparison) else [fact, *_kept_by_heirs(fact, comparison)]
        for one in told:
            yield from set_expression(one, comparison)
    else:
        # What was computed can be computed again, unless it is no longer; what somebody wrote cannot.
        loses = not (found["generated"] and fact["generated"])
        lost = "drops the column and what is in it" if loses else ""
        for action, rank in ((f"DROP COLUMN {column}", 2), (f"ADD COLUMN {definition(fact, comparison)}", 3)):
            yield Statement(
                f"ALTER TABLE {fact['table']} {action}",
                "column",
                name_of(fact),
                loses,
                lost,
                Phase.TABLE,
                rank,
                counting=f"SELECT count({column}) FROM {fact['table']}" if loses else "",
                table=fact["table"],
            )


def _changes_with_parent(found: Fact, comparison: Comparison) -> bool:
    """Whether the column has a parent's in the target, which PostgreSQL changes together with it."""
    table = comparison.target.get("table", found["table"])
    parents = (table or {}).get("inherits") or ()
    return bool(found["inherited"]) and any(not comparison.is_new("table", parent) for parent in parents)


def _comes_with_parents(fact: Fact, comparison: Comparison) -> bool:
    """Whether SET EXPRESSION passes it on: a partition with an index over it refuses one of its own."""
    changed = [
        parent
        for parent in inherited_from(fact, comparison)
        if (found := comparison.target.get("column", name_of(parent)))
        and found["generated"] != parent["generated"]
    ]
    return bool(changed) and all(parent["generated"] == fact["generated"] for parent in changed)


def _kept_by_heirs(fact: Fact, comparison: Comparison) -> Iterator[Fact]:
    """Heirs' columns that keep another expression: SET EXPRESSION passes the parent's on to them."""
    for table in comparison.reference.heirs.get(fact["table"], ()):
        heir = comparison.reference.get("column", f"{table}.{fact['column']}")
        if heir is not None and heir["generated"]:
            if heir["generated"] != fact["generated"]:
                yield heir
            yield from _kept_by_heirs(heir, comparison)
