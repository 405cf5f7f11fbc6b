"""Unfinished indexes and keys of partitioned tables: a partition that is attached would get its part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constraint_definition import KEYS
from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.partition import HANGING


def finished_by_attaching(differences: Sequence[Difference], comparison: Comparison) -> Iterator[Key]:
    """Those that have to come after the partition, of which they should have no part."""
    parts: defaultdict[str, set[str]] = defaultdict(set)
    for fact in comparison.reference.snapshot.of_kind("index").values():
        if fact["attached_to"]:
            parts[fact["table"]].add(fact["attached_to"])
    for fact in comparison.reference.snapshot.of_kind("constraint").values():
        parts[fact["table"]].update(fact["inherited_from"] if fact["variant"] in KEYS else ())
    for difference in differences:
        wanted = difference.reference
        if difference.kind != "table" or wanted is None or not wanted["partition_bound"]:
            continue
        if difference.target is not None and set(HANGING).isdisjoint(difference.fields):
            continue
        whole = Key("table", wanted["inherits"][0])
        for name, fact in comparison.reference.children(whole, "index").items():
            if (
                not fact["valid"]
                and name not in parts[difference.name]
                and not comparison.is_new("index", name)
            ):
                yield Key("index", name)
        for name, fact in comparison.reference.children(whole, "constraint").items():
            if (
                fact["variant"] in KEYS
                and name not in parts[difference.name]
                and not comparison.is_new("constraint", name)
            ):
                yield Key("constraint", name)
