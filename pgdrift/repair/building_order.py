"""In which order objects are made, and go: each after, or before, what it is built on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from pgdrift.catalog.constructors import brought
from pgdrift.catalog.dotted_names import above, names
from pgdrift.catalog.fact import Key
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.fact_text import built_on, spelled, texts
from pgdrift.mentions import LAYERS, READ, Mentions


def _may_need(key: Key, other: Key) -> bool:
    """Whether one could be built on the other; names alone do not tell, since each kind has its own."""
    if key.kind in LAYERS and other.kind in LAYERS:
        # Operators name their partners, which need not be there yet.
        return LAYERS.index(other.kind) < LAYERS.index(key.kind)
    # Overloads have the name in common.
    return (other.kind, spelled(other)) != (key.kind, spelled(key))


def by_object(statements: Iterable[Statement]) -> dict[Key, list[Statement]]:
    """Statements by what they make or take away."""
    found: defaultdict[Key, list[Statement]] = defaultdict(list)
    for statement in statements:
        found[Key(statement.kind, statement.name)].append(statement)
    return found


def _with_users(keys: set[Key], needs: Mapping[Key, set[Key]]) -> set[Key]:
    """`keys`, and what needs one of them but is no table."""
    found = set(keys)
    while more := {key for key in needs.keys() - found if key.kind != "table" and found & needs[key]}:
        found |= more
    return found


class BuildingOrder:
    """The order among the objects of one snapshot, of which `mentions` are."""

    def __init__(self, mentions: Mentions) -> None:
        self._mentions = mentions
        self._snapshot = mentions.snapshot

    def in_order(self, found: Sequence[Statement]) -> list[Statement]:
        """`found`, each statement after those for the objects that it or its object's definition names."""
        if len(found) < 2:
            return list(found)
        groups = by_object(found)
        needs = self.needs(groups)
        while True:
            try:
                order = list(TopologicalSorter(needs).static_order())
                break
            except CycleError as error:
                # Bodies that call each other, or names that only look alike: one of them has to be first.
                first, second = error.args[1][:2]
                needs[second].discard(first)
        return [statement for key in order for statement in groups[key]]

    def needs(self, groups: Mapping[Key, Sequence[Statement]]) -> dict[Key, set[Key]]:
        """Of the objects that statements are for, those that each of them is built on."""
        return {key: set(self._needs(key, group, groups)) for key, group in groups.items()}

    def late(self, found: Sequence[Statement]) -> set[Key]:
        """Of what `found` creates: views, functions parsed with columns that change, and what needs these."""
        altered = {above(s.name) for s in found if s.kind == "column" and s.phase is Phase.TABLE}
        creating = {Key(s.kind, s.name) for s in found if s.phase is Phase.CREATE}
        needs = {key: self._mentions.parsed_with(key) for key in creating}
        views = {key for key in creating if key.kind == "view"}
        functions = {
            key
            for key, needed in needs.items()
            if key.kind == "function" and any(n.kind == "table" and n.name in altered for n in needed)
        }
        late = _with_users(views | functions, needs)
        return late - self._of_columns(found, _with_users(views, needs), late) if views else late

    def _of_columns(self, found: Sequence[Statement], on_views: set[Key], late: set[Key]) -> set[Key]:
        """Of what is `late`, what new columns have their types from or call, if it is built on views."""
        groups = by_object(
            statement
            for statement in found
            if statement.phase is Phase.CREATE
            or (statement.phase is Phase.TABLE and statement.kind == "column")
        )
        early, waiting = set[Key](), [key for key in groups if key.kind in ("table", "column")]
        while waiting:
            key = waiting.pop()
            candidates = late if key in early else on_views
            more = candidates.intersection(self._needs(key, groups[key], groups)) - early
            early |= more
            waiting += more
        return early

    def _needs(self, key: Key, group: Sequence[Statement], groups: Container[Key]) -> list[Key]:
        said = "\n".join([statement.sql for statement in group])
        # A sequence is made before the table whose column takes its numbers, also when that column owns it.
        if key in self._snapshot.facts and key.kind != "sequence":
            said += "\n" + texts(self._snapshot.facts[key])
        if key.kind == "table":
            said = "\n".join([said, *self._columns.get(key.name, ())])
        own = {spelled(key), *brought(self._snapshot.facts.get(key) or {})}
        mentioned = [name for name in names(said) if name not in own]
        if key in self._snapshot.facts and key.kind == "function":
            # It has its own name in its definition, but may be called as its argument's type is.
            mentioned += names(built_on(key, self._snapshot.facts[key]))
        found = [other for name in mentioned for other in self._mentions.meant(name, said)]
        if key in self._snapshot.facts and key.kind != "sequence":
            # Servers, languages and the like have no dot in their names.
            found += [
                *KINDS[key.kind].parents(self._snapshot.facts[key]),
                *self._mentions.casting.called(key),
            ]
        found += [table for other in found if (table := self._table_of(other))]
        return [
            other
            for other in found
            if other in groups and _may_need(key, other) and not self._needs_the_name_only(key, other)
        ]

    def _table_of(self, key: Key) -> Key | None:
        """The table that a sequence goes away with; with an identity's, it is made as well."""
        owner = self._owner(key)
        return Key("table", above(owner)) if owner else None

    def _needs_the_name_only(self, key: Key, other: Key) -> bool:
        """The functions that a type is made of are made first, when there is nothing but its name."""
        function, made = self._snapshot.facts.get(key), self._snapshot.facts.get(other)
        if function is None or made is None or (key.kind, other.kind) != ("function", "type"):
            return False
        return function["language"] in ("c", "internal") and bool(made["options"] or made["canonical"])

    @cached_property
    def _columns(self) -> Mapping[str, list[str]]:
        """What the columns of a table have their types from, and call."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for fact in self._snapshot.of_kind("column").values():
            found[fact["table"]] += [fact[field] for field in ("type", "default", "generated") if fact[field]]
        return found

    def going_before(self, key: Key, going: Mapping[Key, int]) -> int | None:
        """The rank at which a function has to go that is parsed with something that goes, or a column."""
        columns = [(other, rank) for other, rank in going.items() if other.kind == "column"]
        ranks = {Key("table", above(column.name)): rank - 1 for column, rank in columns}
        ranks |= {other: rank for other, rank in going.items() if other.kind in READ}
        read = self._mentions.parsed_with(key)
        owners = [Key("table", above(owner)) for other in read if (owner := self._owner(other))]
        before = [ranks[other] for other in read if other in ranks]
        return min([*before, *(ranks[table] - 1 for table in owners if table in ranks)], default=None)

    def _owner(self, key: Key) -> str | None:
        """The column that a sequence goes away with."""
        return self._snapshot.facts[key]["owned_by"] if key.kind == "sequence" else None
