"""Tables that let go of their parents and take hold of others, as heirs or as partitions."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.exclusion_of_part import left_over
from pgdrift.catalog.fact import Difference
from pgdrift.catalog.fitting_check import read_anew
from pgdrift.catalog.joining import ATTACHING, HANGING, becomes_partition, lets_go
from pgdrift.catalog.partition import kept_parents
from pgdrift.catalog.partition_foreign_keys import (
    read_by_attaching,
    read_by_detaching,
    without_foreign_keys,
)
from pgdrift.catalog.statement import Phase, Statement


def change_parents(difference: Difference, field: str, comparison: Comparison) -> Iterator[Statement]:
    """Let go of the parents that the table should not have, and hang it on those that it should."""
    assert difference.target is not None
    name, wanted, found = difference.name, difference.fact, difference.target
    if field != next(f for f in difference.fields if f in HANGING):
        return
    partition = wanted["partition_bound"] or found["partition_bound"]
    before = [p for p in found["inherits"] or () if not comparison.is_new("table", p)]
    after, kept = wanted["inherits"] or (), kept_parents(name, comparison)
    # A part that only takes other rows leaves once it has all that its whole gets, and comes back at once.
    stays = before == list(after) and not found["detach_pending"]
    for parent in before:
        if partition:
            last = " FINALIZE" if found["detach_pending"] else ""
            sql = f"ALTER TABLE {parent} DETACH PARTITION {name}{last}"
            reads = read_by_detaching(name, parent, comparison)
            rank = ATTACHING - 1 if stays else -2
            yield Statement(sql, "table", name, phase=Phase.TABLE, rank=rank, reads_rows=reads)
            if wanted["partition_bound"]:
                yield from left_over(name, comparison, ATTACHING - 1 if stays else -1)
            if lets_go(name, comparison):
                yield from without_foreign_keys(name, comparison)
        elif parent not in kept:
            sql = f"ALTER TABLE {name} NO INHERIT {parent}"
            yield Statement(sql, "table", name, phase=Phase.TABLE, rank=-6)
    if set(after) - set(kept):
        yield from read_anew(wanted, comparison)
    for parent in after:
        if partition:
            sql = f"ALTER TABLE {parent} ATTACH PARTITION {name} {wanted['partition_bound']}"
            # What stood for itself has to fit first; columns of another part change with their parent's.
            rank = ATTACHING if stays or becomes_partition(name, comparison) else 1
            reads = read_by_attaching(name, parent, comparison)
            yield Statement(sql, "table", name, phase=Phase.TABLE, rank=rank, reads_rows=reads)
        elif parent not in kept:
            # Once both have their columns' types.
            yield Statement(f"ALTER TABLE {name} INHERIT {parent}", "table", name, phase=Phase.TABLE, rank=2)
