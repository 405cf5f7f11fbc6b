"""Schemas: the namespaces that everything else lies in."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = fact["schema"]
    yield Statement(f"CREATE SCHEMA {name}", "schema", name, phase=Phase.SCHEMA)
    yield from owner_of("SCHEMA", name, fact, comparison, "schema")
    yield from comment_on("SCHEMA", name, fact, "schema")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    name = difference.fact["schema"]
    if "owner" in difference.fields:
        yield from owner_of("SCHEMA", name, difference.fact, comparison, "schema", changed=True)
    if "comment" in difference.fields:
        yield from comment_on("SCHEMA", name, difference.fact, "schema", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["schema"]
    yield Statement(
        f"DROP SCHEMA {name}", "schema", name, True, "drops the schema", phase=Phase.DROP, rank=90
    )


KIND = Kind(
    name="schema",
    plural="schemas",
    of_every_database=True,
    identity=frozenset({"schema"}),
    fields={
        "owner": Meaning(
            "owner-changed",
            "error",
            "{target} owns the schema {schema} and may create and drop anything in it; {reference} should.",
        ),
        "comment": Meaning(
            "comment-changed", "warning", "The description of the schema {schema} is another."
        ),
    },
    missing=Meaning(
        "schema-missing", "error", "Nothing in the schema {schema} can be reached: there is none."
    ),
    extra=Meaning("schema-extra", "warning", "The schema {schema} exists, and nothing declares it."),
    create=create,
    alter=alter,
    drop=drop,
)
