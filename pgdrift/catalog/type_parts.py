"""What the values of a type consist of, at any depth."""

from __future__ import annotations

from pgdrift.catalog.comparison import Side
from pgdrift.catalog.dotted_names import names
from pgdrift.catalog.fact import Key


def parts(type_name: str, *sides: Side) -> list[str]:
    """The types and tables of which a value has something in it, by its type's own name first."""
    found: dict[str, None] = {}
    waiting = names(type_name)
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found[name] = None
        for side in sides:
            fact = side.get("type", name)
            if fact is not None:
                waiting += names(" ".join([*(fact["attributes"] or ()), fact["base"] or ""]))
            elif side.get("table", name) is not None:
                columns = side.children(Key("table", name), "column").values()
                waiting += names(" ".join(column["type"] for column in columns))
    return list(found)
