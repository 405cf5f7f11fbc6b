"""Objects created as one snapshot spells them, in a database of their own, and read back.

They are stripped of everything that does not matter to how PostgreSQL reads their texts.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import psycopg

from pgdrift.catalog.comparison import Side
from pgdrift.catalog.dotted_names import names
from pgdrift.catalog.fact import Fact, Key, frozen
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.difference import compare
from pgdrift.fact_text import texts
from pgdrift.mentions import Mentions
from pgdrift.repair.repair import statements

if TYPE_CHECKING:
    from pgdrift.scratch import Scratch

log = logging.getLogger(__name__)

_NOBODY = "nobody"
_NEUTRAL: dict[str, dict[str, Any]] = {
    "table": {
        "owner": _NOBODY,
        "persistence": "p",
        "row_security": False,
        "force_row_security": False,
        "replica_identity": "DEFAULT",
        "partition_key": None,
        "partition_bound": None,
        "inherits": None,
        "detach_pending": False,
        "of_type": None,
        "server": None,
        "server_options": [],
        "options": [],
        "comment": None,
    },
    "column": {"inherited": False, "foreign_options": [], "comment": None},
    "policy": {"roles": ["PUBLIC"], "comment": None},
    "sequence": {"owner": _NOBODY, "owned_by": None, "table": None, "identity": False, "comment": None},
    "index": {"clustered": False, "tablespace": None, "attached_to": None, "comment": None},
    "constraint": {
        "origin": "own",
        "inherited_from": [],
        "passed_on_as": [],
        "options": [],
        "clustered": False,
        "comment": None,
        "index_comment": None,
    },
    "trigger": {"state": "ENABLE", "passed_on_by": None, "comment": None},
    "extension": {},
}
_OWNED: dict[str, Any] = {"owner": _NOBODY, "comment": None}
# What a table needs these for is never a question of spelling, unless the column itself is in question.
_BARE_COLUMN = {"default": None, "identity": None, "generated": None, "not_null": False}


class Rereading:
    """One snapshot's objects in question, and every spelling that has been seen of them."""

    def __init__(self, snapshot: Snapshot, keys: set[Key]) -> None:
        self._keys = keys
        self._needed = _needed(snapshot, keys)
        self._seen: list[dict[Key, Fact]] = [{key: snapshot.facts[key] for key in keys}]

    def told(self) -> list[Any]:
        """All that reading again starts from, as JSON can hold it."""
        facts = {**self._needed.facts, **{key: self._seen[0][key] for key in self._keys}}
        return [self._needed.server_version, sorted([*key, dict(fact)] for key, fact in facts.items())]

    def said(self, key: Key, field: str) -> list[Any]:
        """The spellings so far, the snapshot's own first."""
        return [facts[key][field] for facts in self._seen if key in facts]

    def may_say_more(self, key: Key, field: str) -> bool:
        """Whether another reading may spell it another way: the last one still did."""
        last, before = self._seen[-1].get(key), self._seen[-2].get(key)
        return last is not None and (before is None or last[field] != before[field])

    def read_again(self, scratch: Scratch) -> None:
        """Create the objects as they were last spelled, in a new database, and read them back."""
        wanted = replace(self._needed, facts={**self._needed.facts, **_neutral(self._seen[-1], self._keys)})
        with scratch.database() as url, url.connect(autocommit=True) as connection:
            connection.execute("SELECT set_config('search_path', '', false)")
            connection.execute("SET check_function_bodies = off")
            empty = read(connection)
            present = {key: fact for key, fact in empty.facts.items() if key in wanted.facts}
            start = replace(empty, facts=_neutral(present, self._keys))
            for statement in statements(compare(wanted, start), wanted, start, acting_role=_NOBODY):
                try:
                    connection.execute(statement.sql.encode())
                except psycopg.Error as error:
                    # What cannot be built here is not respelled, and so remains a difference.
                    log.debug("scratch: %s: %s", statement.name, error)
            found = read(connection).facts
        self._seen.append({key: found[key] for key in self._keys if key in found})


def _needed(snapshot: Snapshot, keys: set[Key]) -> Snapshot:
    """The objects in question and what they are built on, stripped of everything that does not matter."""
    side, mentions = Side(snapshot), Mentions(snapshot)
    needed = {key: None for key in snapshot.facts if key.kind == "extension"}
    waiting = list(keys)
    while waiting:
        key = waiting.pop()
        if key in needed or key not in snapshot.facts:
            continue
        needed[key] = None
        fact = snapshot.facts[key]
        waiting += KINDS[key.kind].parents(fact)
        if key.kind == "table":
            waiting += [Key("column", name) for name in side.children(key, "column")]
        said = fact["type"] if key.kind == "column" and key not in keys else texts(fact)
        waiting += [other for name in names(said) for other in mentions.named.get(name, ())]
    # In the snapshot's order: a table's columns have theirs, and views over functions name columns by it.
    facts = {
        key: fact
        for key, fact in snapshot.facts.items()
        if key in needed and key.kind not in ("role", "grant")
    }
    return replace(snapshot, facts=_neutral(facts, keys))


def _neutral(facts: dict[Key, Fact], keys: set[Key]) -> dict[Key, Fact]:
    found: dict[Key, Fact] = {}
    for key, fact in facts.items():
        changes = dict(_NEUTRAL.get(key.kind, _OWNED))
        if key.kind == "column" and key not in keys:
            changes |= _BARE_COLUMN
        found[key] = frozen({**fact, **changes})
    return found
