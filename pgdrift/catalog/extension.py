"""Extensions."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal


def create(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["extension"]
    yield Statement(
        f"CREATE EXTENSION {name} SCHEMA {fact['schema']}", "extension", name, phase=Phase.EXTENSION
    )
    yield from comment_on("EXTENSION", name, fact, "extension")


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, difference.name
    if "schema" in difference.fields:
        sql = f"ALTER EXTENSION {name} SET SCHEMA {fact['schema']}"
        yield Statement(sql, "extension", name, phase=Phase.EXTENSION)
    # A project declares no version: None takes whatever the server offers.
    if "version" in difference.fields and fact["version"]:
        sql = f"ALTER EXTENSION {name} UPDATE TO {literal(fact['version'])}"
        yield Statement(sql, "extension", name, phase=Phase.EXTENSION)
    if "comment" in difference.fields:
        yield from comment_on("EXTENSION", name, fact, "extension", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["extension"]
    comment = "drops the extension's types and what is stored in them"
    yield Statement(f"DROP EXTENSION {name}", "extension", name, True, comment, Phase.DROP, 80)


def _another_version(field: str, reference: Fact, target: Fact, _: int) -> bool:
    """An extension describes itself, each version in its own words."""
    return field == "comment" and reference["installed"] != target["installed"]


KIND = Kind(
    name="extension",
    plural="extensions",
    of_every_database=True,
    identity=frozenset({"extension", "installed"}),
    fields={
        "schema": Meaning(
            "extension-schema-changed",
            "error",
            "Names from {extension} are in {target}, not in {reference}.",
        ),
        "version": Meaning(
            "extension-version-changed",
            "warning",
            "{extension} is version {target} where {reference} is expected.",
        ),
        "comment": Meaning(
            "comment-changed", "warning", "The description of the extension {extension} is another."
        ),
    },
    missing=Meaning("extension-missing", "error", "Types and functions of {extension} are not there."),
    extra=Meaning(
        "extension-extra",
        "warning",
        "The extension {extension} is installed, and nothing declares it.",
    ),
    create=create,
    alter=alter,
    drop=drop,
    tolerates=_another_version,
)
