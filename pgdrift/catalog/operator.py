"""Operators: a sign between two values, the function behind it, and what the planner may conclude from it."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement

_CLAUSES = {
    "procedure": "FUNCTION",
    "left": "LEFTARG",
    "right": "RIGHTARG",
    "commutator": "COMMUTATOR",
    "negator": "NEGATOR",
    "restrict": "RESTRICT",
    "join": "JOIN",
}
_ESTIMATES = {"restrict", "join"}


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = _name(fact)
    clauses = [f"{word} = {fact[field]}" for field, word in _CLAUSES.items() if fact[field]]
    clauses += [word for field, word in (("merges", "MERGES"), ("hashes", "HASHES")) if fact[field]]
    yield Statement(f"CREATE OPERATOR {fact['operator']} ({', '.join(clauses)})", "operator", name)
    yield from owner_of("OPERATOR", name, fact, comparison, "operator")
    yield from comment_on("OPERATOR", name, fact, "operator")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, difference.name
    estimates = [
        f"{field.upper()} = {fact[field] or 'NONE'}" for field in sorted(_ESTIMATES & {*difference.fields})
    ]
    if estimates:
        sql = f"ALTER OPERATOR {name} SET ({', '.join(estimates)})"
        yield Statement(sql, "operator", name, phase=Phase.TABLE)
    if "owner" in difference.fields:
        yield from owner_of("OPERATOR", name, fact, comparison, "operator", changed=True)
    if "comment" in difference.fields:
        yield from comment_on("OPERATOR", name, fact, "operator", changed=True)


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = _name(fact)
    yield Statement(f"DROP OPERATOR {name}", "operator", name, phase=Phase.DROP, rank=58)
    for shell in fact.get("shells") or ():
        # It would keep its schema and the types from going; made by now, it is an operator that should be.
        if comparison.reference.get("operator", shell) is None:
            sql = f"DROP OPERATOR IF EXISTS {shell}"
            yield Statement(sql, "operator", name, phase=Phase.DROP, rank=59)


def _name(fact: Fact) -> str:
    return f"{fact['operator']}({fact['left'] or 'NONE'}, {fact['right']})"


def replaces(difference: Difference) -> bool:
    """Only what the planner estimates can be altered in every version; the rest is decided at creation."""
    return bool(set(difference.fields) - _ESTIMATES - {"owner", "comment"})


COMPUTES = Meaning("operator-changed", "error", "{name} computes something else: {target}, not {reference}.")
PARTNER = Meaning(
    "operator-changed",
    "warning",
    "The planner can turn comparisons with {name} round less well, or wrongly: its partner is {target}, "
    "not {reference}.",
)
PLANNED = Meaning(
    "operator-changed", "warning", "Queries with {name} are planned otherwise: {target}, not {reference}."
)


KIND = Kind(
    name="operator",
    plural="operators",
    identity=frozenset({"schema", "operator", "left", "right", "shells"}),
    fields={
        "procedure": COMPUTES,
        **dict.fromkeys(("commutator", "negator"), PARTNER),
        **dict.fromkeys(("restrict", "join", "merges", "hashes"), PLANNED),
        "owner": Meaning("owner-changed", "error", "{target} owns the operator {name}; {reference} should."),
        "comment": Meaning(
            "comment-changed", "warning", "The description of the operator {name} is another."
        ),
    },
    missing=Meaning("operator-missing", "error", "Every statement that uses {name} fails: there is none."),
    extra=Meaning("operator-extra", "warning", "The operator {name} exists, and nothing declares it."),
    words=lambda fact, _: {"name": _name(fact)},
    create=create,
    alter=alter,
    drop=drop,
    replaces=replaces,
    parents=lambda fact: (Key("schema", fact["schema"]),),
)
