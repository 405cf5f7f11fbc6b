"""Checks of a table that gets parents: PostgreSQL wants theirs and its own to be the same word for word."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog.check_spelling import is_read_otherwise
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constraint_definition import add, name_of
from pgdrift.catalog.fact import Fact
from pgdrift.catalog.inherited_check import first, inherited, made_anew
from pgdrift.catalog.partition import left_behind
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


def _own_made_anew(fact: Fact, table: Fact, comparison: Comparison) -> Iterator[Statement]:
    gone = f"ALTER TABLE {fact['table']} DROP CONSTRAINT {fact['constraint']}"
    # Once the table has let go of the parents that it had.
    partition = bool(table["partition_bound"])
    yield Statement(gone, "constraint", name_of(fact), phase=Phase.TABLE, rank=-1 if partition else -3)
    if partition:  # a whole that is new has its own already, and wants the partition to have it
        yield replace(add(fact, comparison), phase=Phase.TABLE, rank=5)
    elif fact["origin"] == "both":
        yield add(fact, comparison)
