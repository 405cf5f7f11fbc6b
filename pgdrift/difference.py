"""Set subtraction over facts: what two snapshots do not agree about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pgdrift.catalog import extension_member
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.repair.renamed_labels import without_renamed_labels

__all__ = ["Difference", "compare", "flat", "folded"]


def compare(reference: Snapshot, target: Snapshot) -> list[Difference]:
    """Every object that is not the same in both, in the order of the reference's kinds and names.

    The list is flat: a missing table is followed by its missing columns. `folded` puts them together.
    """
    lowest = min(reference.major, target.major)
    order = {kind: position for position, kind in enumerate(KINDS)}
    differences = []
    for key in reference.facts.keys() | target.facts.keys():
        mine, other = reference.facts.get(key), target.facts.get(key)
        if mine == other:
            continue
        fields = _fields(key, mine, other, lowest) if mine is not None and other is not None else ()
        if fields or mine is None or other is None:
            differences.append(Difference(key.kind, key.name, mine, other, fields))
    differences = without_renamed_labels(_without_what_only_moved(differences))
    return sorted(differences, key=lambda difference: (order[difference.kind], difference.name))


def folded(differences: Iterable[Difference]) -> list[Difference]:
    """The same differences, those that follow from another one put below it as its `children`."""
    by_key = {difference.key: difference for difference in differences}
    heads: dict[Key, Key] = {}
    for difference in by_key.values():
        for parent in _heads(difference):
            above = by_key.get(parent)
            if above is not None and _follows(difference, above):
                heads[difference.key] = parent
                break
    children: dict[Key, list[Difference]] = {}
    for key in heads:
        children.setdefault(_top(key, heads), []).append(by_key[key])
    return [
        replace(difference, children=tuple(children.get(key, ())))
        for key, difference in by_key.items()
        if key not in heads
    ]


def flat(differences: Sequence[Difference]) -> list[Difference]:
    """The differences and those below them, as `compare` gave them."""
    return [one for above in differences for one in (replace(above, children=()), *above.children)]


def _fields(key: Key, mine: Fact, other: Fact, lowest: int) -> tuple[str, ...]:
    kind = KINDS[key.kind]
    return tuple(
        field
        for field in kind.fields
        if mine[field] != other[field] and not kind.tolerates(field, mine, other, lowest)
    )


def _heads(difference: Difference) -> list[Key]:
    """What the object belongs to; partitions go and come with the table that they are part of."""
    heads = list(KINDS[difference.kind].parents(difference.fact))
    if difference.kind == "table":
        heads += [Key("table", parent) for parent in difference.fact["inherits"] or ()]
    return heads


def _without_what_only_moved(differences: list[Difference]) -> list[Difference]:
    """What is nobody's on one side and an extension's on the other is there on both: only that differs."""
    moved = {
        extension_member.on_its_own(difference.fact)
        for difference in differences
        if difference.kind == "extension_member" and _whole(difference)
    }
    if not moved:
        return differences
    kept = []
    # A kind comes after those that it belongs to.
    for difference in sorted(differences, key=lambda one: list(KINDS).index(one.kind)):
        parents = KINDS[difference.kind].parents(difference.fact)
        if _whole(difference) and (difference.key in moved or moved.intersection(parents)):
            moved.add(difference.key)
        else:
            kept.append(difference)
    return kept


def _whole(difference: Difference) -> bool:
    return difference.reference is None or difference.target is None


def _follows(below: Difference, above: Difference) -> bool:
    """Whether `below` could not be otherwise, things being as they are `above`."""
    if below.kind == above.kind == "grant":
        return _needs_no_more(below, above)
    if above.reference is not None and above.target is not None:
        if below.kind == "grant" and "owner" in above.fields:
            # A new owner's privileges are the owner's; the old one's are not.
            return below.fact["grantee"] in (above.reference["owner"], above.target["owner"])
        if above.kind == "table" and {"inherits", "partition_bound"} & set(above.fields):
            return _is_passed_on(below, anew="inherits" in above.fields)
        if below.kind == "sequence" and "persistence" in above.fields:
            return below.fields == ("persistence",)  # SET UNLOGGED takes along what the columns own
        # An identity is its sequence.
        return below.kind == "sequence" and "identity" in above.fields and bool(below.fact["identity"])
    return (above.reference is None) == (below.reference is None) and _whole(below)


def _is_passed_on(below: Difference, *, anew: bool) -> bool:
    """Whether it is only what a table has from the tables that it inherits from, or is part of.

    What comes or goes is that only where these are others (`anew`).
    """
    if _whole(below) and below.kind == "trigger":
        return bool(below.fact["passed_on_by"])
    if _whole(below) and below.kind == "constraint":
        gone = bool(below.fact["references"]) and below.reference is None
        return gone or (anew and below.fact["origin"] == "parent")
    if _whole(below):
        return anew and below.kind == "index" and bool(below.fact["attached_to"])
    return set(below.fields) <= {"origin", "inherited", "attached_to"}


def _needs_no_more(below: Difference, above: Difference) -> bool:
    """Whether a role only lost privileges that everyone got (`above`), so that it can do what it could."""
    if below.fact["is_owner"] or below.reference is None or above.target is None:
        return False
    held = set(below.target["privileges"]) if below.target else set[str]()
    lost = set(below.reference["privileges"]) - held
    had = set(above.reference["privileges"]) if above.reference else set[str]()
    got = set(above.target["privileges"]) - had
    more = held - set(below.reference["privileges"])
    return bool(lost) and lost <= got and not more and "grantable" not in below.fields


def _top(key: Key, heads: dict[Key, Key]) -> Key:
    while key in heads:
        key = heads[key]
    return key
