"""Triggers that people declare."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.joining import takes_in
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.partition import heirs_below
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    if not fact["passed_on_by"]:
        yield from _in_its_way(fact, comparison)
        yield Statement(fact["definition"], "trigger", _name(fact), phase=Phase.TRIGGER)
    if fact["state"] != "ENABLE":
        yield _state(fact)
    yield from comment_on(
        "TRIGGER", f"{fact['trigger']} ON {fact['table']}", fact, "trigger", key=_name(fact)
    )


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    fact = difference.fact
    if "state" in difference.fields:
        yield _state(fact)
    if "comment" in difference.fields:
        on = f"{fact['trigger']} ON {fact['table']}"
        yield from comment_on("TRIGGER", on, fact, "trigger", changed=True, key=_name(fact))


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    if fact["passed_on_by"]:
        return  # goes with the one it comes from
    sql = f"DROP TRIGGER {fact['trigger']} ON {fact['table']}"
    # A table that joins this one, or is a part of it, may be to have another of that name.
    followed = any(
        comparison.reference.get("trigger", f"{part}.{fact['trigger']}")
        for part in heirs_below(fact["table"], comparison.target)
    )
    early = followed or takes_in(fact["table"], comparison)
    phase, rank = (Phase.TABLE, -5) if early else (Phase.DROP, 12)
    yield Statement(sql, "trigger", _name(fact), phase=phase, rank=rank)


def _in_its_way(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """Those of partitions too many, which get this one as long as they are there."""
    for part in heirs_below(fact["table"], comparison.target):
        found = comparison.target.get("trigger", f"{part}.{fact['trigger']}")
        if found and not found["passed_on_by"] and comparison.reference.get("table", part) is None:
            sql = f"DROP TRIGGER {fact['trigger']} ON {part}"
            yield Statement(sql, "trigger", _name(found), phase=Phase.TABLE)


def _state(fact: Fact) -> Statement:
    sql = f"ALTER TABLE {fact['table']} {fact['state']} TRIGGER {fact['trigger']}"
    # That of a partitioned table reaches its partitions, which may have another of their own.
    rank = 2 if fact["passed_on_by"] else 1
    return Statement(sql, "trigger", _name(fact), phase=Phase.TRIGGER, rank=rank)


def _name(fact: Fact) -> str:
    return f"{fact['table']}.{fact['trigger']}"


DISABLED = Meaning(
    "trigger-disabled",
    "error",
    "{trigger} no longer runs when {table} is written: it is switched off.",
)
STATE = Meaning(
    "trigger-state-changed",
    "error",
    "{trigger} of {table} runs in other sessions than it should.",
)


def _parents(fact: Fact) -> list[Key]:
    parents = [Key("view" if fact["on_view"] else "table", fact["table"])]
    if fact["passed_on_by"]:
        parents.append(Key("trigger", fact["passed_on_by"]))
    return parents


CHANGED = Meaning("trigger-changed", "error", "{trigger} of {table} does something else, or at another time.")


def _judge_definition(difference: Difference, _: Comparison) -> Meaning | None:
    # One that is passed on is what it comes from, of which there is a finding already.
    return None if difference.fact["passed_on_by"] else CHANGED


def _judge_state(difference: Difference, comparison: Comparison) -> Meaning | None:
    assert difference.target is not None
    above = difference.fact["passed_on_by"]
    wanted, found = (side.get("trigger", above or "") for side in (comparison.reference, comparison.target))
    if (
        wanted
        and found
        and (wanted["state"], found["state"])
        == (
            difference.fact["state"],
            difference.target["state"],
        )
    ):
        return None
    return DISABLED if difference.target["state"] == "DISABLE" else STATE


KIND = Kind(
    name="trigger",
    plural="triggers",
    identity=frozenset({"table", "trigger", "on_view", "passed_on_by"}),
    fields={
        "definition": _judge_definition,
        "state": _judge_state,
        "comment": Meaning(
            "comment-changed", "warning", "The description of {trigger} of {table} is another."
        ),
    },
    missing=Meaning(
        "trigger-missing",
        "error",
        "What {trigger} does when {table} is written no longer happens: it is gone.",
    ),
    extra=Meaning("trigger-extra", "error", "Writing {table} also runs {trigger}, which nothing declares."),
    judged=(CHANGED, DISABLED, STATE),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda difference: "definition" in difference.fields,
    parents=_parents,
    texts=frozenset({"definition"}),
)
