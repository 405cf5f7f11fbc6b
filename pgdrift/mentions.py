"""Which objects a text of SQL names.

PostgreSQL spells every name out, qualified, when the search path is empty. So the dotted names in a
definition are the objects it depends on, and perhaps a few more: too many only makes an order stricter.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Sequence
from graphlib import CycleError, TopologicalSorter

from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.catalog.statement import Statement

_PART = r'(?:"(?:[^"]|"")+"|[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)'
_DOTTED = re.compile(rf"{_PART}(?:\.{_PART})+")

# What others can be built on; everything else belongs to one of these.
_NAMED = ("type", "sequence", "function", "table", "view")


def names(text: str) -> set[str]:
    """The first two parts of every dotted name in `text`: the schema and the object."""
    return {".".join(re.findall(_PART, found)[:2]) for found in _DOTTED.findall(text)}


def index(snapshot: Snapshot) -> dict[str, list[Key]]:
    """The objects that a dotted name can mean; functions are listed without their arguments."""
    found: defaultdict[str, list[Key]] = defaultdict(list)
    for key in snapshot.facts:
        if key.kind in _NAMED:
            found[key.name.partition("(")[0] if key.kind == "function" else key.name].append(key)
    return found


def dependents(snapshot: Snapshot) -> Callable[[Key], list[Key]]:
    """A function that gives the views, policies and triggers whose text names an object."""
    users: dict[str, list[Key]] | None = None

    def find(key: Key) -> list[Key]:
        nonlocal users
        if users is None:
            users = defaultdict(list)
            for other, fact in snapshot.facts.items():
                if other.kind in ("view", "policy", "trigger"):
                    for name in names(_text(fact)):
                        users[name].append(other)
        return [user for user in users.get(key.name.partition("(")[0], ()) if user != key]

    return find


def by_dependency(found: Sequence[Statement], snapshot: Snapshot) -> list[Statement]:
    """`found` with whatever a statement or its object's definition names before it."""
    known = index(snapshot)
    groups: defaultdict[Key, list[Statement]] = defaultdict(list)
    for statement in found:
        groups[Key(statement.kind, statement.name)].append(statement)
    sorter: TopologicalSorter[Key] = TopologicalSorter()
    for key, group in groups.items():
        sorter.add(key, *_needs(key, group, snapshot, known, groups))
    try:
        order: Iterable[Key] = list(sorter.static_order())
    except CycleError:
        order = groups  # two bodies that call each other: PostgreSQL does not look into those
    return [statement for key in order for statement in groups[key]]


def _needs(
    key: Key,
    group: Sequence[Statement],
    snapshot: Snapshot,
    known: dict[str, list[Key]],
    groups: Container[Key],
) -> list[Key]:
    texts = [statement.sql for statement in group]
    if key in snapshot.facts:
        texts.append(_text(snapshot.facts[key]))
    mentioned = {name: None for text in texts for name in sorted(names(text))}
    return [other for name in mentioned for other in known.get(name, ()) if other != key and other in groups]


def _text(fact: Fact) -> str:
    return "\n".join(value for value in fact.values() if isinstance(value, str))
