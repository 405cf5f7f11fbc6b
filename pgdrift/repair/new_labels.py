"""New labels of enums, which cannot be used in the transaction that adds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Side
from pgdrift.catalog.fact import Difference, Key
from pgdrift.declare.identifiers import deparsed
from pgdrift.fact_text import texts
from pgdrift.repair.parking import uses


def in_the_way(
    changed: Sequence[Difference], everything: Sequence[Difference], target: Side
) -> Iterator[Key]:
    """The enums that have to be made anew because of that, of those that have `changed`."""
    for difference in changed:
        if difference.kind == "type" and "labels" in difference.fields:
            said = _new(difference)
            others = (d for d in everything if d.key != difference.key and d.reference is not None)
            if any(_uses(other, difference.key, said, target) for other in others):
                yield difference.key


def _new(enum: Difference) -> list[str]:
    """The labels that it does not have yet, as PostgreSQL writes them."""
    assert enum.target is not None
    present = enum.target["labels"] or ()
    return [f"{deparsed(x)}::{enum.name}" for x in enum.fact["labels"] or () if x not in present]


def _uses(other: Difference, enum: Key, said: Sequence[str], target: Side) -> bool:
    """Whether what `other` is to become uses one of the labels, or may."""
    if other.kind == "column" and "type" in other.fields and uses(other.fact, enum, target):
        return True
    return any(label in texts(other.fact) for label in said)
