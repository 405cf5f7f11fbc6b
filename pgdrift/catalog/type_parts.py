"""What the values of a type consist of, at any depth, and how the parts of a type are written."""

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


def part_name(definition: str) -> str:
    """The quoted name that a constraint's or an attribute's definition begins with."""
    if definition.startswith('"'):
        end = 1
        while definition[end : end + 2] == '""' or definition[end] != '"':
            end += 2 if definition[end] == '"' else 1
        return definition[: end + 1]
    return definition.partition(" ")[0]


def rest_of(definition: str) -> str:
    """A definition without the name that it begins with."""
    return definition[len(part_name(definition)) :]
