"""What was probably renamed: one object is missing, one has come, and they are equal but for their names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from pgdrift.catalog.column_definition import is_with_type
from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.constructors import multirange_moved
from pgdrift.catalog.dotted_names import above, bare, without_arguments
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.difference import compare
from pgdrift.repair.names_from_above import can_be_renamed, has_name_from_above, renamed_along
from pgdrift.repair.names_in_the_way import is_taken
from pgdrift.repair.renamed_target import renamed
from pgdrift.repair.signatures import signature, values

# In this order: what lies in a table can be recognised once the table has its new name.
_KINDS = (
    "schema",
    "type",
    "function",
    "table",
    "column",
    "sequence",
    "view",
    "constraint",
    "index",
    "policy",
    "trigger",
    "rule",
    "statistics",
    "publication",
    "event_trigger",
)
_ON_TABLE = ("policy", "trigger", "rule")
Offers: TypeAlias = Mapping[Key, Statement]


@dataclass(frozen=True)
class Renaming:
    """`old` of the target becomes `new` of the reference by `statement`.

    `holds_data` when an object with rows (or a position) of its own may have been replaced instead: a person
    has to say. `instead` is then what dropping `old` would be.
    """

    old: Key
    new: Key
    statement: Statement
    holds_data: bool
    instead: tuple[Statement, ...] = ()


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
    for kind in _KINDS:
        for renaming in _pairs(kind, found.differences, found.comparison):
            if renaming.holds_data and not guessing:
                continue
            if decided is None:
                decided = _Decided(differences, comparison)
                found = replace(found, comparison=decided.comparison)
            facts = renamed(found.comparison.target.snapshot.facts, renaming.old, renaming.new)
            for old, new in renamed_along(renaming.old, renaming.new, found.comparison.target):
                facts = renamed(facts, old, new)
            target = replace(found.comparison.target.snapshot, facts=facts)
            after = replace(found.comparison, target=Side(target))
            found = Renamed((*found.renamings, renaming), decided.differences(after), after)
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
    if not gone & came & {*_KINDS}:
        return {}
    found = find(differences, comparison, guessing=True).renamings
    return {
        key: renaming.statement
        for renaming in found
        if renaming.old in alone and renaming.new in alone
        for key in (renaming.old, renaming.new)
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
    for missing, extra in _couples(alike.values()):
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
        renaming = _renaming(extra, missing, comparison)
        # A table is not dropped because of that.
        if renaming.holds_data or not is_taken(missing, extra.key, comparison.target.snapshot):
            yield renaming
    if kind == "type":
        yield from _multiranges(differences, comparison)
        yield from _moved([one for group in alike.values() if len(group) == 1 for one in group], comparison)


def _multiranges(differences: Sequence[Difference], comparison: Comparison) -> Iterator[Renaming]:
    """Multiranges that have another name than they should: their columns keep them."""
    for difference in differences:
        if "multirange" not in difference.fields or KINDS["type"].replaces(difference):
            continue
        assert difference.target is not None
        old, new = difference.target["multirange"], difference.fact["multirange"]
        names = {**difference.fact, "type": new, "multirange": None}
        wanted = replace(difference, name=new, reference=frozen(names))
        if comparison.is_new("schema", above(new)) or is_taken(
            wanted, difference.key, comparison.target.snapshot
        ):
            continue
        keys = [Key("type", name) for name in dict.fromkeys((old, f"{above(old)}.{bare(new)}", new))]
        moving = multirange_moved(difference.fact, difference.target)
        for statement, before, after in zip(moving, keys, keys[1:], strict=False):
            first = replace(statement, phase=Phase.RENAME, rank=_KINDS.index("type"))
            yield Renaming(before, after, first, holds_data=False)


def _couples(groups: Iterable[Sequence[Difference]]) -> Iterator[tuple[Difference, Difference]]:
    """What is missing and what has come in its place, where there is exactly one of each."""
    for group in groups:
        if len(group) == 2 and (group[0].reference is None) != (group[1].reference is None):
            missing, extra = sorted(group, key=lambda difference: difference.reference is None)
            yield missing, extra


def _moved(types: Sequence[Difference], comparison: Comparison) -> Iterator[Renaming]:
    """Types that lie in another schema than they should: made anew there, they would leave columns behind."""
    alike: defaultdict[Hashable, list[Difference]] = defaultdict(list)
    for difference in types:
        alike[(bare(difference.name), *values(difference))].append(difference)
    for missing, extra in _couples(alike.values()):
        if comparison.is_new("schema", above(missing.name)):
            continue  # there is no such schema yet when things are renamed
        what = "DOMAIN" if extra.fact["variant"] == "domain" else "TYPE"
        sql = f"ALTER {what} {extra.name} SET SCHEMA {above(missing.name)}"
        statement = Statement(sql, "type", extra.name, phase=Phase.RENAME, rank=_KINDS.index("type"))
        yield Renaming(extra.key, missing.key, statement, holds_data=False)


def _renaming(extra: Difference, missing: Difference, comparison: Comparison) -> Renaming:
    old, new = extra.fact, missing.fact
    kind, name, to = extra.kind, extra.name, bare(missing.name)
    match kind:
        case "column" | "constraint":
            part = "COLUMN" if kind == "column" else "CONSTRAINT"
            sql = f"ALTER TABLE {old['table']} RENAME {part} {old[kind]} TO {new[kind]}"
        case _ if kind in _ON_TABLE:
            sql = f"ALTER {kind.upper()} {old[kind]} ON {old['table']} RENAME TO {new[kind]}"
        case "function":
            sql = f"ALTER {old['variant']} {name} RENAME TO {bare(without_arguments(missing.name))}"
        case "view":
            sql = f"ALTER {'MATERIALIZED ' if old['materialized'] else ''}VIEW {name} RENAME TO {to}"
        case "type":
            sql = f"ALTER {'DOMAIN' if old['variant'] == 'domain' else 'TYPE'} {name} RENAME TO {to}"
        case _:
            sql = f"ALTER {kind.replace('_', ' ').upper()} {name} RENAME TO {to}"
    holds_data = kind in ("schema", "table", "column") or (kind == "sequence" and not old["owned_by"])
    instead = tuple(KINDS[kind].drop(old, comparison)) if holds_data else ()
    if kind == "schema":
        below = comparison.target.snapshot.of_kind("table").values()
        within = [fact for fact in below if fact["table"].startswith(f"{name}.")]
        instead = (*(one for fact in within for one in KINDS["table"].drop(fact, comparison)), *instead)
    statement = Statement(sql, kind, name, holds_data, phase=Phase.RENAME, rank=_KINDS.index(kind))
    return Renaming(extra.key, missing.key, statement, holds_data, instead)
