"""Collations, by which texts are ordered and told apart."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import above, bare
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal, quoted

_DEFINITION = frozenset({"provider", "locale", "ctype", "deterministic", "rules"})


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = fact["collation"]
    yield Statement(f"CREATE COLLATION {name} ({', '.join(_options(fact))})", "collation", name)
    yield from owner_of("COLLATION", name, fact, comparison, "collation")
    yield from comment_on("COLLATION", name, fact, "collation")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, difference.fact["collation"]
    if _DEFINITION & set(difference.fields):
        yield from _exchange(fact, comparison)
        return
    if "owner" in difference.fields:
        yield from owner_of("COLLATION", name, fact, comparison, "collation", changed=True)
    if "comment" in difference.fields:
        yield from comment_on("COLLATION", name, fact, "collation", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["collation"]
    yield Statement(f"DROP COLLATION {name}", "collation", name, phase=Phase.DROP, rank=72)


def _exchange(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """The new one under the old one's name. Columns keep hold of the old one until they are told."""
    name = fact["collation"]
    schema, former = above(name), quoted(bare(name).strip('"') + " before")
    sql = f"ALTER COLLATION {name} RENAME TO {former}"
    yield Statement(sql, "collation", name, phase=Phase.CLEAR)
    yield from create(fact, comparison)
    for key, column in comparison.target.snapshot.facts.items():
        if key.kind == "column" and column["collation"] == name and not column["inherited"]:
            action = f"ALTER COLUMN {column['column']} TYPE {column['type']} COLLATE {name}"
            yield Statement(f"ALTER TABLE {column['table']} {action}", "collation", name, phase=Phase.TABLE)
    yield Statement(f"DROP COLLATION {schema}.{former}", "collation", name, phase=Phase.DROP, rank=72)


def _options(fact: Fact) -> Iterator[str]:
    yield f"PROVIDER = {fact['provider']}"
    if fact["ctype"] is None:
        yield f"LOCALE = {literal(fact['locale'])}"
    else:
        yield f"LC_COLLATE = {literal(fact['locale'])}"
        yield f"LC_CTYPE = {literal(fact['ctype'])}"
    if not fact["deterministic"]:
        yield "DETERMINISTIC = false"
    if fact["rules"] is not None:
        yield f"RULES = {literal(fact['rules'])}"


_CHANGED = Meaning(
    "collation-changed", "error", "Texts under {collation} are ordered or compared by other rules."
)

KIND = Kind(
    name="collation",
    plural="collations",
    identity=frozenset({"collation"}),
    fields={
        **dict.fromkeys(("provider", "locale", "ctype", "rules"), _CHANGED),
        "deterministic": Meaning(
            "collation-changed",
            "error",
            "Texts that differ in their bytes only are equal under {collation}, or no longer are.",
        ),
        "owner": Meaning("owner-changed", "error", "{collation} is owned by {target}, not {reference}."),
        "comment": Meaning("comment-changed", "warning", "The description of {collation} is another."),
    },
    missing=Meaning(
        "collation-missing", "error", "Statements that name the collation {collation} fail: there is none."
    ),
    extra=Meaning("collation-extra", "warning", "The collation {collation} exists, and nothing declares it."),
    create=create,
    alter=alter,
    drop=drop,
    parents=lambda fact: (Key("schema", above(fact["collation"])),),
)
