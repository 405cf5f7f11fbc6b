"""Whether two texts say the same: PostgreSQL reads both again, and their new spellings are compared.

PostgreSQL stores an expression parsed and spells it out when asked. A dump that is restored comes back
spelled another way (`x IN (...)` on a varchar column, most often), and another version has another spelling.
So what differs in its text is created in a scratch database, on both sides, and read again: once both have
passed through the same parser, equal expressions have equal texts.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeAlias

import psycopg

from pgdrift.catalog.comparison import Side
from pgdrift.catalog.dotted_names import names
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.difference import compare
from pgdrift.mentions import Mentions, texts
from pgdrift.repair.repair import statements
from pgdrift.spelling.constants import constants

if TYPE_CHECKING:
    from pgdrift.scratch import Scratch

log = logging.getLogger(__name__)

# The fields of every object asked about that say the same.
Answer: TypeAlias = Mapping[Key, AbstractSet[str]]

# A text that has not settled after this many readings is taken for another one.
_ROUNDS = 3
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


def in_question(differences: Iterable[Difference]) -> list[Difference]:
    """The differences that may be nothing but another spelling."""
    return [difference for difference in differences if _doubtful(difference)]


def _doubtful(difference: Difference) -> set[str]:
    """The fields whose texts may say the same; those with other constants cannot."""
    mine, other = difference.reference, difference.target
    if mine is None or other is None:
        return set()
    return {
        field
        for field in KINDS[difference.kind].texts & set(difference.fields)
        if mine[field] is not None
        and other[field] is not None
        and constants(_text(mine[field])) == constants(_text(other[field]))
    }


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def without_respelled(
    differences: Sequence[Difference], reference: Snapshot, target: Snapshot, scratch: Scratch
) -> list[Difference]:
    """`differences` (flat) without those that PostgreSQL, reading both texts again, finds to be none."""
    question = Question(differences, reference, target)
    return without(differences, question.answer(scratch)) if question.asked else list(differences)


def without(differences: Sequence[Difference], same: Answer) -> list[Difference]:
    """`differences` (flat) without the fields that say the `same`, or without them altogether."""
    kept = []
    for difference in differences:
        fields = tuple(field for field in difference.fields if field not in same.get(difference.key, ()))
        if fields or not difference.fields:
            kept.append(replace(difference, fields=fields))
    return kept


class Question:
    """Which of the texts that differ between two snapshots say the same all the same."""

    def __init__(self, differences: Sequence[Difference], reference: Snapshot, target: Snapshot) -> None:
        self.asked = {difference.key: difference for difference in in_question(differences)}
        self._sides = [_Side(snapshot, set(self.asked)) for snapshot in (reference, target)]

    @property
    def digest(self) -> str:
        """What tells it from other questions: everything that the answer is found by."""
        fields = sorted([*key, sorted(_doubtful(asked))] for key, asked in self.asked.items())
        said = json.dumps([fields, *(side.told() for side in self._sides)], sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()

    def answer(self, scratch: Scratch) -> Answer:
        """The fields of each object that say the same."""
        same: dict[Key, set[str]] = {key: set() for key in self.asked}
        left = [(key, field) for key, difference in self.asked.items() for field in _doubtful(difference)]
        for _ in range(_ROUNDS):
            with ThreadPoolExecutor(len(self._sides)) as pool:
                list(pool.map(lambda side: side.read_again(scratch), self._sides))
            for key, field in left:
                spellings = [side.said(key, field) for side in self._sides]
                if any(mine == other for mine in spellings[0] for other in spellings[1]):
                    same[key].add(field)
            left = [
                (key, field)
                for key, field in left
                if field not in same[key] and any(side.may_say_more(key, field) for side in self._sides)
            ]
            if not left:
                break
        settled = sum(map(len, same.values()))
        log.debug("%d texts of %d objects were only spelled another way", settled, len(same))
        return same


class _Side:
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
    facts = {key: snapshot.facts[key] for key in needed if key.kind not in ("role", "grant")}
    return replace(snapshot, facts=_neutral(facts, keys))


def _neutral(facts: dict[Key, Fact], keys: set[Key]) -> dict[Key, Fact]:
    found: dict[Key, Fact] = {}
    for key, fact in facts.items():
        changes = dict(_NEUTRAL.get(key.kind, _OWNED))
        if key.kind == "column" and key not in keys:
            changes |= _BARE_COLUMN
        found[key] = frozen({**fact, **changes})
    return found
