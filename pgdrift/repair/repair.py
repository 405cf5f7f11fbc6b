"""SQL that makes a target equal to its reference, in an order that runs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.dotted_names import above, names
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.partition import becomes_partition, left_behind
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.catalog.table_rebuild import rebuild, without_whole
from pgdrift.mentions import Mentions, texts
from pgdrift.repair import default_privileges
from pgdrift.repair.drop_order import in_time
from pgdrift.repair.held_rows import held_back, told
from pgdrift.repair.making_way import MakingWay, making_way
from pgdrift.repair.names_in_the_way import out_of_its_own_way, out_of_the_way, relation_names
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
        found = [*by_hand, *_clearing(way, self.comparison), *way.detours, *_repairing(pending, after)]
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
        late = self.reference_mentions.late(found)
        found = [
            replace(s, phase=Phase.VIEW) if s.phase is Phase.CREATE and Key(s.kind, s.name) in late else s
            for s in found
        ]
        creating = self.reference_mentions.in_order(
            [s for s in found if s.phase in (Phase.CREATE, Phase.VIEW)]
        )
        position = {id(statement): number for number, statement in enumerate(creating)}
        for phase in (Phase.FILL, Phase.SETTING):  # one view is filled from another
            filling = [s for s in found if s.phase is phase and s.kind == "view"]
            for number, statement in enumerate(self.reference_mentions.in_order(filling)):
                position[id(statement)] = number
        found = in_time(found, self.target_mentions)
        going = [s for s in found if s.phase in (Phase.CLEAR, Phase.DROP)]
        for number, statement in enumerate(self.target_mentions.in_order(going)):
            position[id(statement)] = -number  # what is built on others goes before them
        position = {id(statement): place for statement, place in places(found, left)} | position
        return sorted(found, key=lambda s: (s.phase, s.rank, position.get(id(s), 0)))


def _clearing(way: MakingWay, comparison: Comparison) -> Iterator[Statement]:
    for key in way.cleared:
        fact = comparison.target.snapshot.facts[key]
        if key in way.rebuilt:
            yield from rebuild(fact, comparison, way.rebuilt)
            continue
        if _goes_with(key, fact, way):
            continue
        behind = left_behind(fact, comparison)
        if any(_takes_parts_along(Key(key.kind, name), comparison, way) for name in behind):
            continue
        by_itself = without_whole(fact["table"], comparison, way.rebuilt) if fact.get("table") else None
        if key.kind in ("index", "constraint") and by_itself is not None:
            alone = frozen({**fact, "attached_to": None, "inherited_from": [], "origin": "own"})
            for statement in KINDS[key.kind].drop(alone, comparison):
                yield replace(statement, phase=Phase.CLEAR, rank=by_itself, destructive=False)
            continue
        yield from out_of_its_own_way(key, fact, comparison.reference.snapshot)
        if _becomes_the_wholes(key, fact, way, comparison):
            sql = f"ALTER TABLE {fact['table']} DROP CONSTRAINT {fact['constraint']}"
            yield Statement(sql, "constraint", key.name, phase=Phase.CLEAR, rank=20)
            continue
        for statement in KINDS[key.kind].drop(fact, comparison):
            # What comes back loses nothing, what does not is an ordinary drop.
            returns = key in comparison.reference.snapshot.facts and not KINDS[key.kind].forgets
            # It cannot go from a partition before that is detached.
            phase, rank = (Phase.TABLE, -1) if behind else (Phase.CLEAR, statement.rank)
            lost = statement.destructive and not returns
            yield replace(statement, phase=phase, rank=rank, destructive=lost)


def _becomes_the_wholes(key: Key, fact: Fact, way: MakingWay, comparison: Comparison) -> bool:
    """Whether a detached partition has a foreign key as its own, to a table that is made anew meanwhile."""
    if key.kind != "constraint" or Key("table", fact["references"] or "") not in way.rebuilt:
        return False
    return fact["origin"] != "parent" and becomes_partition(fact["table"], comparison)


def _takes_parts_along(key: Key, comparison: Comparison, way: MakingWay) -> bool:
    """Whether what is passed on goes with this; a table that is made anew lets go of its parts first."""
    if key not in way.cleared:
        return False
    return Key("table", comparison.target.snapshot.facts[key]["table"]) not in way.rebuilt


def _goes_with(key: Key, fact: Fact, way: MakingWay) -> bool:
    """Whether what it belongs to takes it along: the old table at last, anything else at once."""
    parents = KINDS[key.kind].parents(fact)
    if key.kind == "table" and fact["partition_bound"] and Key("table", fact["inherits"][0]) in way.cleared:
        return True
    if not parents or parents[0] not in way.cleared or parents[0].kind not in ("table", "view"):
        return False
    if parents[0] in way.rebuilt:
        # Until the old table goes, what these are built on could not.
        by_itself = key.kind in ("policy", "trigger", "rule") or key in way.calling
        return not by_itself and not fact.get("references")
    return True


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
