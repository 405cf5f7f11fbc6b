"""Keys that go although a foreign key stays that rests on one: it takes another key of the same columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pgdrift.catalog.fact import Difference, Fact, Key
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
    """Those of tables that get another one: a table has but one at a time."""
    keys = [d for d in differences if d.kind == "constraint" and d.fact["variant"] == "PRIMARY KEY"]
    new = {difference.fact["table"] for difference in keys if difference.target is None}
    yield from (d.key for d in keys if d.reference is None and d.fact["table"] in new)


def _columns(fact: Fact) -> set[str] | None:
    pattern = _COLUMNS if "variant" in fact else _INDEXED
    definition = fact.get("definition")
    found = pattern.match(definition) if isinstance(definition, str) else None
    return set(found[1].split(", ")) if found else None
