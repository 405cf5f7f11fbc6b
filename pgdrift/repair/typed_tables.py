"""Tables that are made of a type stand for themselves until that has been made anew."""

from __future__ import annotations

from collections.abc import Container, Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Key
from pgdrift.catalog.statement import Phase, Statement


def without_type(type_name: str, comparison: Comparison, rebuilt: Container[Key]) -> Iterator[Statement]:
    """Let the tables go, and make those of the type again that should be; `rebuilt` are made anew as such."""
    for name, fact in comparison.target.snapshot.of_kind("table").items():
        if fact["of_type"] != type_name:
            continue
        yield Statement(f"ALTER TABLE {name} NOT OF", "table", name, phase=Phase.CLEAR, rank=5)
        wanted = comparison.reference.get("table", name)
        if wanted is not None and wanted["of_type"] == type_name and Key("table", name) not in rebuilt:
            # Once the columns are those of the type: those too many have gone.
            sql = f"ALTER TABLE {name} OF {type_name}"
            yield Statement(sql, "table", name, phase=Phase.DROP, rank=51)
