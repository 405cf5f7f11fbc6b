"""Transforms, by which values of a type reach functions of a language and come back."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    yield _written(fact, "CREATE")
    yield from comment_on("TRANSFORM", _on(fact), fact, "transform", key=_name(fact))


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    fact = difference.fact
    if {"from_sql", "to_sql"} & set(difference.fields):
        yield _written(fact, "CREATE OR REPLACE")
    if "comment" in difference.fields:
        yield from comment_on("TRANSFORM", _on(fact), fact, "transform", changed=True, key=_name(fact))


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    sql = f"DROP TRANSFORM {_on(fact)}"
    yield Statement(sql, "transform", _name(fact), phase=Phase.DROP, rank=58)


def _written(fact: Fact, verb: str) -> Statement:
    ways = (("FROM SQL", fact["from_sql"]), ("TO SQL", fact["to_sql"]))
    functions = ", ".join(f"{way} WITH FUNCTION {function}" for way, function in ways if function)
    return Statement(f"{verb} TRANSFORM {_on(fact)} ({functions})", "transform", _name(fact))


def _on(fact: Fact) -> str:
    return f"FOR {fact['type']} LANGUAGE {fact['language']}"


def _name(fact: Fact) -> str:
    return f"{fact['type']} for {fact['language']}"


def _parents(fact: Fact) -> list[Key]:
    functions = [Key("function", fact[way]) for way in ("from_sql", "to_sql") if fact[way]]
    return [Key("type", fact["type"]), Key("language", fact["language"]), *functions]


_CHANGED = Meaning(
    "transform-changed", "error", "Functions in {language} get or give values of {type} in another form."
)

KIND = Kind(
    name="transform",
    plural="transforms",
    identity=frozenset({"type", "language"}),
    fields={
        "from_sql": _CHANGED,
        "to_sql": _CHANGED,
        "comment": Meaning(
            "comment-changed",
            "warning",
            "The description of the transform of {type} for {language} is another.",
        ),
    },
    missing=Meaning(
        "transform-missing",
        "error",
        "Functions in {language} cannot ask for values of {type} in their own form: the transform is gone.",
    ),
    extra=Meaning(
        "transform-extra", "warning", "A transform of {type} for {language} exists, and nothing declares it."
    ),
    create=create,
    alter=alter,
    drop=drop,
    parents=_parents,
)
