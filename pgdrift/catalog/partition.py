"""How a table hangs on others: as the partition of one, or as the heir of several."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.dotted_names import mentions
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.partition_bound import may_overlap


def wholes(table: str, side: Side) -> Iterator[str]:
    """A table, and those that it is part of."""
    fact = side.get("table", table)
    while fact is not None:
        yield fact["table"]
        fact = side.get("table", fact["inherits"][0]) if fact["partition_bound"] else None


def going_with_parent(kind: str, fact: Fact, comparison: Comparison) -> list[Fact]:
    """What a new partition needs of this kind to be attached, and loses with the table that it is part of."""
    above: Fact | None = fact
    while above is not None and above["partition_bound"] and comparison.is_new("table", above["table"]):
        above = comparison.reference.get("table", above["inherits"][0])
    if above is None or above is fact:
        return []
    key = Key("table", above["table"])
    wanted = comparison.reference.children(key, kind)
    found = comparison.target.children(key, kind).items()
    return [one for name, one in found if name not in wanted]


def heirs_below(table: str | None, side: Side) -> Iterator[str]:
    """The tables that inherit from another, or are parts of it, at any depth."""
    for heir in side.heirs.get(table or "", ()):
        yield heir
        yield from heirs_below(heir, side)


def passed_on_by(fact: Fact) -> list[Key]:
    """What passes an index or a constraint on from the tables above, the nearest first; nothing, its own."""
    if fact.get("attached_to"):
        return [Key("index", fact["attached_to"])]
    passed_on = fact["inherited_from"] if fact.get("origin") == "parent" else ()
    return [Key("constraint", name) for name in passed_on]


def nearest_above(fact: Fact) -> Key | None:
    """The nearest of what passes an index or a constraint on; None when it is the table's own."""
    return next(iter(passed_on_by(fact)), None)


def left_behind(fact: Fact, comparison: Comparison) -> list[str]:
    """What passes an index or a constraint on to a table that keeps it when it lets go of its parents."""
    above = passed_on_by(fact)
    if not above or comparison.reference.get("table", fact["table"]) is None:
        return []
    kept = kept_parents(fact["table"], comparison)
    present = [other for key in above if (other := comparison.target.get(*key))]
    return [] if any(other["table"] in kept for other in present) else [key.name for key in above]


def leaves_what_it_has(fact: Fact, comparison: Comparison) -> bool:
    """Whether a table has a constraint of its own besides its parents', none of which it keeps."""
    if fact.get("origin") != "both":
        return False
    kept = kept_parents(fact["table"], comparison)
    return not any(
        above["table"] in kept and comparison.reference.get("constraint", name)
        for name in fact["inherited_from"]
        if (above := comparison.target.get("constraint", name)) is not None
    )


def kept_parents(table: str, comparison: Comparison) -> list[str]:
    """Those of a table's parents that it does not let go of, not even to take hold of them again."""
    wanted, found = (side.get("table", table) for side in (comparison.reference, comparison.target))
    # What is made anew has let go already.
    before = [p for p in (found or {}).get("inherits") or () if not comparison.is_new("table", p)]
    after = (wanted or {}).get("inherits") or ()
    # The order of parents counts, and a new one comes last: none is kept beyond the first that has to move.
    pairs = zip((parent for parent in before if parent in after), after, strict=False)
    return [one for one, _ in takewhile(lambda pair: pair[0] == pair[1], pairs)]


def parts_of(table: str, comparison: Comparison) -> list[Key]:
    """The partitions, at any depth, that go with a partitioned table that is made anew in another way.

    Their rows are copied with those of the table.
    """
    wanted, found = (side.get("table", table) for side in (comparison.reference, comparison.target))
    if wanted is None or found is None or wanted["partition_key"] == found["partition_key"]:
        return []
    parts: list[Key] = []
    names = [table]
    while names:
        whole = names.pop()
        for name, fact in comparison.target.snapshot.of_kind("table").items():
            if not fact["partition_bound"] or fact["inherits"] != [whole]:
                continue
            if comparison.reference.get("table", name) is None:
                parts.append(Key("table", name))
                names.append(name)
    return parts


def is_in_key(column: Fact, comparison: Comparison) -> bool:
    """Whether the target's table is partitioned by the column, or by what is computed from it."""
    table = comparison.target.get("table", column["table"])
    key = table["partition_key"] if table else None
    return key is not None and mentions(key, column["column"])


def takes_the_place(new: Fact, old: Fact) -> bool:
    """Whether `new` should be a partition of rows that another table, `old`, has."""
    if not old["partition_bound"] or not new["partition_bound"] or new["table"] == old["table"]:
        return False
    return new["inherits"] == old["inherits"] and may_overlap(new["partition_bound"], old["partition_bound"])
