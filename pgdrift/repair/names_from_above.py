"""What a table has from the tables above it under its name there: renamed with that, never by itself."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Side
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Fact, Key


def has_name_from_above(key: Key, fact: Fact) -> bool:
    """Whether PostgreSQL refuses to rename it, because a table above passes it on under its name."""
    # A column that its table has declared besides is told apart from one that it only inherits.
    return bool(fact["inherited"] if key.kind == "column" else _above(key, fact))


def renamed_along(old: Key, new: Key, target: Side) -> Iterator[tuple[Key, Key]]:
    """What gets another name with `old`, each with the one that it gets: the nearest first."""
    for key in _below(old, target):
        yield key, Key(key.kind, f"{target.snapshot.facts[key]['table']}.{bare(new.name)}")


def can_be_renamed(key: Key, target: Side) -> bool:
    """Whether no heir of it has it from another table, too, of which it would keep the name."""
    along = {key.name, *(heir.name for heir in _below(key, target))}
    return all(
        above in along or target.get(heir.kind, above) is None
        for heir in _below(key, target)
        for above in _above(heir, target.snapshot.facts[heir])
    )


def _above(key: Key, fact: Fact) -> tuple[str, ...]:
    """The names of what it comes from."""
    if key.kind == "trigger":
        return (fact["passed_on_by"],) if fact["passed_on_by"] else ()
    # The keys of partitions have names of their own.
    passed_on = key.kind == "column" or (key.kind == "constraint" and fact["variant"] == "CHECK")
    return tuple(fact["inherited_from"]) if passed_on else ()


def _below(key: Key, target: Side) -> list[Key]:
    """What comes from it, at any depth."""
    facts, found = target.snapshot.facts, [key] if key in target.snapshot.facts else []
    for above in found:  # which grows meanwhile
        for heir in target.heirs.get(facts[above].get("table") or "", ()):
            below = Key(key.kind, f"{heir}.{bare(key.name)}")
            if below in facts and below not in found and above.name in _above(below, facts[below]):
                found.append(below)
    return found[1:]
