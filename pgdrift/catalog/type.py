"""Types that people define: enums, domains, composite types, ranges."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import closed_to_public, comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = fact["type"]
    match fact["variant"]:
        case "enum":
            sql = f"CREATE TYPE {name} AS ENUM ({', '.join(map(literal, fact['labels'] or ()))})"
        case "domain":
            default = [f"DEFAULT {fact['default']}"] if fact["default"] else []
            not_null = ["NOT NULL"] if fact["not_null"] else []
            checks = [f"CONSTRAINT {check}" for check in fact["checks"] or ()]
            sql = " ".join([f"CREATE DOMAIN {name} AS {fact['base']}", *default, *not_null, *checks])
        case "composite":
            sql = f"CREATE TYPE {name} AS ({', '.join(fact['attributes'] or ())})"
        case _:
            sql = f"CREATE TYPE {name} AS RANGE (SUBTYPE = {fact['base']})"
    yield Statement(sql, "type", name)
    yield from closed_to_public("TYPE", name, comparison)
    yield from owner_of(_kind(fact), name, fact, comparison, "type")
    yield from comment_on(_kind(fact), name, fact, "type")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, found, name = difference.fact, difference.target, difference.name
    assert found is not None
    if "labels" in difference.fields:
        yield from _labels(fact, found)
    if "default" in difference.fields:
        yield _domain(name, f"SET DEFAULT {fact['default']}" if fact["default"] else "DROP DEFAULT")
    if "not_null" in difference.fields:
        yield _domain(name, "SET NOT NULL" if fact["not_null"] else "DROP NOT NULL")
    if "checks" in difference.fields:
        wanted, old = fact["checks"] or [], found["checks"] or []
        yield from (
            _domain(name, f"DROP CONSTRAINT {check.partition(' CHECK ')[0]}")
            for check in old
            if check not in wanted
        )
        yield from (_domain(name, f"ADD CONSTRAINT {check}", 1) for check in wanted if check not in old)
    if "owner" in difference.fields:
        yield from owner_of(_kind(fact), name, fact, comparison, "type", changed=True)
    if "comment" in difference.fields:
        yield from comment_on(_kind(fact), name, fact, "type", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    yield Statement(f"DROP {_kind(fact)} {fact['type']}", "type", fact["type"], phase=Phase.DROP, rank=70)


def _labels(fact: Fact, found: Fact) -> Iterator[Statement]:
    """Adds labels where they belong; PostgreSQL can neither remove one nor change the order."""
    name, wanted, present = fact["type"], list(fact["labels"] or ()), list(found["labels"] or ())
    for position, label in enumerate(wanted):
        if label in present:
            continue
        before = next((other for other in wanted[position + 1 :] if other in present), None)
        where = f" BEFORE {literal(before)}" if before else ""
        yield Statement(
            f"ALTER TYPE {name} ADD VALUE {literal(label)}{where}", "type", name, phase=Phase.SCHEMA
        )
        present.insert(present.index(before) if before else len(present), label)


def _domain(name: str, action: str, rank: int = 0) -> Statement:
    return Statement(f"ALTER DOMAIN {name} {action}", "type", name, phase=Phase.TABLE, rank=rank)


def _kind(fact: Fact) -> str:
    return "DOMAIN" if fact["variant"] == "domain" else "TYPE"


_CHANGED = Meaning(
    "type-changed",
    "error",
    "Values of {type} are checked or stored by other rules than they should be.",
)

KIND = Kind(
    name="type",
    plural="types",
    identity=frozenset({"type"}),
    fields={
        **dict.fromkeys(
            ("variant", "labels", "base", "not_null", "default", "checks", "attributes"), _CHANGED
        ),
        "owner": Meaning(
            "owner-changed",
            "error",
            "{target} owns the type {type} and may change it; {reference} should.",
        ),
        "comment": Meaning("comment-changed", "warning", "The description of the type {type} is another."),
    },
    missing=Meaning("type-missing", "error", "Statements that name the type {type} fail: there is none."),
    extra=Meaning("type-extra", "warning", "The type {type} exists, and nothing declares it."),
    create=create,
    alter=alter,
    drop=drop,
    parents=lambda fact: (Key("schema", fact["type"].rpartition(".")[0]),),
    texts=frozenset({"default", "checks"}),
)
