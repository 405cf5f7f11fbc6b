"""Which objects the facts of a snapshot name, and so are built on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from pgdrift.casting import Casting
from pgdrift.catalog.constructors import brought
from pgdrift.catalog.dotted_names import names
from pgdrift.catalog.fact import Key
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.fact_text import built_on, spelled

# Of these each is built only on those before it.
LAYERS = (
    "operator",
    "operator_family",
    "operator_class",
    "text_search_parser",
    "text_search_template",
    "text_search_dictionary",
    "text_search_configuration",
)
# What others can be built on; everything else belongs to one of these.
_NAMED = ("type", "sequence", "function", "aggregate", *LAYERS, "table", "view")
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
    *LAYERS,
)
_SAYING_THEIR_NAME = ("type", "view", "aggregate")
_CALLED = ("function", "aggregate")
# What functions read, not call: it goes earlier than they do.
READ = ("table", "view", "sequence", "operator")


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

    def parsed_with(self, key: Key) -> set[Key]:
        """What the object's definition names, so far as PostgreSQL has parsed it."""
        if key.kind == "grant":
            # Closing a function or a type to PUBLIC goes with it.
            closed = key.name.removesuffix(" to PUBLIC")
            of_type = closed.startswith("type ")
            return {Key("type", closed[5:]) if of_type else Key("function", closed)}
        fact = self.snapshot.facts.get(key)
        said = built_on(key, fact) if fact is not None else ""
        own = spelled(key) if key.kind in _SAYING_THEIR_NAME else None
        mentioned = (name for name in names(said) if name != own)
        return {other for name in mentioned for other in self.meant(name, said) if other != key}

    def meant(self, name: str, said: str) -> list[Key]:
        """What the name means in a text: a function where it is called, and only that where it always is."""
        keys = self.named.get(name, [])
        calls = said.count(f"{name}(") - said.count(f"REFERENCES {name}(")
        if all(key.kind in _CALLED for key in keys) or not any(key.kind in _CALLED for key in keys):
            return keys
        if not calls:
            return [key for key in keys if key.kind not in _CALLED]
        only_called = calls == said.count(name)
        return [key for key in keys if key.kind not in READ] if only_called else keys

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
