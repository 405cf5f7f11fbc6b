"""Foreign keys that partitions have from the tables that they are part of, and those that point at these."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.constraint_definition import name_of
from pgdrift.catalog.dotted_names import above, bare
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.joining import lets_go
from pgdrift.catalog.partition import wholes
from pgdrift.catalog.statement import Phase, Statement


def foreign_keys_above(table: str, side: Side) -> Iterator[Fact]:
    """The foreign keys of the tables that a partition is part of, the nearest first."""
    for whole in islice(wholes(table, side), 1, None):
        keys = side.children(Key("table", whole), "constraint").values()
        yield from (key for key in keys if key["references"] and key["table"] == whole)


def is_taken_over(key: Fact, comparison: Comparison) -> bool:
    """Whether a table that a partition too many is part of gets the foreign key that the partition has."""
    if not key["references"] or comparison.reference.get("table", key["table"]) is not None:
        return False
    above = islice(wholes(key["table"], comparison.target), 1, None)
    return any(
        one["definition"] == key["definition"] and comparison.is_new("constraint", name_of(one))
        for whole in above
        for one in comparison.reference.children(Key("table", whole), "constraint").values()
    )


def is_beside_the_wholes(key: Fact, comparison: Comparison) -> bool:
    """Whether a partition has a foreign key of its own besides the same one that comes from its table."""
    return any(
        one["definition"] == key["definition"] and name_of(key) not in one["passed_on_as"]
        for one in foreign_keys_above(key["table"], comparison.reference)
    )


def keeps_foreign_key(fact: Fact, comparison: Comparison) -> bool:
    """Whether a foreign key that the table should have is passed on to it, and stays once it is detached."""
    return lets_go(fact["table"], comparison) and any(
        name_of(fact) in key["passed_on_as"] and key["definition"] == fact["definition"]
        for key in foreign_keys_above(fact["table"], comparison.target)
    )


def referring_to_whole(table: str, comparison: Comparison) -> list[str]:
    """The target's tables with a foreign key to a table, or to one that it is part of at any depth."""
    side = comparison.target
    return [other for whole in wholes(table, side) for other in side.referring.get(whole, ())]


def read_by_attaching(table: str, parent: str, comparison: Comparison) -> tuple[str, ...]:
    """The tables that hide rows of which a foreign key of the whole is to find that they fit."""
    side = comparison.target
    keys = [*side.children(Key("table", parent), "constraint").values(), *foreign_keys_above(parent, side)]
    references = [key["references"] for key in keys if key["references"]]
    return comparison.hiding_rows(table, *references) if references else ()


def read_by_detaching(table: str, parent: str, comparison: Comparison) -> tuple[str, ...]:
    """The tables that hide rows of which a foreign key to the whole is to find that none needs this part."""
    referring = referring_to_whole(parent, comparison)
    return comparison.hiding_rows(table, *referring) if referring else ()


def without_foreign_keys(table: str, comparison: Comparison) -> Iterator[Statement]:
    """Drop those that a partition has from the table that it was part of, and keeps when it is detached."""
    kept = [key["definition"] for key in foreign_keys_above(table, comparison.reference)]
    for key in foreign_keys_above(table, comparison.target):
        for name in key["passed_on_as"]:
            own = comparison.reference.get("constraint", name)
            stays = own["definition"] if own else None
            if above(name) == table and key["definition"] not in (stays, *kept):
                sql = f"ALTER TABLE {table} DROP CONSTRAINT {bare(name)}"
                yield Statement(sql, "table", table, phase=Phase.TABLE, rank=-1)
