"""Rewrite rules, which turn one statement into another or into none."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    yield Statement(fact["definition"], "rule", _name(fact), phase=Phase.TRIGGER)
    if fact["state"] != "ENABLE":
        yield _state(fact)
    yield from comment_on("RULE", _on(fact), fact, "rule", key=_name(fact))


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    fact = difference.fact
    if "state" in difference.fields:
        yield _state(fact)
    if "comment" in difference.fields:
        yield from comment_on("RULE", _on(fact), fact, "rule", changed=True, key=_name(fact))


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    yield Statement(f"DROP RULE {_on(fact)}", "rule", _name(fact), phase=Phase.DROP, rank=12)


def _state(fact: Fact) -> Statement:
    sql = f"ALTER TABLE {fact['table']} {fact['state']} RULE {fact['rule']}"
    return Statement(sql, "rule", _name(fact), phase=Phase.TRIGGER, rank=1)


def _on(fact: Fact) -> str:
    return f"{fact['rule']} ON {fact['table']}"


def _name(fact: Fact) -> str:
    return f"{fact['table']}.{fact['rule']}"


LOST = Meaning(
    "rule-extra",
    "error",
    "{event} on {table} does nothing and says nothing of it: the rule {rule}, which nothing declares, "
    "takes its place.",
)
INSTEAD = Meaning(
    "rule-extra",
    "error",
    "{event} on {table} does something else: the rule {rule}, which nothing declares, takes its place.",
)
ALSO = Meaning(
    "rule-extra", "error", "{event} on {table} also does what {rule} says, which nothing declares."
)
DISABLED = Meaning(
    "rule-state-changed", "error", "The rule {rule} no longer applies to {table}: it is switched off."
)
STATE = Meaning(
    "rule-state-changed", "error", "The rule {rule} of {table} applies in other sessions than it should."
)


def _extra(difference: Difference, _: Comparison) -> Meaning:
    fact = difference.fact
    if fact["definition"].endswith("DO INSTEAD NOTHING"):
        return LOST
    return INSTEAD if fact["instead"] else ALSO


def _judge_state(difference: Difference, _: Comparison) -> Meaning:
    assert difference.target is not None
    return DISABLED if difference.target["state"] == "DISABLE" else STATE


KIND = Kind(
    name="rule",
    plural="rules",
    identity=frozenset({"table", "on_view", "rule", "event", "instead"}),
    fields={
        "definition": Meaning(
            "rule-changed", "error", "{event} on {table} becomes something else: the rule {rule} is another."
        ),
        "state": _judge_state,
        "comment": Meaning(
            "comment-changed", "warning", "The description of the rule {rule} of {table} is another."
        ),
    },
    missing=Meaning(
        "rule-missing", "error", "{event} on {table} no longer does what the rule {rule} says: it is gone."
    ),
    extra=_extra,
    judged=(LOST, INSTEAD, ALSO, DISABLED, STATE),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda difference: "definition" in difference.fields,
    parents=lambda fact: (Key("view" if fact["on_view"] else "table", fact["table"]),),
    texts=frozenset({"definition"}),
)
