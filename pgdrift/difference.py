"""Set subtraction over facts: what two snapshots do not agree about."""

from __future__ import annotations

from pgdrift.catalog import extension_member
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.repair.renamed_labels import without_renamed_labels

__all__ = ["Difference", "compare"]


def compare(reference: Snapshot, target: Snapshot) -> list[Difference]:
    """Every object that is not the same in both, in the order of the reference's kinds and names.

    The list is flat: a missing table is followed by its missing columns. `folding` puts them together.
    """
    lowest = min(reference.major, target.major)
    order = {kind: position for position, kind in enumerate(KINDS)}
    differences = []
    for key in reference.facts.keys() | target.facts.keys():
        mine, other = reference.facts.get(key), target.facts.get(key)
        if mine == other:
            continue
        fields = _fields(key, mine, other, lowest) if mine is not None and other is not None else ()
        alone = mine if other is None else other if mine is None else None
        if fields or (alone is not None and not KINDS[key.kind].implied(alone)):
            differences.append(Difference(key.kind, key.name, mine, other, fields))
    differences = without_renamed_labels(_without_what_only_moved(differences))
    return sorted(differences, key=lambda difference: (order[difference.kind], difference.name))


def _fields(key: Key, mine: Fact, other: Fact, lowest: int) -> tuple[str, ...]:
    kind = KINDS[key.kind]
    return tuple(
        field
        for field in kind.fields
        if mine[field] != other[field] and not kind.tolerates(field, mine, other, lowest)
    )


def _without_what_only_moved(differences: list[Difference]) -> list[Difference]:
    """What is nobody's on one side and an extension's on the other is there on both: only that differs."""
    moved = {
        extension_member.on_its_own(difference.fact)
        for difference in differences
        if difference.kind == "extension_member" and difference.whole
    }
    if not moved:
        return differences
    kept = []
    # A kind comes after those that it belongs to.
    for difference in sorted(differences, key=lambda one: list(KINDS).index(one.kind)):
        parents = KINDS[difference.kind].parents(difference.fact)
        if difference.whole and (difference.key in moved or moved.intersection(parents)):
            moved.add(difference.key)
        else:
            kept.append(difference)
    return kept
