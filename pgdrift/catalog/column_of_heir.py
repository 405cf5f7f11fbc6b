"""What a column that comes from a parent has otherwise than there."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.column_definition import (
    altering,
    altering_alone,
    depends_on_session,
    inherited_at_first,
    inherited_from,
    is_unchecked,
)
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Fact, frozen
from pgdrift.catalog.set_expression import set_expression
from pgdrift.catalog.statement import Statement
from pgdrift.catalog.values_as_json import changed_within


def apart(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """What a column that comes from a parent has otherwise than there: a partition is made with all of it."""
    table = comparison.reference.get("table", fact["table"]) or {}
    if table.get("partition_bound") and comparison.is_new("table", fact["table"]):
        return
    parents = inherited_from(fact, comparison)
    altered = f"ALTER COLUMN {fact['column']}"
    # What depends on the session is no part of ADD COLUMN, and so does not come with the parent's.
    later = depends_on_session(fact["default"] or "") and not comparison.is_new("table", fact["table"])
    # Of several parents one that says nothing leaves the word to the others, or has it when it comes first.
    # The heir is made while they have the defaults that they have had, and each gets its new one by itself.
    present = inherited_at_first(fact, comparison)
    if later or ({parent["default"] for parent in present} or {None}) != {fact["default"]}:
        action = f"SET DEFAULT {fact['default']}" if fact["default"] else "DROP DEFAULT"
        yield altering_alone(fact, f"{altered} {action}", comparison, rank=3)
    if fact["generated"] and fact["generated"] not in [parent["generated"] for parent in parents]:
        yield from set_expression(fact, comparison)
    required = [bool(parent["not_null"]) for parent in parents]
    # Before 18 a second parent's ADD COLUMN leaves the heir's column as nullable as it is.
    passed_on = any(required) if comparison.target.snapshot.major >= 18 else parents and all(required)
    if fact["not_null"] and not passed_on:
        yield altering(fact, f"{altered} SET NOT NULL", rank=4)
    asked = [parent for parent in parents if parent["not_null"]]
    if len(asked) == 1 and is_unchecked(asked[0], comparison) and fact["not_null_validated"]:
        # It comes after the heir, and leaves that unchecked too; SET NOT NULL would make it the heir's own.
        yield altering(fact, f"VALIDATE CONSTRAINT {asked[0]['not_null_name']}", rank=9)


def as_made(fact: Fact, comparison: Comparison) -> Fact:
    """A new heir's own column as it is made: of the type that its parent's has until both get another."""
    table = comparison.reference.get("table", fact["table"]) or {}
    if fact["inherited"] or fact["generated"] or table.get("partition_bound"):
        return fact
    for parent in inherited_at_first(fact, comparison):
        taken = _type_at_first(parent, comparison)
        if any(fact[field] != value for field, value in taken.items()):
            return frozen({**fact, **taken, "default": None})
    return fact


def _type_at_first(column: Fact, comparison: Comparison) -> Fact:
    """The type of a column while others are made: values of one that is made anew wait in another one."""
    cleared, there = comparison.cleared, not comparison.is_new("table", column["table"])
    if there and cleared.get("type", column["type"].removesuffix("[]")) is not None:
        return {"type": "jsonb" if changed_within(column["type"], comparison) else "text", "collation": None}
    return {"type": column["type"], "collation": column["collation"]}


def without_default(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """A new heir's own column that has no default, although a parent's has one, which the heir would take.

    Or that has its default once it has its type.
    """
    if fact["default"] and as_made(fact, comparison) is not fact:
        yield altering_alone(
            fact, f"ALTER COLUMN {fact['column']} SET DEFAULT {fact['default']}", comparison, rank=3
        )
    table = comparison.reference.get("table", fact["table"]) or {}
    if fact["default"] or fact["generated"] or fact["identity"] or table.get("partition_bound"):
        return
    if any(parent["default"] for parent in inherited_from(fact, comparison)):
        yield altering_alone(fact, f"ALTER COLUMN {fact['column']} DROP DEFAULT", comparison, rank=3)
