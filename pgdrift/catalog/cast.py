"""Casts between types."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Phase, Statement

_WHEN = {"IMPLICIT": " AS IMPLICIT", "ASSIGNMENT": " AS ASSIGNMENT", "EXPLICIT": ""}


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    sql = f"CREATE CAST ({_name(fact)}) {fact['method']}{_WHEN[fact['context']]}"
    yield Statement(sql, "cast", _name(fact))
    yield from comment_on("CAST", f"({_name(fact)})", fact, "cast", key=_name(fact))


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, _name(difference.fact)
    if "comment" in difference.fields:
        yield from comment_on("CAST", f"({name})", fact, "cast", changed=True, key=name)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    yield Statement(f"DROP CAST ({_name(fact)})", "cast", _name(fact), phase=Phase.DROP, rank=58)


def _name(fact: Fact) -> str:
    return f"{fact['source']} AS {fact['target_type']}"


def _parents(fact: Fact) -> list[Key]:
    types = [fact["source"].removesuffix("[]"), fact["target_type"].removesuffix("[]")]
    function = fact["method"].removeprefix("WITH FUNCTION ")
    # A table is a type too.
    return [*(Key(kind, t) for t in types for kind in ("type", "table", "view")), Key("function", function)]


KIND = Kind(
    name="cast",
    plural="casts",
    identity=frozenset({"source", "target_type", "callers"}),
    fields={
        "context": Meaning(
            "cast-changed",
            "error",
            "Statements turn {source} into {target_type} by themselves where they should not, or fail where "
            "they should: the cast is {target}, not {reference}.",
        ),
        "method": Meaning("cast-changed", "error", "{source} becomes {target_type} in another way."),
        "comment": Meaning(
            "comment-changed",
            "warning",
            "The description of the cast from {source} to {target_type} is another.",
        ),
    },
    missing=Meaning(
        "cast-missing", "error", "Statements that turn {source} into {target_type} fail: there is no cast."
    ),
    extra=Meaning(
        "cast-extra",
        "error",
        "Statements may turn {source} into {target_type} and so mean something else: nothing declares that.",
    ),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda difference: bool({"context", "method"} & set(difference.fields)),
    parents=_parents,
)
