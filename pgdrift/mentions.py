"""Which objects the facts of a snapshot name, and so are built on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Mapping, Sequence
from functools import cached_property
from graphlib import CycleError, TopologicalSorter

from pgdrift.casting import Casting
from pgdrift.catalog.constructors import brought
from pgdrift.catalog.dotted_names import above, names, without_arguments
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.catalog.statement import Phase, Statement

# Of these each is built only on those before it.
_LAYERS = (
    "operator",
    "operator_family",
    "operator_class",
    "text_search_parser",
    "text_search_template",
    "text_search_dictionary",
    "text_search_configuration",
)
# What others can be built on; everything else belongs to one of these.
_NAMED = ("type", "sequence", "function", "aggregate", *_LAYERS, "table", "view")
# What stands in the way when the object it names is to be dropped or retyped.
_USERS = (
    "view",
    "policy",
    "trigger",
    "rule",
    "function",
    "constraint",
    "index",
    "statistics",
    "column",
    "event_trigger",
    "publication",
    "type",
    "aggregate",
    *_LAYERS,
)
_SAYING_THEIR_NAME = ("type", "view", "aggregate")
_CALLED = ("function", "aggregate")
# What goes earlier than functions do.
_READ = ("table", "view", "sequence", "operator")
_BROUGHT = ("multirange", "constructors")
_PARSED = ("BEGIN ATOMIC", "RETURN ")


def spelled(key: Key) -> str:
    """The object's name as another object's definition writes it: functions without their arguments."""
    if key.kind in ("operator_family", "operator_class"):
        return key.name.partition(" USING ")[0]
    return without_arguments(key.name) if key.kind in ("function", "aggregate", "operator") else key.name


def texts(fact: Fact) -> str:
    """Everything a fact says, as one text."""
    values: list[str] = []
    for value in fact.values():
        values += [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]
    return "\n".join(values)


def built_on(key: Key, fact: Fact) -> str:
    """What PostgreSQL has parsed of a fact, and so holds on to: not a function's body kept as text."""
    if key.kind == "type":  # which comes with names that somebody's functions may have too
        return texts({field: value for field, value in fact.items() if field not in _BROUGHT})
    if key.kind == "view":  # whose query says where its columns get their types from
        return texts({field: value for field, value in fact.items() if field != "types"})
    if key.kind != "function":
        return texts(fact)
    signature = f"{fact['arguments']}\n{fact['result']}"
    return f"{signature}\n{fact['body']}" if is_parsed(key, fact) else signature


def is_parsed(key: Key, fact: Fact) -> bool:
    """Whether PostgreSQL has parsed all of the fact: not the body of a function that it keeps as text."""
    return key.kind != "function" or (fact["language"] == "sql" and (fact["body"] or "").startswith(_PARSED))


def _may_need(key: Key, other: Key) -> bool:
    """Whether one could be built on the other; names alone do not tell, since each kind has its own."""
    if key.kind in _LAYERS and other.kind in _LAYERS:
        # Operators name their partners, which need not be there yet.
        return _LAYERS.index(other.kind) < _LAYERS.index(key.kind)
    # Overloads have the name in common.
    return (other.kind, spelled(other)) != (key.kind, spelled(key))


