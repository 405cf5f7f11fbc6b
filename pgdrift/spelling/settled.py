"""Differences that are left once PostgreSQL has read doubtful texts again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from pgdrift.catalog.snapshot import Snapshot
from pgdrift.difference import Difference, compare
from pgdrift.errors import PgdriftError

if TYPE_CHECKING:
    from pgdrift.scratch import Scratch


def settled(
    reference: Snapshot, target: Snapshot, scratch: Callable[[], Scratch]
) -> tuple[list[Difference], list[str]]:
    """What the two do not agree about, flat, and what to say of it.

    `scratch` is asked for a server only when texts differ that may say the same.
    """
    differences = compare(reference, target)
    if not differences:
        return [], []
    from pgdrift.spelling import respelling

    doubtful = respelling.in_question(differences)
    if not doubtful:
        return differences, []
    try:
        return respelling.without_respelled(differences, reference, target, scratch()), []
    except PgdriftError as error:
        names = ", ".join(difference.name for difference in doubtful)
        return differences, [
            f"Whether these differ in more than their spelling could not be found out ({names}), because "
            f"there is no scratch server: {error}"
        ]
