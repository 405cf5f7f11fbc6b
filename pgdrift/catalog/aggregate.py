"""Aggregates: functions that turn many rows into one value."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import closed_to_public, comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal

_COMPUTED = {
    "transition": "SFUNC",
    "state_type": "STYPE",
    "final": "FINALFUNC",
    "combine": "COMBINEFUNC",
    "serialize": "SERIALFUNC",
    "deserialize": "DESERIALFUNC",
    "moving_transition": "MSFUNC",
    "moving_inverse": "MINVFUNC",
    "moving_state_type": "MSTYPE",
    "moving_final": "MFINALFUNC",
    "sort_operator": "SORTOP",
}
_SIZES = {"state_size": "SSPACE", "moving_state_size": "MSSPACE"}
_STARTS = {"initial": "INITCOND", "moving_initial": "MINITCOND"}
_FLAGS = {"final_extra": "FINALFUNC_EXTRA", "moving_final_extra": "MFINALFUNC_EXTRA"}
_MODIFIES = {"final_modify": "FINALFUNC_MODIFY", "moving_final_modify": "MFINALFUNC_MODIFY"}
_MODIFY = {"r": "READ_ONLY", "s": "SHAREABLE", "w": "READ_WRITE"}


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    yield _define(fact)
    yield from closed_to_public("FUNCTION", name_of(fact), comparison)
    yield from owner_of("AGGREGATE", _signature(fact), fact, comparison, "aggregate", key=name_of(fact))
    yield from comment_on("AGGREGATE", _signature(fact), fact, "aggregate", key=name_of(fact))


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    changed = set(difference.fields)
    if changed - {"owner", "comment"}:
        # Keeps owner, privileges, comment and whatever uses the aggregate.
        yield _define(difference.fact)
    fact, name = difference.fact, name_of(difference.fact)
    signature = _signature(fact)
    if "owner" in changed:
        yield from owner_of("AGGREGATE", signature, fact, comparison, "aggregate", changed=True, key=name)
    if "comment" in changed:
        yield from comment_on("AGGREGATE", signature, fact, "aggregate", changed=True, key=name)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    sql = f"DROP AGGREGATE {_signature(fact)}"
    yield Statement(sql, "aggregate", name_of(fact), phase=Phase.DROP, rank=59)


def replaces(difference: Difference) -> bool:
    """CREATE OR REPLACE keeps the sort of aggregate, the names of its arguments and its result."""
    reference, target = difference.fact, difference.target
    assert target is not None
    return any(reference[field] != target[field] for field in ("variant", "arguments", "result"))


def name_of(fact: Fact) -> str:
    """The aggregate's key, which is also what a grant calls it."""
    return str(fact["name_and_types"])


def _signature(fact: Fact) -> str:
    return f"{fact['aggregate']}({fact['signature']})"


def _define(fact: Fact) -> Statement:
    clauses = [f"{word} = {fact[field]}" for field, word in (_COMPUTED | _SIZES).items() if fact[field]]
    clauses += [
        f"{word} = {literal(fact[field])}" for field, word in _STARTS.items() if fact[field] is not None
    ]
    clauses += [word for field, word in _FLAGS.items() if fact[field]]
    clauses += [f"{word} = {_MODIFY[fact[field]]}" for field, word in _MODIFIES.items() if fact[field]]
    clauses.append(f"PARALLEL = {fact['parallel']}")
    if fact["variant"] == "hypothetical-set":
        clauses.append("HYPOTHETICAL")
    sql = f"CREATE OR REPLACE AGGREGATE {fact['aggregate']}({fact['arguments']}) (\n    "
    return Statement(sql + ",\n    ".join(clauses) + "\n)", "aggregate", name_of(fact))


_COMPUTES = Meaning(
    "aggregate-changed", "error", "{name_and_types} computes something else: {target}, not {reference}."
)
_PLANNED = Meaning(
    "aggregate-changed",
    "warning",
    "The planner treats {name_and_types} another way: {target}, not {reference}.",
)

KIND = Kind(
    name="aggregate",
    plural="aggregates",
    identity=frozenset({"name_and_types", "schema", "aggregate", "signature", "result"}),
    fields={
        **dict.fromkeys(("arguments", "variant"), _COMPUTES),
        **dict.fromkeys((field for field in _COMPUTED if field != "sort_operator"), _COMPUTES),
        **dict.fromkeys((*_STARTS, *_FLAGS, *_MODIFIES), _COMPUTES),
        **dict.fromkeys((*_SIZES, "sort_operator", "parallel"), _PLANNED),
        "owner": Meaning(
            "owner-changed", "error", "{target} owns {name_and_types} and may replace it; {reference} should."
        ),
        "comment": Meaning("comment-changed", "warning", "The description of {name_and_types} is another."),
    },
    missing=Meaning(
        "aggregate-missing", "error", "Every query with {name_and_types} fails: there is no such aggregate."
    ),
    extra=Meaning("aggregate-extra", "warning", "{name_and_types} can be called, and nothing declares it."),
    create=create,
    alter=alter,
    drop=drop,
    replaces=replaces,
    parents=lambda fact: (Key("schema", fact["schema"]),),
)
