"""Operator families: operator classes that an index access method may use together."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement

# What takes a member away says its number and types, and not which function or operator it is.
_OPERATOR = re.compile(r"^(OPERATOR \d+) .*?( \(.*\))(?: FOR ORDER BY .*)?$")
_FUNCTION = re.compile(r"^(FUNCTION \d+ \(.*?\)) .*$")


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = fact["family"]
    yield Statement(f"CREATE OPERATOR FAMILY {name}", "operator_family", name)
    yield from _members(fact, [*fact["operators"], *fact["functions"]], [])
    yield from owner_of("OPERATOR FAMILY", name, fact, comparison, "operator_family")
    yield from comment_on("OPERATOR FAMILY", name, fact, "operator_family")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, found, name = difference.fact, difference.target, difference.name
    assert found is not None
    wanted, has = ([*side["operators"], *side["functions"]] for side in (fact, found))
    yield from _members(fact, [m for m in wanted if m not in has], [m for m in has if m not in wanted])
    if "owner" in difference.fields:
        yield from owner_of("OPERATOR FAMILY", name, fact, comparison, "operator_family", changed=True)
    if "comment" in difference.fields:
        yield from comment_on("OPERATOR FAMILY", name, fact, "operator_family", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["family"]
    yield Statement(f"DROP OPERATOR FAMILY {name}", "operator_family", name, phase=Phase.DROP, rank=57)


def _members(fact: Fact, new: list[str], gone: list[str]) -> Iterator[Statement]:
    name = fact["family"]
    if gone:
        without = [_FUNCTION.sub(r"\1", _OPERATOR.sub(r"\1\2", member)) for member in gone]
        sql = f"ALTER OPERATOR FAMILY {name} DROP\n    " + ",\n    ".join(without)
        yield Statement(sql, "operator_family", name, phase=Phase.TABLE)
    if new:
        sql = f"ALTER OPERATOR FAMILY {name} ADD\n    " + ",\n    ".join(new)
        # Its functions and operators are there by then, and those of the classes as well.
        yield Statement(sql, "operator_family", name, phase=Phase.TABLE, rank=1)


_MEMBERS = Meaning(
    "operator-family-changed",
    "error",
    "Comparisons between types use indexes of {family} by other rules, or none: {target}, not {reference}.",
)

KIND = Kind(
    name="operator_family",
    plural="operator families",
    identity=frozenset({"family", "schema"}),
    fields={
        **dict.fromkeys(("operators", "functions"), _MEMBERS),
        "owner": Meaning(
            "owner-changed", "error", "{target} owns the operator family {family}; {reference} should."
        ),
        "comment": Meaning(
            "comment-changed", "warning", "The description of the operator family {family} is another."
        ),
    },
    missing=Meaning(
        "operator-family-missing", "error", "Indexes cannot be built by {family}: there is no such family."
    ),
    extra=Meaning(
        "operator-family-extra", "warning", "The operator family {family} exists, and nothing declares it."
    ),
    create=create,
    alter=alter,
    drop=drop,
    parents=lambda fact: (Key("schema", fact["schema"]),),
)
