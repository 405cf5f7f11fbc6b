"""Where a constraint is added, and by what: its table, a parent's, or nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog import exclusion_of_part
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constraint_definition import KEYS, add, is_inline, name_of
from pgdrift.catalog.dotted_names import above
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.fitting_check import below_read_anew, is_said_later
from pgdrift.catalog.inherited_check import first, is_hung, made_anew
from pgdrift.catalog.joining import ATTACHING, becomes_partition, comes_back, is_below_attached
from pgdrift.catalog.partition_foreign_keys import (
    is_beside_the_wholes,
    keeps_foreign_key,
)
from pgdrift.catalog.statement import Phase, Statement


def adding(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """ADD CONSTRAINT, where the constraint does not come with its table or from a parent."""
    passed_on, new_table = fact["origin"] == "parent", comparison.is_new("table", fact["table"])
    table = comparison.reference.get("table", fact["table"])
    said = new_table and table is not None and is_inline(fact, table) and not is_said_later(fact, comparison)
    if said or keeps_foreign_key(fact, comparison):
        return  # by CREATE TABLE, or nothing needs to say it
    if exclusion_of_part.is_made_with_its_wholes(fact):
        yield exclusion_of_part.named(fact)
        return
    if passed_on and (new_table or is_below_attached(fact["table"], comparison)):
        # Before the table is attached, which would miss a check or make another key.
        if table and table["partition_bound"] and not _comes_from_its_whole(fact, comparison):
            yield replace(add(fact, comparison), phase=Phase.TABLE, rank=5)
    elif fact["origin"] == "both" and not new_table and is_hung(fact, comparison):
        yield replace(add(fact, comparison), phase=Phase.TABLE)  # before the table is to inherit it
    elif not passed_on or fact["variant"] in KEYS:
        if is_said_later(fact, comparison):
            for other in first(fact, comparison):
                yield from made_anew(other, comparison, dropped=-4)
        elif fact["variant"] == "CHECK":
            yield from below_read_anew(fact, comparison)
        # The key of a partitioned table takes what its partitions have already; a check reaches them itself.
        if passed_on and comes_back(fact["table"], comparison):
            yield replace(add(fact, comparison), phase=Phase.TABLE, rank=5)
        else:
            # Before its whole's of the same definition, that would take it over.
            rank = 1 if is_beside_the_wholes(fact, comparison) else -len(_above(fact, comparison))
            yield replace(add(fact, comparison), rank=rank)


def _comes_from_its_whole(fact: Fact, comparison: Comparison) -> bool:
    """Whether a check is added to the table that this one stays part of, and so gets it from there."""
    if fact["variant"] != "CHECK" or comparison.is_new("table", fact["table"]):
        return False
    if becomes_partition(fact["table"], comparison) or comes_back(fact["table"], comparison):
        return False
    return comparison.is_new("constraint", fact["inherited_from"][0])


def attaching(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """A partitioned table's key is made without parts (ONLY): it could take another over the same columns."""
    if fact["variant"] not in KEYS:
        return
    if fact["variant"] == "EXCLUDE":
        yield from exclusion_of_part.unattached(fact, comparison)
        return
    if fact["origin"] == "parent":
        whole = comparison.reference.get("constraint", fact["inherited_from"][0])
        if whole is not None:
            yield _attached(fact, whole, comparison)
    # Parts that are there already, with a table that was made anew, wait for it.
    for heir in comparison.reference.heirs.get(fact["table"], ()):
        for name, part in comparison.reference.children(Key("table", heir), "constraint").items():
            waits = comparison.target.get("constraint", name) is not None
            if waits and part["inherited_from"][:1] == [name_of(fact)]:
                yield _attached(part, fact, comparison)


def _attached(part: Fact, whole: Fact, comparison: Comparison) -> Statement:
    sql = f"ALTER INDEX {index_of(whole)} ATTACH PARTITION {index_of(part)}"
    # A table that is to be attached needs a valid index, which it has with the last of its parts'.
    early = whole["origin"] == "parent" and is_below_attached(whole["table"], comparison)
    phase, rank = (Phase.TABLE, ATTACHING - 1) if early else (Phase.CONSTRAINT, 1)
    return Statement(sql, "constraint", name_of(part), phase=phase, rank=rank)


def index_of(fact: Fact) -> str:
    """A key's index has the key's name and its table's schema."""
    return f"{above(fact['table'])}.{fact['constraint']}"


def _above(fact: Fact | None, comparison: Comparison) -> list[str]:
    """The constraints that this one is passed on by, the nearest first."""
    above: list[str] = []
    while fact is not None and fact["inherited_from"]:
        above.append(fact["inherited_from"][0])
        fact = comparison.reference.get("constraint", above[-1])
    return above
