"""Triggers of partitions that were passed on to them and are to be their own, or the other way round."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.partition import wholes


def in_the_way(differences: Iterable[Difference], comparison: Comparison) -> Iterator[Key]:
    """Those that PostgreSQL would take for the other's, or takes along with the other or with its table."""
    changing = {difference.key for difference in differences if difference.kind in ("trigger", "table")}
    if not changing:
        return
    for name, found in comparison.target.snapshot.of_kind("trigger").items():
        wanted = comparison.reference.get("trigger", name)
        if wanted is None or bool(wanted["passed_on_by"]) == bool(found["passed_on_by"]):
            continue
        tables = {*wholes(found["table"], comparison.target), *wholes(found["table"], comparison.reference)}
        above = Key("trigger", found["passed_on_by"] or wanted["passed_on_by"])
        if above in changing or any(Key("table", table) in changing for table in tables):
            yield Key("trigger", name)
