"""Unfinished indexes and keys of partitioned tables: a partition that is attached would get its part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.constraint_definition import KEYS
from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.partition import HANGING


def finished_by_attaching(differences: Sequence[Difference], comparison: Comparison) -> Iterator[Key]:
    """Those that have to come after the partition, of which they should have no part."""
    having = _having_parts(comparison)
    for difference in differences:
        wanted = difference.reference
        if difference.kind != "table" or wanted is None or not wanted["partition_bound"]:
            continue
        if difference.target is not None and set(HANGING).isdisjoint(difference.fields):
            continue
        whole = Key("table", wanted["inherits"][0])
        for key in (*_unfinished(whole, comparison.reference), *_keys(whole, comparison.reference)):
            if key not in having[difference.name] and not comparison.is_new(*key):
                yield key


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
