"""Event triggers, which run when somebody changes the schema."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    # After the rest of the repair, which it need not watch.
    yield Statement(fact["definition"], "event_trigger", fact["trigger"], phase=Phase.SETTING)
    if fact["state"] != "ENABLE":
        yield _state(fact)
    for statement in (
        *owner_of("EVENT TRIGGER", fact["trigger"], fact, comparison, "event_trigger"),
        *comment_on("EVENT TRIGGER", fact["trigger"], fact, "event_trigger"),
    ):
        yield _last(statement)


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, difference.fact["trigger"]
    if "state" in difference.fields:
        yield _state(fact)
    if "owner" in difference.fields:
        yield from owner_of("EVENT TRIGGER", name, fact, comparison, "event_trigger", changed=True)
    if "comment" in difference.fields:
        yield from comment_on("EVENT TRIGGER", name, fact, "event_trigger", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    # Before the rest of the repair, which it could forbid.
    sql = f"DROP EVENT TRIGGER {fact['trigger']}"
    yield Statement(sql, "event_trigger", fact["trigger"], phase=Phase.REVOKE)


def _state(fact: Fact) -> Statement:
    sql = f"ALTER EVENT TRIGGER {fact['trigger']} {fact['state']}"
    return Statement(sql, "event_trigger", fact["trigger"], phase=Phase.SETTING, rank=1)


def _last(statement: Statement) -> Statement:
    return Statement(statement.sql, statement.kind, statement.name, phase=Phase.SETTING, rank=1)


_STATE = Meaning(
    "event-trigger-changed", "error", "{trigger} runs in other sessions than it should, or in none: {target}."
)

KIND = Kind(
    name="event_trigger",
    plural="event triggers",
    identity=frozenset({"trigger"}),
    fields={
        "definition": Meaning(
            "event-trigger-changed",
            "error",
            "{trigger} does something else, or runs at other changes of the schema.",
        ),
        "state": _STATE,
        "owner": Meaning("owner-changed", "error", "{trigger} is owned by {target}, not {reference}."),
        "comment": Meaning("comment-changed", "warning", "The description of {trigger} is another."),
    },
    missing=Meaning(
        "event-trigger-missing",
        "error",
        "What {trigger} does when the schema is changed no longer happens: it is gone.",
    ),
    extra=Meaning(
        "event-trigger-extra",
        "error",
        "Changing the schema also runs {trigger}, which nothing declares, with the rights of who changes it.",
    ),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda difference: "definition" in difference.fields,
)
