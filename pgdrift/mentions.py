"""Which objects the facts of a snapshot name, and so are built on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from pgdrift.catalog.dotted_names import names
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.catalog.statement import Statement

# What others can be built on; everything else belongs to one of these.
_NAMED = ("type", "sequence", "function", "table", "view")
# What stands in the way when the object it names is to be dropped or retyped.
_USERS = ("view", "policy", "trigger", "rule")


def spelled(key: Key) -> str:
    """The object's name as another object's definition writes it: functions without their arguments."""
    return key.name.partition("(")[0] if key.kind == "function" else key.name


def texts(fact: Fact) -> str:
    """Everything a fact says, as one text."""
    values: list[str] = []
    for value in fact.values():
        values += [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
    return "\n".join(values)


class Mentions:
    """Who names whom in one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    @cached_property
    def named(self) -> Mapping[str, list[Key]]:
        """The objects that a dotted name can mean."""
        found: defaultdict[str, list[Key]] = defaultdict(list)
        for key in self.snapshot.facts:
            if key.kind in _NAMED:
                found[spelled(key)].append(key)
        return found

    def users(self, key: Key) -> list[Key]:
        """The views, policies, triggers and rules whose definition names the object."""
        return [user for user in self._users.get(spelled(key), ()) if user != key]

    def in_order(self, found: Sequence[Statement]) -> list[Statement]:
        """`found`, each statement after those for the objects that it or its object's definition names."""
        if len(found) < 2:
            return list(found)
        groups: defaultdict[Key, list[Statement]] = defaultdict(list)
        for statement in found:
            groups[Key(statement.kind, statement.name)].append(statement)
        sorter: TopologicalSorter[Key] = TopologicalSorter()
        for key, group in groups.items():
            sorter.add(key, *self._needs(key, group, groups))
        try:
            order: Iterable[Key] = list(sorter.static_order())
        except CycleError:
            order = groups  # two bodies that call each other: PostgreSQL does not look into those
        return [statement for key in order for statement in groups[key]]

    def _needs(self, key: Key, group: Sequence[Statement], groups: Container[Key]) -> list[Key]:
        said = "\n".join([statement.sql for statement in group])
        if key in self.snapshot.facts:
            said += "\n" + texts(self.snapshot.facts[key])
        found = [other for name in names(said) for other in self.named.get(name, ())]
        return [other for other in found if other != key and other in groups]

    @cached_property
    def _users(self) -> Mapping[str, list[Key]]:
        users: defaultdict[str, list[Key]] = defaultdict(list)
        for key, fact in self.snapshot.facts.items():
            if key.kind in _USERS:
                for name in names(texts(fact)):
                    users[name].append(key)
        return users
