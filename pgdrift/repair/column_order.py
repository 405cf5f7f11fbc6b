"""Which tables have to be made anew so that their columns come in the right order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key


def out_of_order(differences: Sequence[Difference], comparison: Comparison) -> list[Key]:
    """The tables whose columns would be in another order once the missing ones had been added."""
    missing: defaultdict[str, list[str]] = defaultdict(list)
    for difference in differences:
        fact = difference.fact
        if (
            difference.kind == "column"
            and difference.target is None
            and not _comes_with_parent(fact, comparison)
        ):
            missing[fact["table"]].append(fact["column"])
    found = []
    for name, added in missing.items():
        wanted, present = (side.get("table", name) for side in (comparison.reference, comparison.target))
        if wanted is None or present is None or wanted["server"] or present["server"]:
            continue
        order = wanted["columns"] or []
        kept = [column for column in present["columns"] or () if column in order]
        if kept + [column for column in order if column in added] != order:
            found.append(Key("table", name))
    return found


def _comes_with_parent(fact: Fact, comparison: Comparison) -> bool:
    """Whether a column is added to the table's parent; one that gets its parent only now needs it before."""
    wanted, present = (side.get("table", fact["table"]) for side in (comparison.reference, comparison.target))
    kept = wanted is None or present is None or wanted["inherits"] == present["inherits"]
    return bool(fact["inherited"]) and kept


def heirs(table: Key, comparison: Comparison) -> list[Key]:
    """What has to be made anew with a table, to be its partition or heir again as it should.

    A table that loses its parent would keep the parent's columns as its own; a partition only has to have all
    columns.
    """
    found = []
    for name, fact in comparison.target.snapshot.of_kind("table").items():
        wanted = comparison.reference.get("table", name)
        if wanted is None or any(table.name not in (side["inherits"] or ()) for side in (fact, wanted)):
            continue
        if not fact["partition_bound"] or set(wanted["columns"] or ()) - set(fact["columns"] or ()):
            found.append(Key("table", name))
    return found
