"""Dropping what makes way: what is to be made anew, or is built on that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constraint_definition import gone
from pgdrift.catalog.dotted_names import above
from pgdrift.catalog.fact import Fact, Key, frozen
from pgdrift.catalog.joining import becomes_partition
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.partition import leaves_what_it_has, left_behind
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.catalog.table_rebuild import rebuild, without_whole
from pgdrift.repair.making_way import MakingWay
from pgdrift.repair.names_in_the_way import out_of_its_own_way


def clearing(way: MakingWay, comparison: Comparison) -> Iterator[Statement]:
    """The statements that drop, or copy, what makes way."""
    for key in way.cleared:
        fact = comparison.target.snapshot.facts[key]
        if key in way.rebuilt:
            yield from rebuild(fact, comparison, way.rebuilt)
            continue
        if _goes_with(key, fact, way):
            continue
        if key in way.replaced:
            yield from _letting_go(key, comparison)
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
            yield gone(fact, 20, Phase.CLEAR)
            continue
        for statement in KINDS[key.kind].drop(fact, comparison):
            # What comes back loses nothing, what does not is an ordinary drop.
            returns = key in comparison.reference.snapshot.facts and not KINDS[key.kind].forgets
            # It cannot go from a partition before that is detached, nor from an heir that has parents.
            later = behind or leaves_what_it_has(fact, comparison)
            phase, rank = (Phase.TABLE, -1) if later else (Phase.CLEAR, statement.rank)
            lost = statement.destructive and not returns
            yield replace(statement, phase=phase, rank=rank, destructive=lost)


def _letting_go(key: Key, comparison: Comparison) -> Iterator[Statement]:
    """What inherits from a table that goes stays, or goes later; so do its parts, and its sequences."""
    for name, fact in comparison.target.snapshot.of_kind("sequence").items():
        wanted = comparison.reference.get("sequence", name)
        if not wanted or fact["identity"] or not fact["owned_by"] or above(fact["owned_by"]) != key.name:
            continue
        sql = f"ALTER SEQUENCE {name} OWNED BY "
        yield Statement(f"{sql}NONE", "sequence", name, phase=Phase.CLEAR)
        if wanted["owned_by"]:
            yield Statement(f"{sql}{wanted['owned_by']}", "sequence", name, phase=Phase.OWNER, rank=2)
    for heir in comparison.target.heirs.get(key.name, ()) if key.kind == "table" else ():
        found = comparison.target.snapshot.of_kind("table")[heir]
        sql = f"ALTER TABLE {heir} NO INHERIT {key.name}"
        if found["partition_bound"]:
            sql = f"ALTER TABLE {key.name} DETACH PARTITION {heir}"
        yield Statement(sql, "table", key.name, phase=Phase.CLEAR, rank=49)


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
