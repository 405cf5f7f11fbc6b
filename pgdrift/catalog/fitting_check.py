"""Checks of a table that gets parents: PostgreSQL wants theirs and its own to be the same word for word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog.check_spelling import is_read_otherwise
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constraint_definition import add, gone, name_of
from pgdrift.catalog.fact import Fact
from pgdrift.catalog.inherited_check import first, inherited, made_anew
from pgdrift.catalog.partition import heirs_below, left_behind
from pgdrift.catalog.statement import Phase, Statement


def read_anew(table: Fact, comparison: Comparison) -> Iterator[Statement]:
    """Checks of a table's new parents that its own could differ from, made anew from the same words as those.

    A new partition is made with what is read from them. A table that was there has its own made anew, too:
    nobody sees of the two which parentheses PostgreSQL has kept.
    """
    for fact in inherited(table["table"], comparison):
        above = [one for one in first(fact, comparison) if not comparison.is_new("table", one["table"])]
        found = comparison.target.get("constraint", name_of(fact))
        there = [found, *(comparison.target.get("constraint", name_of(one)) for one in above)]
        if any(is_read_otherwise(one["definition"]) for one in (fact, *there) if one is not None):
            for one in above:
                yield from made_anew(one, comparison, dropped=-4)
            if found is not None and (found["origin"] != "parent" or left_behind(found, comparison)):
                yield from _own_made_anew(fact, table, comparison)


def is_said_later(fact: Fact, comparison: Comparison) -> bool:
    """Whether a new heir cannot be made with a check of its own besides its parents', which are there.

    It would have to be theirs word for word, and would be one that no row breaks.
    """
    if fact["origin"] != "both" or not comparison.is_new("table", fact["table"]):
        return False  # no partition has one of its own besides
    above = [comparison.target.get("constraint", name_of(one)) for one in first(fact, comparison)]
    there = [one["definition"] for one in above if one is not None]
    otherwise = any(is_read_otherwise(definition) for definition in (fact["definition"], *there))
    return bool(there) and (otherwise or not fact["validated"])


def below_read_anew(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """Checks by that name that heirs of its table have already, made anew from the same words as it is."""
    staying = [*heirs_below(fact["table"], comparison.reference)]
    for heir in heirs_below(fact["table"], comparison.target):
        name = f"{heir}.{fact['constraint']}"
        table = comparison.reference.get("table", heir)
        wanted, found = (side.get("constraint", name) for side in (comparison.reference, comparison.target))
        if found is None or found["origin"] == "parent":
            continue
        if not any(is_read_otherwise(one["definition"]) for one in (fact, found)):
            continue
        if table is None:  # a table too many has its parent's as long as it is there
            yield gone(found, -3)
        elif wanted is not None and heir in staying:
            yield from _own_made_anew(wanted, table, comparison)


def _own_made_anew(fact: Fact, table: Fact, comparison: Comparison) -> Iterator[Statement]:
    # Once the table has let go of the parents that it had.
    partition = bool(table["partition_bound"])
    yield gone(fact, -1 if partition else -3)
    if partition:  # a whole that is new has its own already, and wants the partition to have it
        yield replace(add(fact, comparison), phase=Phase.TABLE, rank=5)
    elif fact["origin"] == "both":
        yield add(fact, comparison)
