"""Keys that go although a foreign key stays that rests on one: it takes another key of the same columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.partition import left_behind, nearest_above
from pgdrift.catalog.partition_foreign_keys import is_beside_the_wholes
from pgdrift.catalog.snapshot import Snapshot

_THERE = re.compile(r" REFERENCES [^(]+\(([^()]+)\)")
_COLUMNS = re.compile(r"^(?:UNIQUE|PRIMARY KEY)(?: NULLS NOT DISTINCT)? \(([^()]+)\)")
_INDEXED = re.compile(r"^CREATE UNIQUE INDEX .* USING btree \(([^()]+)\)")


def keys_that_go(differences: Sequence[Difference], target: Snapshot) -> Iterator[Key]:
    """The unique keys and indexes among what is dropped that a foreign key may rest on.

    Which of several keys PostgreSQL has taken for a foreign key is not in its definition: each has to go
    before the foreign key comes back, or it would be taken again.
    """
    going = {difference.key for difference in differences if difference.reference is None}
    for difference in differences:
        columns = _columns(difference.fact) if difference.reference is None else None
        if columns and any(
            key not in going
            and fact["references"] == difference.fact["table"]
            and (there := _THERE.search(fact["definition"])) is not None
            and set(there[1].split(", ")) == columns
            for key, fact in target.facts.items()
            if key.kind == "constraint"
        ):
            yield difference.key


def primary_keys_that_go(differences: Sequence[Difference]) -> Iterator[Key]:
    """Those of tables that get another one: a table has but one, a partition its own or its whole's."""
    keys = [d for d in differences if d.kind == "constraint" and d.fact["variant"] == "PRIMARY KEY"]
    new = {difference.fact["table"] for difference in keys if difference.target is None}
    going = {difference.key: difference.fact for difference in keys if difference.reference is None}
    for key, fact in going.items():
        above: Key | None = key if fact["table"] in new else None
        while above is not None and above in going:
            yield above
            above = nearest_above(going[above])


def taking_parts_along(differences: Sequence[Difference], comparison: Comparison) -> Iterator[Key]:
    """The keys and indexes that go and would take others along which should stay, as a table's own.

    A partition's becomes part of its whole's when that is made, and goes with it: both go, one comes back.
    """
    going = {d.key for d in differences if d.reference is None and d.kind in ("constraint", "index")}
    new = {d.name for d in differences if d.kind == "constraint" and d.target is None}
    # The parts of a foreign key are no facts of their own.
    yield from (key for key in going if not new.isdisjoint(_parts(comparison.target.snapshot.facts[key])))
    for difference in differences:
        if difference.kind == "constraint" and difference.target is None:
            yield from _taken_over(difference.fact, comparison)
    for key, fact in comparison.target.snapshot.facts.items() if going else ():
        above = nearest_above(fact)
        if key in going or above not in going or left_behind(fact, comparison):
            continue
        wanted = comparison.reference.get(key.kind, key.name)
        if wanted is None or nearest_above(wanted) == above:
            continue
        yield key
        while above is not None and (whole := comparison.target.get(above.kind, above.name)) is not None:
            yield above
            above = nearest_above(whole)


def _taken_over(new: Fact, comparison: Comparison) -> Iterator[Key]:
    """The foreign keys of partitions that should stay besides the new one of their table."""
    heirs = list(comparison.reference.heirs.get(new["table"], ())) if new["references"] else []
    for heir in heirs:
        heirs += comparison.reference.heirs.get(heir, ())
        for name, fact in comparison.target.children(Key("table", heir), "constraint").items():
            wanted = comparison.reference.get("constraint", name)
            same = fact["table"] == heir and fact["definition"] == new["definition"]
            if same and wanted is not None and is_beside_the_wholes(wanted, comparison):
                yield Key("constraint", name)


def _parts(fact: Fact) -> Sequence[str]:
    return fact.get("passed_on_as") or ()


def _columns(fact: Fact) -> set[str] | None:
    pattern = _COLUMNS if "variant" in fact else _INDEXED
    definition = fact.get("definition")
    found = pattern.match(definition) if isinstance(definition, str) else None
    return set(found[1].split(", ")) if found else None
