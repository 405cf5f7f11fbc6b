"""Security labels, which a module of the server reads when it decides what somebody may do."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import above
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal, quoted

_KINDS = {"foreign table": "table", "materialized view": "view", "procedure": "function", "domain": "type"}


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    yield _label(fact, comparison, literal(fact["label"]))


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    yield from create(difference.fact, comparison)


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    yield _label(fact, comparison, "NULL")


def _label(fact: Fact, comparison: Comparison, label: str) -> Statement:
    on = comparison.target.snapshot.database if fact["object_kind"] == "database" else fact["object"]
    sql = f"SECURITY LABEL FOR {quoted(fact['provider'])} ON {fact['object_kind'].upper()} {on} IS {label}"
    return Statement(sql, "security_label", _name(fact), phase=Phase.COMMENT)


def _name(fact: Fact) -> str:
    return f"{fact['provider']} on {fact['object_kind']} {fact['object']}"


def _parents(fact: Fact) -> list[Key]:
    kind = str(fact["object_kind"])
    parents = [Key(_KINDS.get(kind, kind.replace(" ", "_")), fact["object"])]
    if kind == "column":
        parents.append(Key("table", above(fact["object"])))
    return parents


KIND = Kind(
    name="security_label",
    plural="security labels",
    identity=frozenset({"provider", "object_kind", "object"}),
    fields={
        "label": Meaning(
            "security-label-changed",
            "error",
            "{provider} lets other people at {object}: its label is {target}, not {reference}.",
        )
    },
    missing=Meaning(
        "security-label-missing", "error", "{provider} does not know who may use {object}: it has no label."
    ),
    extra=Meaning(
        "security-label-extra",
        "error",
        "{provider} decides by a label who may use {object}, which nothing declares: {label}.",
    ),
    create=create,
    alter=alter,
    drop=drop,
    parents=_parents,
)
