"""When a constraint is dropped: with others, before tables join, or last of all."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constraint_definition import KEYS, gone, name_of
from pgdrift.catalog.fact import Fact
from pgdrift.catalog.inherited_check import goes_early
from pgdrift.catalog.joining import becomes_partition, takes_in
from pgdrift.catalog.partition import left_behind
from pgdrift.catalog.partition_foreign_keys import (
    foreign_keys_above,
    is_taken_over,
)
from pgdrift.catalog.statement import Phase, Statement


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """DROP CONSTRAINT, where the constraint does not go with another, or becomes part of one."""
    attached, left = becomes_partition(fact["table"], comparison), left_behind(fact, comparison)
    passed_on = foreign_keys_above(fact["table"], comparison.reference)
    taking = [key for key in passed_on if key["definition"] == fact["definition"]]
    if (fact["origin"] == "parent" and not left) or (attached and taking):
        return  # the foreign key of a partition that was detached becomes its table's again
    new = [key for key in taking if comparison.is_new("constraint", name_of(key))]
    if any(name_of(fact) in key["passed_on_as"] for key in new):
        return  # and one of its own part of what its table gets
    if is_taken_over(fact, comparison):
        return  # also of a partition too many, which goes later
    # Foreign keys go first: a key they point at cannot go before them. A table's own go after its parents'.
    rank = 20 if fact["variant"] == "FOREIGN KEY" else 31 if fact["origin"] == "both" else 30
    phase = Phase.DROP
    early = (
        goes_early(fact, comparison) if fact["variant"] == "CHECK" else takes_in(fact["table"], comparison)
    )
    joins = (attached and fact["variant"] in KEYS) or becomes_partition(fact["references"], comparison)
    if joins or early or takes_in(fact["references"], comparison):
        # Attached, the table would pass it to the partitioned table's, or get it from there.
        phase, rank = Phase.TABLE, -1 if left else rank - 40
    elif new:
        phase = Phase.CLEAR
    yield gone(fact, rank, phase)
