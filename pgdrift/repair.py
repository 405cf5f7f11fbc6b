"""SQL that makes a target equal to its reference, in an order that runs."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.mentions import by_dependency, dependents

__all__ = ["Statement", "statements"]

log = logging.getLogger(__name__)


def statements(
    differences: Sequence[Difference],
    reference: Snapshot,
    target: Snapshot,
    *,
    acting_role: str | None = None,
) -> list[Statement]:
    """The statements that repair `differences` (flat, as `compare` gives them) in the target.

    They run in this order in one transaction. `acting_role` is the role that will run them, if known: it owns
    what it creates, so that is not said again.
    """
    cleared = _cleared(differences, reference, target)
    # What is dropped to be created again has to come back with everything that belongs to it, so the rest
    # of the repair sees a target that never had it.
    remaining = replace(target, facts={key: fact for key, fact in target.facts.items() if key not in cleared})
    pending = [difference for difference in differences if difference.key not in cleared]
    for key in cleared:
        if key in reference.facts:
            pending.append(Difference(key.kind, key.name, reference.facts[key], None))
    before = Comparison.of(reference, target, acting_role=acting_role)
    after = Comparison.of(reference, remaining, acting_role=acting_role)
    found = [*_clearing(cleared, before), *_repairing(pending, after)]
    return _ordered(found, before)


def _cleared(differences: Sequence[Difference], reference: Snapshot, target: Snapshot) -> dict[Key, None]:
    """What has to be dropped and created again, and with it whatever belongs to it or uses it."""
    side = Comparison.of(reference, target).target
    waiting = [d.key for d in differences if d.reference and d.target and KINDS[d.kind].replaces(d)]
    disturbed = {
        key
        for d in differences
        if d.reference and d.target and (key := KINDS[d.kind].disturbs(d)) is not None
    }
    users = dependents(target)
    cleared: dict[Key, None] = {}
    waiting += [user for key in disturbed for user in users(key)]
    while waiting:
        key = waiting.pop()
        if key in cleared:
            continue
        cleared[key] = None
        waiting += side.below(key)
        if key.kind in ("view", "function", "type"):
            waiting += users(key)
    return cleared


def _clearing(cleared: dict[Key, None], comparison: Comparison) -> Iterator[Statement]:
    gone = {key for key in cleared if not _belongs_to_any(key, cleared, comparison)}
    for key in gone:
        for statement in KINDS[key.kind].drop(comparison.target.snapshot.facts[key], comparison):
            # What comes back loses nothing, what does not is an ordinary drop.
            returns = key in comparison.reference.snapshot.facts
            yield replace(statement, phase=Phase.CLEAR, destructive=statement.destructive and not returns)


def _belongs_to_any(key: Key, cleared: dict[Key, None], comparison: Comparison) -> bool:
    fact = comparison.target.snapshot.facts[key]
    return any(parent in cleared for parent in KINDS[key.kind].parents(fact))


def _repairing(differences: Sequence[Difference], comparison: Comparison) -> Iterator[Statement]:
    grouped: defaultdict[str, list[Difference]] = defaultdict(list)
    for difference in differences:
        grouped[difference.kind].append(difference)
    for name, kind in KINDS.items():
        if kind.emit is not None:
            yield from kind.emit(grouped[name], comparison)
            continue
        for difference in grouped[name]:
            if difference.target is None:
                yield from kind.create(difference.fact, comparison)
            elif difference.reference is not None:
                yield from kind.alter(difference, comparison)
            elif not _goes_with_parent(difference, comparison):
                yield from kind.drop(difference.fact, comparison)


def _goes_with_parent(difference: Difference, comparison: Comparison) -> bool:
    """DROP TABLE takes its columns, indexes and policies along. Roles and schemas take nothing.

    A foreign key between two tables goes before both, or neither could go first.
    """
    wanted, found = comparison.reference.snapshot.facts, comparison.target.snapshot.facts
    gone = [
        parent.kind in ("table", "view", "column") and parent in found and parent not in wanted
        for parent in KINDS[difference.kind].parents(difference.fact)
    ]
    return gone[0] and not (difference.kind == "constraint" and len(gone) > 1) if gone else False


def _ordered(found: list[Statement], comparison: Comparison) -> list[Statement]:
    creating = by_dependency([s for s in found if s.phase is Phase.CREATE], comparison.reference.snapshot)
    position = {id(statement): number for number, statement in enumerate(creating)}
    dropping = by_dependency(
        [s for s in found if s.phase in (Phase.CLEAR, Phase.DROP)], comparison.target.snapshot
    )
    last_first = {id(statement): -number for number, statement in enumerate(dropping)}

    def order(statement: Statement) -> tuple[int, int, int]:
        within = position.get(id(statement), last_first.get(id(statement), 0))
        return (statement.phase, statement.rank, within)

    return sorted(found, key=order)
