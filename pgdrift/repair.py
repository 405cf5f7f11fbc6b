"""SQL that makes a target equal to its reference, in an order that runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.mentions import Mentions

__all__ = ["Repair", "Statement", "statements"]


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
    return Repair(Comparison.of(reference, target, acting_role=acting_role)).statements(differences)


class Repair:
    """Writes statements for any of the differences between the same two snapshots."""

    def __init__(self, comparison: Comparison) -> None:
        self.comparison = comparison
        self._reference_mentions = Mentions(comparison.reference.snapshot)
        self._target_mentions = Mentions(comparison.target.snapshot)

    def statements(self, differences: Sequence[Difference]) -> list[Statement]:
        """The statements that repair `differences`, which are flat; see the function of the same name."""
        reference, target = self.comparison.reference.snapshot, self.comparison.target.snapshot
        cleared = self._cleared(differences)
        if not cleared:
            return self._ordered(list(_repairing(differences, self.comparison)))
        # What is dropped to be created again has to come back with everything that belongs to it, so the
        # rest of the repair sees a target that never had it.
        remaining = replace(target, facts={key: f for key, f in target.facts.items() if key not in cleared})
        pending = [difference for difference in differences if difference.key not in cleared]
        for key in cleared:
            if key in reference.facts:
                pending.append(Difference(key.kind, key.name, reference.facts[key], None))
        after = replace(self.comparison, target=Side(remaining))
        return self._ordered([*_clearing(cleared, self.comparison), *_repairing(pending, after)])

    def _cleared(self, differences: Sequence[Difference]) -> dict[Key, None]:
        """What has to be dropped and created again, and with it whatever belongs to it or uses it."""
        changed = [d for d in differences if d.reference is not None and d.target is not None]
        waiting = [d.key for d in changed if KINDS[d.kind].replaces(d)]
        for difference in changed:
            disturbed = KINDS[difference.kind].disturbs(difference)
            if disturbed is not None:
                waiting += self._target_mentions.users(disturbed)
        cleared: dict[Key, None] = {}
        while waiting:
            key = waiting.pop()
            if key in cleared:
                continue
            cleared[key] = None
            waiting += self.comparison.target.below(key)
            if key.kind in ("view", "function", "type"):
                waiting += self._target_mentions.users(key)
        return cleared

    def _ordered(self, found: list[Statement]) -> list[Statement]:
        creating = self._reference_mentions.in_order([s for s in found if s.phase is Phase.CREATE])
        position = {id(statement): number for number, statement in enumerate(creating)}
        going = [s for s in found if s.phase in (Phase.CLEAR, Phase.DROP)]
        for number, statement in enumerate(self._target_mentions.in_order(going)):
            position[id(statement)] = -number  # what is built on others goes before them
        return sorted(found, key=lambda s: (s.phase, s.rank, position.get(id(s), 0)))


def _clearing(cleared: dict[Key, None], comparison: Comparison) -> Iterator[Statement]:
    for key in cleared:
        fact = comparison.target.snapshot.facts[key]
        if any(parent in cleared for parent in KINDS[key.kind].parents(fact)):
            continue
        for statement in KINDS[key.kind].drop(fact, comparison):
            # What comes back loses nothing, what does not is an ordinary drop.
            returns = key in comparison.reference.snapshot.facts
            yield replace(statement, phase=Phase.CLEAR, destructive=statement.destructive and not returns)


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
    parents = KINDS[difference.kind].parents(difference.fact)
    if not parents or (difference.kind == "constraint" and difference.fact["references"]):
        return False
    return parents[0].kind in ("table", "view") and parents[0] in found and parents[0] not in wanted
