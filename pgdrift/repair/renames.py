"""What was probably renamed: one object is missing, one has come, and they are equal but for their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from pgdrift.catalog.column_definition import is_with_type
from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.statement import Statement
from pgdrift.difference import compare
from pgdrift.repair.names_from_above import can_be_renamed, has_name_from_above, renamed_along
from pgdrift.repair.names_in_the_way import is_taken
from pgdrift.repair.renamed_target import renamed
from pgdrift.repair.renamed_types import moved, multiranges
from pgdrift.repair.renaming import KINDS_RENAMED, Renaming, renaming
from pgdrift.repair.signatures import couples, signature

Offers: TypeAlias = Mapping[Key, Statement]


@dataclass(frozen=True)
class Renamed:
    """What is left to repair once `renamings` have been done."""

    renamings: tuple[Renaming, ...]
    differences: Sequence[Difference]
    comparison: Comparison


def find(differences: Sequence[Difference], comparison: Comparison, *, guessing: bool) -> Renamed:
    """The renamings among `differences` (flat); with `guessing` also those that only a person can confirm."""
    found = Renamed((), differences, comparison)
    if not _may_be_renamed(differences):
        return found
    decided: _Decided | None = None
    for kind in KINDS_RENAMED:
        for one in _pairs(kind, found.differences, found.comparison):
            if one.holds_data and not guessing:
                continue
            if decided is None:
                decided = _Decided(differences, comparison)
                found = replace(found, comparison=decided.comparison)
            facts = renamed(found.comparison.target.snapshot.facts, one.old, one.new)
            for old, new in renamed_along(one.old, one.new, found.comparison.target):
                facts = renamed(facts, old, new)
            target = replace(found.comparison.target.snapshot, facts=facts)
            after = replace(found.comparison, target=Side(target))
            found = Renamed((*found.renamings, one), decided.differences(after), after)
    return found


def _may_be_renamed(differences: Sequence[Difference]) -> bool:
    came, gone = (any(d.target is None for d in differences), any(d.reference is None for d in differences))
    return (came and gone) or any("multirange" in d.fields for d in differences)


def offered(tops: Iterable[Difference], differences: Sequence[Difference], comparison: Comparison) -> Offers:
    """What each of `tops`, which are `differences` folded, was probably called, or is called now.

    By the old and by the new name; what nothing of its kind has come or gone with costs nothing.
    """
    alone = {difference.key: difference for difference in tops}
    gone = {difference.kind for difference in alone.values() if difference.target is None}
    came = {difference.kind for difference in alone.values() if difference.reference is None}
    if not gone & came & {*KINDS_RENAMED}:
        return {}
    found = find(differences, comparison, guessing=True).renamings
    return {
        key: one.statement
        for one in found
        if one.old in alone and one.new in alone
        for key in (one.old, one.new)
    }


def _heirs(column: Fact, side: Side) -> set[str]:
    tables = side.snapshot.of_kind("table").values()
    return {fact["table"] for fact in tables if column["table"] in (fact["inherits"] or ())}


class _Decided:
    """What was found out about the differences before: which are none, and which nobody wants repaired."""

    def __init__(self, differences: Sequence[Difference], comparison: Comparison) -> None:
        reference, target = comparison.reference.snapshot, comparison.target.snapshot
        real = {difference.key: difference for difference in differences}
        facts, self._left_alone = dict(target.facts), set[Key]()
        for difference in compare(reference, target):
            mine = real.get(difference.key)
            if difference.reference is None or difference.target is None:
                if mine is None:
                    self._left_alone.add(difference.key)
                continue
            none = [field for field in difference.fields if mine is None or field not in mine.fields]
            if none:
                same = {field: difference.reference[field] for field in none}
                facts[difference.key] = frozen({**difference.target, **same})
        self.comparison = replace(comparison, target=Side(replace(target, facts=facts)))

    def differences(self, comparison: Comparison) -> list[Difference]:
        found = compare(comparison.reference.snapshot, comparison.target.snapshot)
        return [difference for difference in found if difference.key not in self._left_alone]


def _pairs(kind: str, differences: Sequence[Difference], comparison: Comparison) -> Iterator[Renaming]:
    candidates = [
        d
        for d in differences
        if d.kind == kind
        and (d.reference is None) != (d.target is None)
        and not has_name_from_above(d.key, d.fact)
    ]
    wanted = {difference.name for difference in candidates if difference.target is None}
    alike: defaultdict[Hashable, list[Difference]] = defaultdict(list)
    for difference in candidates:
        side = comparison.target if difference.reference is None else comparison.reference
        other = comparison.reference if difference.reference is None else comparison.target
        alike[signature(difference, side, other)].append(difference)
    for missing, extra in couples(alike.values()):
        if kind == "column" and is_with_type(extra.fact, comparison):
            continue
        if kind in ("column", "constraint") and _heirs(extra.fact, comparison.target) != _heirs(
            extra.fact, comparison.reference
        ):
            continue  # a table that is to stop inheriting would have its own renamed along
        if kind == "constraint" and not can_be_renamed(extra.key, comparison.target):
            continue
        if kind == "constraint" and not wanted.isdisjoint(extra.fact["passed_on_as"] or ()):
            continue  # its part in a partition would keep the name that another is to have
        found = renaming(extra, missing, comparison)
        # A table is not dropped because of that.
        if found.holds_data or not is_taken(missing, extra.key, comparison.target.snapshot):
            yield found
    if kind == "type":
        yield from multiranges(differences, comparison)
        yield from moved([one for group in alike.values() if len(group) == 1 for one in group], comparison)
