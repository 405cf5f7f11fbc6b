"""Values whose attributes are to stand in another order: JSON keeps them by name, text only by place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import above, names
from pgdrift.catalog.meanwhile import meanwhile
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.catalog.type_parts import parts


def changed_within(type_name: str, comparison: Comparison) -> list[str]:
    """The composite types that values of the type consist of, and that get other attributes."""
    changed = []
    for name in parts(type_name, comparison.target):
        wanted, present = (side.get("type", name) for side in (comparison.reference, comparison.target))
        if wanted is not None and present is not None and wanted["attributes"] != present["attributes"]:
            changed.append(name)
    return changed


def ranges_over_changed(type_name: str, comparison: Comparison) -> list[str]:
    """The ranges in values of the type whose ends get other attributes: JSON has these as text, by place."""
    reached = {*parts(type_name, comparison.target)}
    return [
        name
        for name, fact in comparison.target.snapshot.of_kind("type").items()
        if fact["variant"] == "range"
        and reached & {name, fact["multirange"]}
        and changed_within(fact["base"], comparison)
    ]


def as_type(value: str, type_name: str, comparison: Comparison) -> str:
    """SQL for what the JSON `value` is as the type; `helper` has to be there."""
    if _is_composite(type_name, comparison):
        return f"jsonb_populate_record(NULL::{type_name}, {value})"
    made = f"jsonb_build_object('value', {value})"
    return f"(jsonb_populate_record(NULL::{_helper(type_name)}, {made})).value"


def helper(type_name: str, comparison: Comparison, around: Statement) -> Iterator[Statement]:
    """A type that reads what is no record from JSON; for `around`, and for what copies its table."""
    if not _is_composite(type_name, comparison):
        name = _helper(type_name)
        yield replace(around, sql=f"CREATE TYPE {name} AS (value {type_name})", phase=Phase.TABLE, rank=1)
        yield replace(around, sql=f"DROP TYPE {name}", phase=Phase.TABLE, rank=22)


def _is_composite(type_name: str, comparison: Comparison) -> bool:
    return bool((comparison.target.get("type", type_name) or {}).get("attributes"))


def _helper(type_name: str) -> str:
    return f"{above(names(type_name)[0])}.{meanwhile(type_name, 'pgdrift_value')}"
