"""Checks that a table has from those that it inherits from, alone or besides its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constraint_definition import add, gone, is_inline, name_of
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.joining import takes_in
from pgdrift.catalog.partition import heirs_below, kept_parents, left_behind
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Statement


def is_hung(fact: Fact, comparison: Comparison) -> bool:
    """Whether the table of a check has to inherit from another that has it, which asks for it already."""
    table = comparison.reference.get("table", fact["table"])
    if table is None or table["partition_bound"]:
        return False
    kept = kept_parents(fact["table"], comparison)
    anew = [parent for parent in table["inherits"] or () if parent not in kept]
    return any(comparison.reference.get("constraint", f"{p}.{fact['constraint']}") for p in anew)


def checks_from_parents(table: Fact, comparison: Comparison) -> Iterator[Statement]:
    """The checks that a table has to have from its new parents alone."""
    for fact in inherited(table["table"], comparison):
        if fact["origin"] == "parent" and is_hung(fact, comparison):
            yield from from_parents(fact, comparison)


def from_parents(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """Let a table have a check from its parents alone.

    It can inherit only from a table whose checks it has, which stay its own; and what is inherited cannot be
    dropped. So the parents' makes way for a moment, and comes back to all of them.
    """
    table = comparison.reference.get("table", fact["table"])
    if table is None or table["partition_bound"]:
        return  # a partition has none of its own besides
    above = first(fact, comparison)
    if not above:
        name = name_of(fact)
        advice = f"Drop {name} on every table that it comes from, and add it to the first of them again."
        yield Statement(advice, "constraint", name, by_hand=True)
        return
    for other in above:
        yield from made_anew(other, comparison, dropped=-4)
    found = comparison.target.get("constraint", name_of(fact))
    if found is not None and (found["origin"] != "parent" or left_behind(found, comparison)):
        yield gone(fact, -3)


def lost(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """What to do about a check that an heir lacks and its parent has, which no ALTER TABLE brings about.

    PostgreSQL takes it when SET EXPRESSION is said of the heir alone (seen on 18).
    """
    name, table = name_of(fact), fact["table"]
    if fact["variant"] != "CHECK" or fact["origin"] == "own" or not comparison.is_new("constraint", name):
        return
    for parent in kept_parents(table, comparison):
        above = comparison.target.get("constraint", f"{parent}.{fact['constraint']}")
        if above is not None and above["definition"] == fact["definition"]:
            advice = (
                f"{table} has lost the check {fact['constraint']} that it inherits from {parent}, as happens"
                " when SET EXPRESSION is said of an heir alone, and no statement gives it back. Make the"
                f" table anew: create another that inherits from {parent} and says in CREATE TABLE what it"
                f" computes, copy the rows of {table} into it, drop {table} and give the new one its name."
            )
            yield Statement(advice, "constraint", name, by_hand=True)
            return


def inherited(table: str, comparison: Comparison) -> list[Fact]:
    """The checks that a table is to have from its parents, alone or besides its own."""
    constraints = comparison.reference.children(Key("table", table), "constraint").values()
    return [fact for fact in constraints if fact["variant"] == "CHECK" and fact["origin"] != "own"]


def goes_early(fact: Fact, comparison: Comparison) -> bool:
    """Whether a check has to go before other tables join its table, or would take the place of one of theirs.

    A table that is made to join it can have it for a while, unless it gets another of its own by that name.
    """
    while fact["origin"] == "parent" and (
        above := comparison.target.get("constraint", fact["inherited_from"][0])
    ):
        fact = above
    below = [f"{heir}.{fact['constraint']}" for heir in heirs_below(fact["table"], comparison.reference)]
    return takes_in(fact["table"], comparison, new=False) or any(
        comparison.reference.get("constraint", name) and comparison.is_new("constraint", name)
        for name in below
    )


def made_anew(fact: Fact, comparison: Comparison, dropped: int) -> Iterator[Statement]:
    """Drop a check that is there, and add it again to its table and heirs once tables have changed."""
    if _is_there(fact, comparison):
        yield gone(fact, dropped)
        yield replace(add(fact, comparison), rank=-1)
        yield from _comments(fact, comparison)


def first(fact: Fact, comparison: Comparison) -> list[Fact]:
    """Where a check comes from; nothing if on its way a table has it of its own besides."""
    found: dict[str, Fact] = {}
    for name in fact["inherited_from"]:
        parent = comparison.reference.get("constraint", name)
        if parent is not None and parent["origin"] == "both":
            return []
        if parent is not None:
            above = [parent] if parent["origin"] == "own" else first(parent, comparison)
            if not above:
                return []
            found |= {name_of(one): one for one in above}
    return list(found.values())


def _is_there(fact: Fact, comparison: Comparison) -> bool:
    """Whether the check is there before tables change, in the target or since its table was made."""
    if comparison.is_new("table", fact["table"]):
        return is_inline(fact, comparison.reference.get("table", fact["table"]) or {})
    return not comparison.is_new("constraint", name_of(fact))


def _comments(first: Fact, comparison: Comparison) -> Iterator[Statement]:
    """The descriptions that go with it, of the check itself and of all that is passed on."""
    key = Key("constraint", name_of(first))
    facts = comparison.reference.snapshot.facts
    for one in (key, *comparison.reference.below(key)):
        if one.kind == "constraint":
            fact = facts[one]
            on = f"{fact['constraint']} ON {fact['table']}"
            yield from comment_on("CONSTRAINT", on, fact, "constraint", key=one.name)
