"""Subscriptions: what the database gets by logical replication. How they connect is secret and never read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal

# The fields that are parameters, and since when.
_PARAMETERS = {
    "slot_name": 15,
    "binary": 15,
    "streaming": 15,
    "two_phase": 15,
    "disable_on_error": 15,
    "synchronous_commit": 15,
    "origin": 16,
    "password_required": 16,
    "run_as_owner": 16,
    "failover": 17,
}
_UNKNOWN = "fill in the connection, which is never read; then enable it and REFRESH PUBLICATION"


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name, major = fact["subscription"], comparison.target.snapshot.major
    known = [p for p in _PARAMETERS if p == "slot_name" or (_PARAMETERS[p] <= major and fact[p] is not None)]
    options = ["connect = false", *(_parameter(fact, parameter) for parameter in known)]
    sql = (
        f"CREATE SUBSCRIPTION {name} CONNECTION 'host=fill.in' PUBLICATION {', '.join(fact['publications'])} "
        f"WITH ({', '.join(options)})"
    )
    yield Statement(sql, "subscription", name, comment=_UNKNOWN, phase=Phase.TRIGGER)
    yield from owner_of("SUBSCRIPTION", name, fact, comparison, "subscription")
    if fact["enabled"]:
        yield _enabling(fact)
    yield from comment_on("SUBSCRIPTION", name, fact, "subscription")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name, changed = difference.fact, difference.fact["subscription"], difference.fields
    if "publications" in changed:
        # Without asking the publisher, which a script cannot do in a transaction.
        publications = ", ".join(fact["publications"])
        sql = f"ALTER SUBSCRIPTION {name} SET PUBLICATION {publications} WITH (refresh = false)"
        said = f"afterwards: ALTER SUBSCRIPTION {name} REFRESH PUBLICATION"
        yield Statement(sql, "subscription", name, comment=said, phase=Phase.TRIGGER)
    if parameters := [_parameter(fact, p) for p in _PARAMETERS if p in changed]:
        sql = f"ALTER SUBSCRIPTION {name} SET ({', '.join(parameters)})"
        yield Statement(sql, "subscription", name, phase=Phase.TRIGGER)
    if "enabled" in changed:
        yield _enabling(fact)
    if "owner" in changed:
        yield from owner_of("SUBSCRIPTION", name, fact, comparison, "subscription", changed=True)
    if "comment" in changed:
        yield from comment_on("SUBSCRIPTION", name, fact, "subscription", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name, lost = fact["subscription"], "ends the replication, which cannot go on where it was"
    if fact["slot_name"]:
        # Dropping the slot needs the publisher and no transaction; what is left of it fills its disk.
        lost += f"; drop the slot {fact['slot_name']} on the publisher"
    for rank, action in enumerate(("DISABLE", "SET (slot_name = NONE)")):
        sql = f"ALTER SUBSCRIPTION {name} {action}"
        yield Statement(sql, "subscription", name, True, lost, Phase.DROP, rank)
    yield Statement(f"DROP SUBSCRIPTION {name}", "subscription", name, True, lost, Phase.DROP, 2)


def _enabling(fact: Fact) -> Statement:
    verb = "ENABLE" if fact["enabled"] else "DISABLE"
    sql = f"ALTER SUBSCRIPTION {fact['subscription']} {verb}"
    return Statement(sql, "subscription", fact["subscription"], phase=Phase.SETTING)


def _parameter(fact: Fact, name: str) -> str:
    value = fact[name]
    if isinstance(value, bool):
        return f"{name} = {str(value).lower()}"
    return f"{name} = {'NONE' if value is None else literal(value)}"


def _cannot_be_had(field: str, reference: Fact, target: Fact, lowest: int) -> bool:
    """A parameter that one of the servers does not know."""
    return _PARAMETERS.get(field, 0) > lowest


_CHANGED = Meaning(
    "subscription-changed", "error", "{subscription} gets other changes: {target}, not {reference}."
)
_APPLIED = Meaning(
    "subscription-changed", "error", "{subscription} applies what it gets in another way than it should."
)
_SPEED = Meaning(
    "subscription-tuned",
    "warning",
    "{subscription} is sent its changes in another way: {target}, not {reference}.",
)
_RIGHTS = Meaning(
    "subscription-rights-changed",
    "error",
    "{subscription} connects or writes with other rights than it should.",
)
_FIELDS: Mapping[str, Meaning] = {
    "enabled": Meaning(
        "subscription-enabled-changed",
        "error",
        "{subscription} no longer gets any changes, or gets them although it should not.",
    ),
    "publications": _CHANGED,
    "origin": _CHANGED,
    "slot_name": Meaning(
        "subscription-changed",
        "error",
        "{subscription} follows the slot {target} and not {reference}: changes are lost or come twice.",
    ),
    "two_phase": _APPLIED,
    "disable_on_error": _APPLIED,
    "synchronous_commit": _APPLIED,
    "failover": Meaning(
        "subscription-changed",
        "error",
        "{subscription} loses its place when a standby of the publisher takes over, or keeps it needlessly.",
    ),
    "password_required": _RIGHTS,
    "run_as_owner": _RIGHTS,
    "binary": _SPEED,
    "streaming": _SPEED,
    "owner": Meaning(
        "owner-changed",
        "error",
        "{subscription} is owned by {target}, with whose rights changes are applied; not {reference}.",
    ),
    "comment": Meaning("comment-changed", "warning", "The description of {subscription} is another."),
}

KIND = Kind(
    name="subscription",
    plural="subscriptions",
    identity=frozenset({"subscription"}),
    fields=_FIELDS,
    missing=Meaning(
        "subscription-missing", "error", "Changes of {publications} no longer arrive: {subscription} is gone."
    ),
    extra=Meaning(
        "subscription-extra",
        "error",
        "Another server writes {publications} into this database: nothing declares {subscription}.",
    ),
    create=create,
    alter=alter,
    drop=drop,
    tolerates=_cannot_be_had,
    forgets=True,
)
