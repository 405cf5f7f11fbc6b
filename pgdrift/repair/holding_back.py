"""Which differences stay as they are when nothing may be lost: what loses data, and all that needs it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Key
from pgdrift.repair.column_order import out_of_order
from pgdrift.repair.keeping import Keeping
from pgdrift.repair.repair import Repair


def harmless(differences: Sequence[Difference], repair: Repair, held: Iterable[Key] = ()) -> list[Difference]:
    """The part of `differences` (flat) whose repair loses nothing and runs without the rest.

    `held` are left out from the start, with what hangs on them.
    """
    keeping = Keeping(repair)
    by_key = {difference.key: difference for difference in differences}
    held = [*held, *_types_of_others(differences, repair.comparison)]
    remaining = keeping.without(differences, [(by_key[key], ()) for key in held if key in by_key])
    while True:
        risky = {Key(s.kind, s.name) for s in repair.statements(remaining) if s.destructive}
        given_up = list(_causes(remaining, risky, repair))
        if risky and not given_up:
            return []
        given_up = given_up or list(_disturbing(remaining, by_key, repair))
        if not given_up:
            return remaining
        remaining = keeping.without(remaining, given_up)


def _types_of_others(differences: Sequence[Difference], comparison: Comparison) -> Iterator[Key]:
    """Types of tables that would have to be made anew to have their columns in the order of the type's."""
    for table in out_of_order(differences, comparison):
        wanted = comparison.reference.get("table", table.name)
        if wanted and wanted["of_type"]:
            yield Key("type", wanted["of_type"])


def _causes(
    remaining: Sequence[Difference], risky: set[Key], repair: Repair
) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """The differences that make a statement destructive, each with the fields that do; all, if none."""
    for difference in remaining:
        if difference.whole and difference.key in risky:
            yield difference, ()
        elif not difference.whole:
            parts = [field for field in difference.fields if _loses(difference, field, risky, repair)]
            if parts and difference.kind == "function":  # one statement says it all
                parts = [field for field in difference.fields if field not in ("owner", "comment")]
            if parts:
                yield difference, tuple(parts)


def _loses(difference: Difference, field: str, risky: set[Key], repair: Repair) -> bool:
    part = replace(difference, fields=(field,))
    if difference.key not in risky and not repair.making_way([part]).cleared:
        return False
    return any(statement.destructive for statement in repair.statements([part]))


def _disturbing(
    remaining: Sequence[Difference], everything: Mapping[Key, Difference], repair: Repair
) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """The differences that would have something dropped that stays as it is: it would come back otherwise."""
    left = {difference.key: difference for difference in remaining}
    staying = {key for key, difference in everything.items() if left.get(key) != difference}
    if staying.isdisjoint(repair.making_way(remaining).cleared):
        return
    for difference in remaining:
        if not staying.isdisjoint(repair.making_way([difference]).cleared):
            yield difference, ()
