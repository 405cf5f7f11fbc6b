"""SQL that makes a target equal to its reference, in an order that runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.dotted_names import above, names
from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.fact_text import texts
from pgdrift.mentions import Mentions
from pgdrift.repair import default_privileges
from pgdrift.repair.building_order import BuildingOrder
from pgdrift.repair.clearing import clearing
from pgdrift.repair.drop_order import in_time
from pgdrift.repair.held_rows import held_back, told
from pgdrift.repair.making_way import MakingWay, making_way
from pgdrift.repair.names_in_the_way import out_of_the_way, relation_names
from pgdrift.repair.parts_in_order import places

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
    what it creates, so that is not said again. No table is made anew to change what ALTER cannot.
    """
    comparison = Comparison.of(reference, target, acting_role=acting_role)
    return Repair(comparison, rebuilding=False).statements(differences)


class Repair:
    """Writes statements for any of the differences between the same two snapshots.

    With `rebuilding`, a table is copied where no ALTER makes the change: another order of columns. With
    `placing`, also where a missing column belongs before others; else it comes last, out of order.
    """

    def __init__(self, comparison: Comparison, *, rebuilding: bool = True, placing: bool = False) -> None:
        self.comparison = comparison
        self._rebuilding = rebuilding
        self._placing = placing
        self.reference_mentions = Mentions(comparison.reference.snapshot)
        self.target_mentions = Mentions(comparison.target.snapshot)
        self._making = BuildingOrder(self.reference_mentions)
        self._going = BuildingOrder(self.target_mentions)

    def statements(self, differences: Sequence[Difference]) -> list[Statement]:
        """The statements that repair `differences`, which are flat; see the function of the same name."""
        reference, target = self.comparison.reference.snapshot, self.comparison.target.snapshot
        rebuilding, mentioned = self._rebuilding, self.target_mentions
        held = list(held_back(differences, self.comparison, mentioned, rebuilding=rebuilding))
        by_hand = [told(difference, columns, self.comparison) for difference, columns in held]
        left = {difference.key for difference, _ in held}
        differences = [difference for difference in differences if difference.key not in left]
        way = self.making_way(differences)
        if not way.cleared and not way.detours:
            return self._ordered(
                [*by_hand, *_repairing(differences, self.comparison)], differences, self.comparison
            )
        # What is dropped to be created again has to come back with everything that belongs to it, so the
        # rest of the repair sees a target that never had it.
        remaining = replace(target, facts={k: f for k, f in target.facts.items() if k not in way.cleared})
        pending = [difference for difference in differences if difference.key not in way.cleared]
        for key in way.cleared:
            if key in reference.facts:
                pending.append(Difference(key.kind, key.name, reference.facts[key], None))
        cleared = replace(target, facts={key: target.facts[key] for key in way.cleared})
        after = replace(self.comparison, target=Side(remaining), cleared=Side(cleared))
        found = [*by_hand, *clearing(way, self.comparison), *way.detours, *_repairing(pending, after)]
        return self._ordered(found, differences, after)

    def making_way(self, differences: Sequence[Difference]) -> MakingWay:
        """What has to be dropped and created again, or to let go meanwhile, for `differences`."""
        return making_way(
            differences,
            self.comparison,
            self.target_mentions,
            rebuilding=self._rebuilding,
            placing=self._placing,
        )

    def _ordered(
        self, found: list[Statement], differences: Sequence[Difference], left: Comparison
    ) -> list[Statement]:
        present, made = self.comparison.target.snapshot.facts, {d.key for d in differences}
        # An heir that is left alone, not made, gets no default back with its parent.
        found = [
            s
            for s in _each_once(found)
            if s.kind != "column" or (table := Key("table", above(s.name))) in present or table in made
        ]
        late = self._making.late(found)
        found = [
            replace(s, phase=Phase.VIEW) if s.phase is Phase.CREATE and Key(s.kind, s.name) in late else s
            for s in found
        ]
        creating = self._making.in_order([s for s in found if s.phase in (Phase.CREATE, Phase.VIEW)])
        position = {id(statement): number for number, statement in enumerate(creating)}
        for phase in (Phase.FILL, Phase.SETTING):  # one view is filled from another
            filling = [s for s in found if s.phase is phase and s.kind == "view"]
            for number, statement in enumerate(self._making.in_order(filling)):
                position[id(statement)] = number
        found = in_time(found, self._going)
        going = [s for s in found if s.phase in (Phase.CLEAR, Phase.DROP)]
        for number, statement in enumerate(self._going.in_order(going)):
            position[id(statement)] = -number  # what is built on others goes before them
        position = {id(statement): place for statement, place in places(found, left)} | position
        return sorted(found, key=lambda s: (s.phase, s.rank, position.get(id(s), 0)))


def _each_once(found: Iterable[Statement]) -> list[Statement]:
    return list({(statement.phase, statement.sql): statement for statement in found}.values())


def _repairing(differences: Sequence[Difference], comparison: Comparison) -> Iterator[Statement]:
    grouped: defaultdict[str, list[Difference]] = defaultdict(list)
    for difference in differences:
        grouped[difference.kind].append(difference)
    needed = {name for d in differences if d.target is None for name in relation_names(d.key, d.fact)}
    for name, kind in KINDS.items():
        if kind.emit is not None:
            yield from kind.emit(grouped[name], comparison)
            continue
        for difference in _as_read(grouped[name], comparison) if name == "column" else grouped[name]:
            if difference.target is None:
                yield from kind.create(difference.fact, comparison)
            elif difference.reference is not None:
                yield from kind.alter(difference, comparison)
            else:
                goes = _goes_with_parent(difference, comparison)
                if needed & relation_names(difference.key, difference.fact):
                    yield from out_of_the_way(difference, comparison, with_its_table=goes)
                elif not goes:
                    yield from kind.drop(difference.fact, comparison)
    yield from default_privileges.taken_back(differences, comparison)


def _as_read(differences: Sequence[Difference], comparison: Comparison) -> list[Difference]:
    """In the order of the reference's columns: what is missing comes last, one after the other."""
    place = {name: place for place, name in enumerate(comparison.reference.snapshot.of_kind("column"))}
    return sorted(differences, key=lambda difference: place.get(difference.name, -1))


def _goes_with_parent(difference: Difference, comparison: Comparison) -> bool:
    """DROP TABLE takes its columns, indexes and policies along. Roles and schemas take nothing.

    A foreign key between two tables goes before both, or neither could go first; so does a policy or a rule
    that names another table that goes.
    """
    wanted, found = comparison.reference.snapshot.facts, comparison.target.snapshot.facts
    parents = KINDS[difference.kind].parents(difference.fact)
    if not parents or (difference.kind == "constraint" and difference.fact["references"]):
        return False
    if parents[0].kind not in ("table", "view") or parents[0] not in found or parents[0] in wanted:
        return False
    if difference.kind not in ("policy", "rule"):
        return True
    named = [
        other for name in names(texts(difference.fact)) for other in (Key("table", name), Key("view", name))
    ]
    return all(key == parents[0] or key not in found or key in wanted for key in named)
