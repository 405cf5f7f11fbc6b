"""New labels of enums, which cannot be used in the transaction that adds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Side
from pgdrift.catalog.fact import Difference, Key
from pgdrift.declare.identifiers import deparsed
from pgdrift.mentions import texts
from pgdrift.repair.parking import uses


def in_the_way(
    changed: Sequence[Difference], everything: Sequence[Difference], target: Side
) -> Iterator[Key]:
    """The enums that have to be made anew because of that, of those that have `changed`."""
    for difference in changed:
        if difference.kind == "type" and "labels" in difference.fields:
            others = [other for other in everything if other.key != difference.key]
            if any(_uses_new(other, difference, target) for other in others if other.reference is not None):
                yield difference.key


def _uses_new(other: Difference, enum: Difference, target: Side) -> bool:
    """Whether what `other` is to become uses a label that the enum does not have yet."""
    assert enum.target is not None
    if other.kind == "column" and "type" in other.fields and uses(other.fact, enum.key, target):
        return True
    present = enum.target["labels"] or ()
    new = [label for label in enum.fact["labels"] or () if label not in present]
    said = texts(other.fact)
    return any(f"{deparsed(label)}::{enum.name}" in said for label in new)
