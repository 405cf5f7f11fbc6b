"""Operator classes: how indexes order, hash or match the values of one type."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = _name(fact)
    members = [*fact["operators"], *fact["functions"]]
    if fact["storage"] or not members:
        members.append(f"STORAGE {fact['storage'] or fact['type']}")
    sql = (
        f"CREATE OPERATOR CLASS {fact['class']}{' DEFAULT' if fact['default'] else ''}\n"
        f"    FOR TYPE {fact['type']}\n"
        f"    USING {fact['method']} FAMILY {fact['family']} AS\n    " + ",\n    ".join(members)
    )
    yield Statement(sql, "operator_class", name)
    yield from owner_of("OPERATOR CLASS", name, fact, comparison, "operator_class")
    yield from comment_on("OPERATOR CLASS", name, fact, "operator_class")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, difference.name
    if "owner" in difference.fields:
        yield from owner_of("OPERATOR CLASS", name, fact, comparison, "operator_class", changed=True)
    if "comment" in difference.fields:
        yield from comment_on("OPERATOR CLASS", name, fact, "operator_class", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = _name(fact)
    yield Statement(f"DROP OPERATOR CLASS {name}", "operator_class", name, phase=Phase.DROP, rank=56)


def _name(fact: Fact) -> str:
    return f"{fact['class']} USING {fact['method']}"


_MEMBERS = Meaning(
    "operator-class-changed",
    "error",
    "Indexes by {class} order or find {type} by other rules: {target}, not {reference}.",
)
_DEFAULT = Meaning(
    "operator-class-changed",
    "error",
    "An index on {type} that names no operator class gets another one: whether {class} is the default is "
    "{target}, not {reference}.",
)

KIND = Kind(
    name="operator_class",
    plural="operator classes",
    identity=frozenset({"class", "method", "schema"}),
    fields={
        **dict.fromkeys(("operators", "functions", "type", "storage", "family"), _MEMBERS),
        "default": _DEFAULT,
        "owner": Meaning(
            "owner-changed", "error", "{target} owns the operator class {class}; {reference} should."
        ),
        "comment": Meaning(
            "comment-changed", "warning", "The description of the operator class {class} is another."
        ),
    },
    missing=Meaning(
        "operator-class-missing", "error", "No index can be built by {class}: there is no such class."
    ),
    extra=Meaning(
        "operator-class-extra", "warning", "The operator class {class} exists, and nothing declares it."
    ),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda difference: bool(set(difference.fields) - {"owner", "comment"}),
    parents=lambda fact: (
        Key("operator_family", f"{fact['family']} USING {fact['method']}"),
        Key("schema", fact["schema"]),
    ),
)
