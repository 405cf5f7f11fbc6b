"""When a table is dropped: late, but before columns that its own are computed from."""

from __future__ import annotations

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import mentions
from pgdrift.catalog.fact import Fact, Key

_RANK = 50
# Columns go at 39 and later.
_BEFORE_COLUMNS = 38


def rank_of_going(fact: Fact, comparison: Comparison) -> int:
    """The rank of DROP TABLE: that of an heir comes before its parent's, or the parent's column's."""
    above = (comparison.target.get("table", parent) for parent in fact["inherits"] or ())
    going = [one for one in above if one and comparison.reference.get("table", one["table"]) is None]
    ranks = [rank - 1 for one in going if (rank := rank_of_going(one, comparison)) < _RANK]
    if _is_computed_from_what_goes(fact, comparison):
        ranks.append(_BEFORE_COLUMNS)
    return min(ranks, default=_RANK)


def _is_computed_from_what_goes(fact: Fact, comparison: Comparison) -> bool:
    columns = comparison.target.children(Key("table", fact["table"]), "column").values()
    going = [
        column["column"]
        for column in columns
        for parent in fact["inherits"] or ()
        if column["inherited"]
        and comparison.reference.get("table", parent)
        and comparison.target.get("column", f"{parent}.{column['column']}")
        and comparison.reference.get("column", f"{parent}.{column['column']}") is None
    ]
    computed = [column["generated"] for column in columns if column["generated"]]
    return any(mentions(one, name) for one in computed for name in going)
