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
from typing import TYPE_CHECKING, TypeAlias

from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.spelling.constants import constants
from pgdrift.spelling.rereading import Rereading

if TYPE_CHECKING:
    from pgdrift.scratch import Scratch

log = logging.getLogger(__name__)

# The fields of every object asked about that say the same.
Answer: TypeAlias = Mapping[Key, AbstractSet[str]]

# A text that has not settled after this many readings is taken for another one.
_ROUNDS = 3


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
        self._sides = [Rereading(snapshot, set(self.asked)) for snapshot in (reference, target)]

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