class Mentions:
    """Who names whom in one snapshot."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.casting = Casting(snapshot)

    @cached_property
    def named(self) -> Mapping[str, list[Key]]:
        """The objects that a dotted name can mean."""
        found: defaultdict[str, list[Key]] = defaultdict(list)
        for key, fact in self.snapshot.facts.items():
            if key.kind in _NAMED:
                found[spelled(key)].append(key)
            for name in brought(fact):
                if name != spelled(key):
                    found[name].append(key)
        return found

    def users(self, key: Key) -> list[Key]:
        """What cannot do without the object, because its definition names it, or casts with it."""
        fact = self.snapshot.facts.get(key) or {}
        called = dict.fromkeys([spelled(key), *brought(fact)])
        found = dict.fromkeys(user for name in called for user in self._users.get(name, ()))
        found |= dict.fromkeys(self.casting.callers(key))
        return [user for user in found if user != key]

    def in_order(self, found: Sequence[Statement]) -> list[Statement]:
        """`found`, each statement after those for the objects that it or its object's definition names."""
        if len(found) < 2:
            return list(found)
        groups: defaultdict[Key, list[Statement]] = defaultdict(list)
        for statement in found:
            groups[Key(statement.kind, statement.name)].append(statement)
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
        needs = {key: self._parsed_with(key) for key in creating}
        late = {
            key
            for key, needed in needs.items()
            if key.kind == "view"
            or (key.kind == "function" and any(n.kind == "table" and n.name in altered for n in needed))
        }
        while more := {key for key in creating - late if key.kind != "table" and late & needs[key]}:
            late |= more
        return late

    def _parsed_with(self, key: Key) -> set[Key]:
        if key.kind == "grant":
            # Closing a function or a type to PUBLIC goes with it.
            closed = key.name.removesuffix(" to PUBLIC")
            of_type = closed.startswith("type ")
            return {Key("type", closed[5:]) if of_type else Key("function", closed)}
        fact = self.snapshot.facts.get(key)
        said = built_on(key, fact) if fact is not None else ""
        own = spelled(key) if key.kind in _SAYING_THEIR_NAME else None
        mentioned = (name for name in names(said) if name != own)
        return {other for name in mentioned for other in self._meant(name, said) if other != key}

    def _meant(self, name: str, said: str) -> list[Key]:
        """What the name means in a text: a function where it is called, and only that where it always is."""
        keys = self.named.get(name, [])
        calls = said.count(f"{name}(") - said.count(f"REFERENCES {name}(")
        if all(key.kind in _CALLED for key in keys) or not any(key.kind in _CALLED for key in keys):
            return keys
        if not calls:
            return [key for key in keys if key.kind not in _CALLED]
        only_called = calls == said.count(name)
        return [key for key in keys if key.kind not in _READ] if only_called else keys

    def _needs(self, key: Key, group: Sequence[Statement], groups: Container[Key]) -> list[Key]:
        said = "\n".join([statement.sql for statement in group])
        # A sequence is made before the table whose column takes its numbers, also when that column owns it.
        if key in self.snapshot.facts and key.kind != "sequence":
            said += "\n" + texts(self.snapshot.facts[key])
        if key.kind == "table":
            said = "\n".join([said, *self._defaults.get(key.name, ())])
        own = {spelled(key), *brought(self.snapshot.facts.get(key) or {})}
        mentioned = [name for name in names(said) if name not in own]
        if key in self.snapshot.facts and key.kind == "function":
            # It has its own name in its definition, but may be called as its argument's type is.
            mentioned += names(built_on(key, self.snapshot.facts[key]))
        found = [other for name in mentioned for other in self._meant(name, said)]
        if key in self.snapshot.facts and key.kind != "sequence":
            # Servers, languages and the like have no dot in their names.
            found += [*KINDS[key.kind].parents(self.snapshot.facts[key]), *self.casting.called(key)]
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
        function, made = self.snapshot.facts.get(key), self.snapshot.facts.get(other)
        if function is None or made is None or (key.kind, other.kind) != ("function", "type"):
            return False
        return function["language"] in ("c", "internal") and bool(made["options"] or made["canonical"])

    @cached_property
    def _defaults(self) -> Mapping[str, list[str]]:
        """What the columns of a table call."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for fact in self.snapshot.of_kind("column").values():
            found[fact["table"]] += [fact[field] for field in ("default", "generated") if fact[field]]
        return found

    def going_before(self, key: Key, going: Mapping[Key, int]) -> int | None:
        """The rank at which a function has to go that is parsed with something that goes, or a column."""
        columns = [(other, rank) for other, rank in going.items() if other.kind == "column"]
        ranks = {Key("table", above(column.name)): rank - 1 for column, rank in columns}
        ranks |= {other: rank for other, rank in going.items() if other.kind in _READ}
        read = self._parsed_with(key)
        owners = [Key("table", above(owner)) for other in read if (owner := self._owner(other))]
        before = [ranks[other] for other in read if other in ranks]
        return min([*before, *(ranks[table] - 1 for table in owners if table in ranks)], default=None)

    def _owner(self, key: Key) -> str | None:
        """The column that a sequence goes away with."""
        return self.snapshot.facts[key]["owned_by"] if key.kind == "sequence" else None

    @cached_property
    def _users(self) -> Mapping[str, list[Key]]:
        users: defaultdict[str, list[Key]] = defaultdict(list)
        for key, fact in self.snapshot.facts.items():
            if key.kind in _USERS:
                for name in names(built_on(key, fact)):
                    # A fact says its own name too, which something of another kind may have.
                    if name != spelled(key) or key.kind not in _SAYING_THEIR_NAME:
                        users[name].append(key)
        return users
