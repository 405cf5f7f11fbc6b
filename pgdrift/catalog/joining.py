"""Which tables join others, as partitions or as heirs, and which leave them."""

from __future__ import annotations

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Fact
from pgdrift.catalog.partition import heirs_below

# Once a table has all that the other passes on, its parts' indexes too.
ATTACHING = 7
# What says where a table hangs; one statement changes them all.
HANGING = ("inherits", "detach_pending", "partition_bound")


def becomes_partition(table: str | None, comparison: Comparison) -> bool:
    """Whether a table that is there has to be attached to one that it is no part of in the target."""
    wanted, found = (side.get("table", table or "") for side in (comparison.reference, comparison.target))
    if not wanted or not wanted["partition_bound"] or not found:
        return False
    # What is made anew has let go already.
    return wanted["inherits"] != found["inherits"] or comparison.is_new("table", wanted["inherits"][0])


def is_below_attached(table: str, comparison: Comparison) -> bool:
    """Whether a table that is there has to be attached, or is part of one that has to be, at any depth."""
    fact = comparison.reference.get("table", table)
    while fact is not None and fact["partition_bound"] and not comparison.is_new("table", fact["table"]):
        if becomes_partition(fact["table"], comparison):
            return True
        fact = comparison.reference.get("table", fact["inherits"][0])
    return False


def comes_back(table: str, comparison: Comparison) -> bool:
    """Whether a partition leaves the table that it is part of and is attached again, for other rows."""
    wanted, found = (side.get("table", table) for side in (comparison.reference, comparison.target))
    if not wanted or not found or not wanted["partition_bound"] or becomes_partition(table, comparison):
        return False
    return any(wanted[field] != found[field] for field in HANGING)


def gets_heir(table: str, comparison: Comparison) -> bool:
    """Whether another table of the target has to be attached to this one, or to inherit from it."""
    wanted, found = (side.heirs.get(table, []) for side in (comparison.reference, comparison.target))
    return any(heir not in found and not comparison.is_new("table", heir) for heir in wanted)


def takes_in(table: str | None, comparison: Comparison, *, new: bool = True) -> bool:
    """Whether a table joins this one, or one below it: it would get what is to go from here.

    `new`: or is made as one of them.
    """
    for heir in heirs_below(table, comparison.reference):
        wanted, found = (side.get("table", heir) for side in (comparison.reference, comparison.target))
        if found is None:
            if new:
                return True
        elif wanted and (
            set(wanted["inherits"] or ()) - set(found["inherits"] or ()) or comes_back(heir, comparison)
        ):
            return True
    return False


def gets_parent(table: str, comparison: Comparison) -> bool:
    """Whether a table has to inherit from one that it does not in the target; a partition fits later, too."""
    wanted, found = (side.get("table", table) for side in (comparison.reference, comparison.target))
    if wanted is None or found is None or wanted["partition_bound"]:
        return False
    return not {*(wanted["inherits"] or ())} <= {*(found["inherits"] or ())}


def bars_attaching(column: Fact, comparison: Comparison) -> bool:
    """Whether a column too many has to go before its table is attached to another, or another to it.

    Not before a table that is made anew has let go of it, since a partition cannot lose what it inherits.
    """
    table = column["table"]
    if any(side.get("table", table) is None for side in (comparison.reference, comparison.target)):
        return False
    return becomes_partition(table, comparison) or gets_heir(table, comparison)


def lets_go(table: str, comparison: Comparison) -> bool:
    """Whether a partition has to leave the table that it is part of, and so keeps what is passed on to it."""
    wanted, found = (side.get("table", table) for side in (comparison.reference, comparison.target))
    return bool(found and found["partition_bound"] and wanted and wanted["inherits"] != found["inherits"])
