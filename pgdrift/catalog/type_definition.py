"""How a type is created, in the words of CREATE TYPE and CREATE DOMAIN."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.constructors import as_made, moved
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Fact
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal, quoted, unquoted


def kind_of(fact: Fact) -> str:
    """What ALTER, DROP and COMMENT call the type."""
    return "DOMAIN" if fact["variant"] == "domain" else "TYPE"


def define(fact: Fact) -> Iterator[Statement]:
    """The statements that create the type as `fact` has it, without owner, comments and privileges."""
    name = fact["type"]
    if fact["variant"] in ("base", "shell") or fact["canonical"]:
        # The functions that the type is made of need its name before there is a type.
        yield Statement(f"CREATE TYPE {name}", "type", name, rank=-1)
    match fact["variant"]:
        case "enum":
            yield _create(
                name, f"CREATE TYPE {name} AS ENUM ({', '.join(map(literal, fact['labels'] or ()))})"
            )
        case "domain":
            yield _create(name, _domain(fact))
        case "composite":
            yield _create(name, f"CREATE TYPE {name} AS ({', '.join(fact['attributes'] or ())})")
        case "range":
            yield _create(name, f"CREATE TYPE {name} AS RANGE ({', '.join(_range(fact))})")
            yield from moved(fact, as_made(fact), Phase.CREATE)
        case "base":
            default = [f"DEFAULT = {literal(fact['default'])}"] if fact["default"] is not None else []
            yield _create(name, f"CREATE TYPE {name} ({', '.join([*fact['options'], *default])})")


def not_null(fact: Fact) -> str:
    """NOT NULL as a domain has it, with the name that PostgreSQL would choose if no other domain had it."""
    chosen = quoted(f"{unquoted(bare(fact['type']))}_not_null")
    return f"CONSTRAINT {fact['not_null_name'] or chosen} NOT NULL"


def _create(name: str, sql: str) -> Statement:
    return Statement(sql, "type", name)


def _domain(fact: Fact) -> str:
    words = [f"CREATE DOMAIN {fact['type']} AS {fact['base']}"]
    words += [f"COLLATE {fact['collation']}"] if fact["collation"] else []
    words += [f"DEFAULT {fact['default']}"] if fact["default"] else []
    words += [not_null(fact)] if fact["not_null"] else []
    words += [f"CONSTRAINT {check}" for check in fact["checks"] or () if not check.endswith(" NOT VALID")]
    return " ".join(words)


def not_valid(fact: Fact) -> Iterator[Statement]:
    """The constraints of a new domain that are not to be checked: CREATE DOMAIN knows none of these."""
    for check in fact["checks"] or ():
        if check.endswith(" NOT VALID"):
            sql = f"ALTER DOMAIN {fact['type']} ADD CONSTRAINT {check}"
            yield Statement(sql, "type", fact["type"], phase=Phase.TABLE, rank=2)


def _range(fact: Fact) -> Iterator[str]:
    yield f"SUBTYPE = {fact['base']}"
    for word, field in (
        ("SUBTYPE_OPCLASS", "operator_class"),
        ("COLLATION", "collation"),
        ("CANONICAL", "canonical"),
        ("SUBTYPE_DIFF", "difference"),
        ("MULTIRANGE_TYPE_NAME", "multirange"),
    ):
        if fact[field]:
            yield f"{word} = {fact[field]}"
