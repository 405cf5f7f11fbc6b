"""What a table has from the tables above it under its name there: renamed with that, never by itself."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Side
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Fact, Key


def has_name_from_above(key: Key, fact: Fact) -> bool:
    """Whether PostgreSQL refuses to rename it, because a table above passes it on under its name."""
    return bool(_above(key, fact))


def renamed_along(old: Key, new: Key, target: Side) -> Iterator[tuple[Key, Key]]:
    """What gets another name with `old`, each with the one that it gets: the nearest first."""
    if old.kind == "column":
        yield from _columns(old, new, target)
        return
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
    """The names of what it comes from; of a column, whether it comes from somewhere."""
    if key.kind == "column":
        return (key.name,) if fact["inherited"] else ()
    if key.kind == "trigger":
        return (fact["passed_on_by"],) if fact["passed_on_by"] else ()
    # The keys of partitions have names of their own.
    return tuple(fact["inherited_from"]) if key.kind == "constraint" and fact["variant"] == "CHECK" else ()


def _below(key: Key, target: Side) -> list[Key]:
    """What comes from it, at any depth."""
    found, waiting = list[Key](), [key]
    if key.kind not in ("trigger", "constraint"):
        return found
    facts = target.snapshot.of_kind(key.kind)
    while waiting:
        name = waiting.pop(0).name
        heirs = (Key(key.kind, n) for n, fact in facts.items() if name in _above(Key(key.kind, n), fact))
        new = [heir for heir in heirs if heir not in found]
        found += new
        waiting += new
    return found


def _columns(old: Key, new: Key, target: Side) -> Iterator[tuple[Key, Key]]:
    parents = {target.snapshot.facts[old]["table"]}
    tables = target.snapshot.of_kind("table").values()
    waiting = list(parents)
    while waiting:
        parent = waiting.pop()
        for fact in tables:
            name = fact["table"]
            if parent in (fact["inherits"] or ()) and name not in parents:
                parents.add(name)
                waiting.append(name)
                yield (
                    Key("column", f"{name}.{bare(old.name)}"),
                    Key("column", f"{name}.{bare(new.name)}"),
                )
