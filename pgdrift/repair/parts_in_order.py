"""The order in which a partition gets its keys and indexes: that of those that they become parts of.

When a table is attached, PostgreSQL goes through the indexes of the partitioned one in the order in which
they were made, and takes for each the first of the partition's that is over the same columns: of two such
keys, of which one may be deferrable and the other not, it would mistake one for the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Fact
from pgdrift.catalog.partition import nearest_above
from pgdrift.catalog.statement import Statement


def places(found: Sequence[Statement], comparison: Comparison) -> Iterator[tuple[Statement, int]]:
    """The statements for keys and indexes, each with its place: those that are made go by the reference."""
    made_later = len(comparison.target.snapshot.facts)
    for statement in found:
        if statement.kind in ("constraint", "index"):
            fact = comparison.reference.get(statement.kind, statement.name)
            if fact is not None and fact["place"] is not None:
                is_new, place = _place(fact, comparison)
                yield statement, place + made_later * is_new


def _place(fact: Fact, comparison: Comparison) -> tuple[bool, int]:
    """Whether what it becomes part of is new, and its place among the indexes of its table."""
    while (above := nearest_above(fact)) is not None:
        present = comparison.target.get(*above)
        if present is not None:
            return False, present["place"]
        whole = comparison.reference.get(*above)
        if whole is None:
            break
        fact = whole
    return True, fact["place"]
