"""Unfinished indexes and keys of partitioned tables.

PostgreSQL finishes them by itself, by attaching a partition or by rebuilding them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.constraint_definition import KEYS
from pgdrift.catalog.dotted_names import mentions
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.joining import HANGING
from pgdrift.catalog.partition import nearest_above

_REBUILDING = {"type", "collation", "generated"}
# What a partition is attached for, again perhaps: it hangs elsewhere, or is made anew.
_ATTACHED_BY = {*HANGING, "columns", "partition_key"}


def in_the_way(differences: Sequence[Difference], comparison: Comparison) -> Iterator[Key]:
    """Those that would get a part meanwhile, or have one that they should not have: they are made anew."""
    having = _having_parts(comparison)
    for difference in differences:
        if difference.kind == "table":
            yield from _finished_by_attaching(difference, comparison, having)
        elif difference.kind == "column":
            yield from _finished_by_rebuilding(difference, comparison)
        elif difference.reference is None and difference.kind in ("index", "constraint"):
            yield from _without_part(difference, comparison, having)


def _finished_by_attaching(
    difference: Difference, comparison: Comparison, having: Mapping[str, set[Key]]
) -> Iterator[Key]:
    """Those that have to come after the partition, of which they should have no part."""
    wanted = difference.reference
    if wanted is None or not wanted["partition_bound"]:
        return
    if difference.target is not None and _ATTACHED_BY.isdisjoint(difference.fields):
        return
    whole = Key("table", wanted["inherits"][0])
    for key in (*_unfinished(whole, comparison.reference), *_keys(whole, comparison.reference)):
        if key not in having[difference.name] and not comparison.is_new(*key):
            yield key


def _finished_by_rebuilding(difference: Difference, comparison: Comparison) -> Iterator[Key]:
    """Those over a column that gets another type or expression: PostgreSQL makes their parts, too."""
    if _REBUILDING.isdisjoint(difference.fields):
        return
    facts, column = comparison.target.snapshot.facts, difference.fact["column"]
    for key in _unfinished(Key("table", difference.fact["table"]), comparison.target):
        definition = facts[key]["definition"]
        if " ON ONLY " in definition and mentions(definition, column):
            yield key


def _without_part(
    difference: Difference, comparison: Comparison, having: Mapping[str, set[Key]]
) -> Iterator[Key]:
    """The topmost one above a part that is too much: it goes with that alone, which comes back without it."""
    name, whole = difference.fact["table"], _above(difference.fact)
    wanted, found = (side.get("table", name) for side in (comparison.reference, comparison.target))
    if whole is None or wanted is None or found is None or wanted["inherits"] != found["inherits"]:
        return
    facts = comparison.target.snapshot.facts
    if whole in comparison.reference.snapshot.facts and whole not in having[name]:
        while above := _above(facts[whole]):
            whole = above
        yield whole


def _above(fact: Fact) -> Key | None:
    has_index = "variant" not in fact or fact["variant"] in KEYS
    return nearest_above(fact) if has_index else None


def _having_parts(comparison: Comparison) -> Mapping[str, set[Key]]:
    """For each partition, the indexes and keys of the tables above that have a part there."""
    having: defaultdict[str, set[Key]] = defaultdict(set)
    for fact in comparison.reference.snapshot.of_kind("index").values():
        if fact["attached_to"]:
            having[fact["table"]].add(Key("index", fact["attached_to"]))
    for fact in comparison.reference.snapshot.of_kind("constraint").values():
        having[fact["table"]].update(Key("constraint", above) for above in fact["inherited_from"])
    return having


def _unfinished(table: Key, side: Side) -> Iterator[Key]:
    indexes = side.children(table, "index").items()
    yield from (Key("index", name) for name, fact in indexes if not fact["valid"])


def _keys(table: Key, side: Side) -> Iterator[Key]:
    """Of these no fact says that they are unfinished: without a part in every partition they are."""
    constraints = side.children(table, "constraint").items()
    yield from (Key("constraint", name) for name, fact in constraints if fact["variant"] in KEYS)
