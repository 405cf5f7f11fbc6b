"""When a partition that goes has to leave its whole before everything else that goes."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.constraint_definition import KEYS
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.partition import takes_the_place, wholes
from pgdrift.catalog.partition_foreign_keys import referring_to_whole


def has_to_let_go(fact: Fact, comparison: Comparison) -> bool:
    """Whether the partition is in the way of another, of a key that stays, or of an index its whole gets.

    A foreign key to the whole is one to each part, too, and only detaching a part takes it from there. An
    index of the whole becomes valid with the last of its parts', and never where a part has none.
    """
    if not fact["partition_bound"]:
        return False
    parent = fact["inherits"][0]
    if comparison.reference.get("table", parent) is None or comparison.is_new("table", parent):
        return False
    siblings = comparison.reference.heirs.get(parent, ())
    tables = comparison.reference.snapshot.of_kind("table")
    return (
        bool(referring_to_whole(parent, comparison))
        or _gets_index(parent, comparison)
        or any(takes_the_place(tables[name], fact) for name in siblings)
    )


def _gets_index(table: str, comparison: Comparison) -> bool:
    return any(
        comparison.is_new(key.kind, key.name)
        for whole in wholes(table, comparison.reference)
        for key in indexes(whole, comparison.reference)
    )


def indexes(table: str, side: Side) -> Iterator[Key]:
    """The indexes of a table, and the constraints that have one."""
    for name in side.children(Key("table", table), "index"):
        yield Key("index", name)
    for name, fact in side.children(Key("table", table), "constraint").items():
        if fact["variant"] in KEYS:
            yield Key("constraint", name)
