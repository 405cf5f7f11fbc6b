"""What changes with something else or not at all, because PostgreSQL keeps them in step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pgdrift.catalog.comparison import Side
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.declare.identifiers import deparsed


def held_together(
    difference: Difference, fields: Sequence[str], left: Mapping[Key, Difference], target: Side
) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """What of `left` stays as it is with `difference` (with those fields of it), each with its own fields."""
    yield from _of_key(difference, left)
    yield from _of_type(difference, left, target.snapshot.of_kind("table"))
    yield from _saying_labels(difference, fields, left)


def _of_key(
    difference: Difference, left: Mapping[Key, Difference]
) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """The columns that stay NOT NULL because they stay in a primary key."""
    kept = difference.target
    if difference.kind != "constraint" or not kept or kept["variant"] != "PRIMARY KEY":
        return
    for name in kept["columns"]:
        column = left.get(Key("column", name))
        if column is not None and "not_null" in column.fields:
            yield column, ("not_null",)


def _of_type(
    difference: Difference, left: Mapping[Key, Difference], tables: Mapping[str, Fact]
) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """What has the attributes of a type for its columns: both change, or neither."""
    if difference.target is None:
        return
    if difference.kind == "type":
        for other in left.values():
            made_of_it = tables.get(other.fact.get("table") or "", {}).get("of_type") == difference.name
            if other.kind in ("column", "table") and made_of_it:
                yield other, ("columns",) if other.kind == "table" and other.fields else ()
    elif difference.kind in ("column", "table"):
        name = difference.target["table"]
        table, type_ = left.get(Key("table", name)), left.get(Key("type", tables[name]["of_type"] or ""))
        if table is not None and "of_type" in table.fields:
            yield table, ("of_type",)
        if type_ is not None:
            yield type_, ()


def _saying_labels(
    difference: Difference, fields: Sequence[str], left: Mapping[Key, Difference]
) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """What should say labels that a type does not get: defaults, checks, the bounds of partitions."""
    wanted, found = difference.reference, difference.target
    if difference.kind != "type" or not wanted or not found or "labels" not in (fields or difference.fields):
        return
    missing = [deparsed(label) for label in wanted["labels"] or () if label not in (found["labels"] or ())]
    for other in left.values():
        fact = other.reference or {}
        said = [text for text in fact.values() if isinstance(text, str)]
        bound = fact.get("partition_bound") or ""
        typed = (f"{label}::{difference.name}" in text for label in missing for text in said)
        if any(label in bound for label in missing) or any(typed):
            yield other, ()
