"""The two snapshots that are compared, with the look-ups that explaining and repairing need."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.snapshot import Snapshot


class Side:
    """One snapshot, with its facts grouped by the objects they belong to."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def get(self, kind: str, name: str) -> Fact | None:
        """The fact of that kind and name, if there is one."""
        return self.snapshot.facts.get(Key(kind, name))

    def children(self, parent: Key, kind: str | None = None) -> dict[str, Fact]:
        """The facts that belong to `parent`, by name, in the order the catalog gave them."""
        return {
            key.name: self.snapshot.facts[key]
            for key in self._children.get(parent, ())
            if kind is None or key.kind == kind
        }

    def members(self, parent: Key) -> list[Key]:
        """What belongs to `parent` directly."""
        return self._children.get(parent, [])

    def below(self, parent: Key) -> list[Key]:
        """Everything that belongs to `parent`, directly or not."""
        found: dict[Key, None] = {}
        waiting = list(self._children.get(parent, ()))
        while waiting:
            key = waiting.pop()
            if key not in found:
                found[key] = None
                waiting.extend(self._children.get(key, ()))
        return list(found)

    @cached_property
    def heirs(self) -> Mapping[str, list[str]]:
        """The tables that inherit from another, or are partitions of it, by that other one."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for name, fact in self.snapshot.of_kind("table").items():
            for parent in fact["inherits"] or ():
                found[parent].append(name)
        return found

    @cached_property
    def referring(self) -> Mapping[str, list[str]]:
        """The tables with a foreign key to another, by that other one."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for fact in self.snapshot.of_kind("constraint").values():
            if fact["references"]:
                found[fact["references"]].append(fact["table"])
        return found

    @cached_property
    def _children(self) -> Mapping[Key, list[Key]]:
        # Imported here because every kind imports this module.
        from pgdrift.catalog.kinds import KINDS

        grouped: defaultdict[Key, list[Key]] = defaultdict(list)
        for key, fact in self.snapshot.facts.items():
            for parent in KINDS[key.kind].parents(fact):
                grouped[parent].append(key)
        return grouped


@dataclass(frozen=True)
class Comparison:
    """`reference` is what should be, `target` what is.

    `acting_role` is the role that will run the repair, when that is known: what it creates belongs to it
    already. `tenant_roles` are those that tenant requests run as, for explanations. `beyond` is what the
    target has and nobody compares: it is to stay, and a statement could take it along. `cleared` is what of
    the target has to make way for its new self, while `target` is what is left: rows outlast it.
    """

    reference: Side
    target: Side
    acting_role: str | None = None
    tenant_roles: tuple[str, ...] = ()
    beyond: Side = field(default_factory=lambda: Side(Snapshot(0, {})))
    cleared: Side = field(default_factory=lambda: Side(Snapshot(0, {})))

    @classmethod
    def of(
        cls,
        reference: Snapshot,
        target: Snapshot,
        *,
        acting_role: str | None = None,
        tenant_roles: tuple[str, ...] = (),
        everything: Snapshot | None = None,
    ) -> Comparison:
        """The comparison of two snapshots. `everything` is the target with what is not compared."""
        found = cls(Side(reference), Side(target), acting_role, tenant_roles)
        if everything is None:
            return found
        beyond = everything.filtered(lambda key, _: key not in target.facts)
        return replace(found, beyond=Side(beyond))

    def held(self, kind: str) -> list[Fact]:
        """What the target has of a kind, whether it is compared or not."""
        compared = self.target.snapshot.of_kind(kind)
        others = self.beyond.snapshot.of_kind(kind)
        return [*compared.values(), *(fact for name, fact in others.items() if name not in compared)]

    def hiding_rows(self, *tables: str | None) -> tuple[str, ...]:
        """Those of the target's `tables` that hide their rows even from their owner."""
        facts = {table: self.target.get("table", table) for table in tables if table}
        return tuple(
            name
            for name, fact in facts.items()
            if fact and fact["row_security"] and fact["force_row_security"]
        )

    def only(self, table: str) -> str:
        """What keeps ALTER TABLE from passing a change on to heirs, which may have it otherwise."""
        return "ONLY " if table in self.reference.heirs or table in self.target.heirs else ""

    def is_new(self, kind: str, name: str) -> bool:
        """Whether the target lacks the object, so that the repair has to create it."""
        return self.target.get(kind, name) is None
