"""An identity column that a table with heirs gets, whose rows need numbers as well.

PostgreSQL refuses to add one there, since it is not passed on: heirs get only the column, and must fill it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog import sequence
from pgdrift.catalog.column_adding import add
from pgdrift.catalog.column_definition import (
    altering,
    altering_alone,
    identity,
    inherited_from,
    name_of,
)
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import above
from pgdrift.catalog.fact import Fact
from pgdrift.catalog.meanwhile import meanwhile
from pgdrift.catalog.statement import Statement
from pgdrift.declare.identifiers import literal


def is_not_added(fact: Fact, comparison: Comparison) -> bool:
    """Whether ADD COLUMN refuses the identity; since 17 the partitions of a table share it."""
    table = fact["table"]
    if not fact["identity"] or not comparison.only(table):
        return False
    partitioned = (comparison.reference.get("table", table) or {}).get("partition_key")
    return not partitioned or comparison.target.snapshot.major < 17


def add_in_steps(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """A plain column first, every row of which takes a number; then the identity goes on from there."""
    numbers = sequence.of_identity(fact["table"], name_of(fact), comparison)
    passing = f"{above(fact['table'])}.{meanwhile(name_of(fact), 'pgdrift_numbers')}"
    plain = {**fact, "identity": None, "default": f"nextval({literal(passing)})"}
    column = f"ALTER COLUMN {fact['column']}"
    (added,) = add(plain, comparison)

    def then(sql: str) -> Statement:
        return replace(added, sql=sql)

    yield then(sequence.making(passing, numbers))
    yield added
    yield altering_alone(fact, f"{column} DROP DEFAULT", comparison, added.rank)
    yield altering(fact, f"{column} ADD {identity(fact, comparison)}", added.rank)
    yield then(f"SELECT setval({sequence.of_column(fact)}, last_value, is_called) FROM {passing}")
    # With the default that heirs have of it, wherever they are by now.
    yield then(f"DROP SEQUENCE {passing} CASCADE")


def own(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """The identity that an heir has on a column that comes from its parent."""
    table = comparison.reference.get("table", fact["table"]) or {}
    shared = table.get("partition_bound") and comparison.target.snapshot.major >= 17
    if not fact["identity"] or shared:
        return
    yield altering(fact, f"ALTER COLUMN {fact['column']} ADD {identity(fact, comparison)}", rank=5)
    if not comparison.is_new("table", fact["table"]):
        numbers = sequence.of_identity(fact["table"], name_of(fact), comparison)
        sql = sequence.after_rows(sequence.of_column(fact), fact, numbers)
        yield replace(altering(fact, "", rank=9), sql=sql, reads_rows=comparison.hiding_rows(fact["table"]))


def number_from_above(fact: Fact, comparison: Comparison) -> str:
    """SQL for a number from the identity that a column without one comes from, if there is such."""
    if any(fact[field] for field in ("identity", "default", "generated")):
        return ""
    for parent in inherited_from(fact, comparison):
        if parent["identity"]:
            return f"nextval({sequence.of_column(parent)})"
        if found := number_from_above(parent, comparison):
            return found
    return ""
