"""Differences that are left once PostgreSQL has read doubtful texts again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from pgdrift.catalog.fact import Key
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.difference import Difference, compare
from pgdrift.errors import PgdriftError

if TYPE_CHECKING:
    from pgdrift.references.cache import ReferenceCache
    from pgdrift.scratch import Scratch
    from pgdrift.spelling.respelling import Answer, Question


def settled(
    reference: Snapshot,
    target: Snapshot,
    scratch: Callable[[], Scratch],
    cache: ReferenceCache | None = None,
) -> tuple[list[Difference], list[str]]:
    """What the two do not agree about, flat, and what to say of it.

    `scratch` is asked for a server only when texts differ that may say the same, and `cache` does not know
    whether these do.
    """
    differences = compare(reference, target)
    if not differences:
        return [], []
    from pgdrift.spelling import respelling

    question = respelling.Question(differences, reference, target)
    if not question.asked:
        return differences, []
    try:
        return respelling.without(differences, _answer(question, scratch, cache)), []
    except PgdriftError as error:
        names = ", ".join(key.name for key in question.asked)
        return differences, [
            f"Whether these differ in more than their spelling could not be found out ({names}), because "
            f"there is no scratch server: {error}"
        ]


def _answer(question: Question, scratch: Callable[[], Scratch], cache: ReferenceCache | None) -> Answer:
    """A restored database is spelled another way for ever, so what was found out about it is kept."""
    if cache is None:
        return question.answer(scratch())
    what = f"spelling {question.digest}"
    kept = cache.get(what, _read)
    if kept is None:
        kept = question.answer(scratch())
        cache.put(what, [[*key, sorted(fields)] for key, fields in kept.items()])
    return kept


def _read(value: Any) -> Answer:
    return {Key(kind, name): set(fields) for kind, name, fields in value}
