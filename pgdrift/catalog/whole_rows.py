"""Materialized views with whole rows of a table as values, under which no table can be rewritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import names
from pgdrift.catalog.fact import Difference, Key

_FILLED = ("default", "generated", "identity")


def views_of(table: str, comparison: Comparison) -> Iterator[Key]:
    """The materialized views of the target that may have such values."""
    for name, view in comparison.target.snapshot.of_kind("view").items():
        # PostgreSQL lists the columns of `SELECT *`: an asterisk that is left stands for a whole row.
        if view["materialized"] and ".*" in view["definition"] and table in names(view["definition"]):
            yield Key("view", name)


def in_the_way(differences: Iterable[Difference], comparison: Comparison) -> Iterator[Key]:
    """Those that keep a missing column from being added, for every row has to be given a value."""
    for difference in differences:
        if difference.kind != "column" or difference.target is not None:
            continue
        fact = difference.fact
        if any(fact[field] for field in _FILLED) or comparison.reference.get("type", fact["type"]):
            yield from views_of(fact["table"], comparison)
