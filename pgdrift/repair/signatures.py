"""What an object is apart from its name: two that are equal in that may be one that was renamed."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from pgdrift.catalog.comparison import Side
from pgdrift.catalog.dotted_names import bare, without_arguments
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kinds import KINDS

_NOT_TELLING = frozenset(
    {"owner", "comment", "columns", "populated", "clustered", "tablespace", "not_null_name", "constructors"}
)


def values(difference: Difference) -> Iterator[Hashable]:
    """What the object of a difference says of itself."""
    for field in KINDS[difference.kind].fields:
        if field not in _NOT_TELLING:
            yield _hashable(difference.fact[field])


def signature(difference: Difference, side: Side, other: Side) -> Hashable:
    """What an object is apart from its name, and where it lies."""
    fact, key = difference.fact, difference.key
    if key.kind == "schema":
        names = [k for k in side.snapshot.facts if k.name.startswith(f"{key.name}.") and k.kind != "grant"]
        return tuple(sorted((k.kind, k.name.removeprefix(key.name)) for k in names)) or key
    telling = {field: fact[field] for field in KINDS[key.kind].fields if field not in _NOT_TELLING}
    if key.kind == "table":
        telling = _SIGNATURES["table"](fact, side, other)
    elif key.kind == "column":
        telling |= _SIGNATURES["column"](fact, side, other)
    elif key.kind == "sequence":
        # A column has one identity, whatever numbers it should give.
        telling = {} if fact["identity"] else telling
        telling |= {"owned_by": fact["owned_by"], "identity": fact["identity"]}
    elif key.kind == "statistics":
        telling["schema"] = _schema_of(key)  # which need not be that of its table
    if "definition" in telling and key.kind != "constraint":
        # Statistics have their schema in it.
        without = _without_name(telling["definition"], bare(key.name))
        telling["definition"] = _without_name(without, key.name)
    place = fact.get("table") if key.kind not in ("table", "sequence") else _schema_of(key)
    place = place or _schema_of(key)
    return (key.kind, place, *((field, _hashable(value)) for field, value in sorted(telling.items())))


def _of_table(fact: Fact, side: Side, _: Side) -> dict[str, Any]:
    columns = side.children(Key("table", fact["table"]), "column").values()
    telling = ("column", "type", "not_null", "generation", "identity")
    return {
        **{field: fact[field] for field in ("partition_key", "partition_bound", "inherits", "persistence")},
        "columns": [[column[field] for field in telling] for column in columns] or fact["table"],
    }


def _of_column(fact: Fact, side: Side, other: Side) -> dict[str, Any]:
    """A column that was dropped and one that was added do not lie in the same place."""
    mine = (side.get("table", fact["table"]) or {}).get("columns") or []
    theirs = (other.get("table", fact["table"]) or {}).get("columns") or []
    before = mine[: mine.index(fact["column"])] if fact["column"] in mine else []
    return {"place": sum(column in theirs for column in before)}


_SIGNATURES: Mapping[str, Callable[[Fact, Side, Side], dict[str, Any]]] = {
    "table": _of_table,
    "column": _of_column,
}


def _without_name(definition: str, name: str) -> str:
    return definition.replace(f" {name} ", "  ", 1)


def _schema_of(key: Key) -> str:
    whole = without_arguments(key.name)
    arguments = key.name[len(whole) :]
    return whole.removesuffix(bare(whole)) + arguments


def _hashable(value: Any) -> Hashable:
    return tuple(map(_hashable, value)) if isinstance(value, list) else value


def couples(groups: Iterable[Sequence[Difference]]) -> Iterator[tuple[Difference, Difference]]:
    """What is missing and what has come in its place, where there is exactly one of each."""
    for group in groups:
        if len(group) == 2 and (group[0].reference is None) != (group[1].reference is None):
            missing, extra = sorted(group, key=lambda difference: difference.reference is None)
            yield missing, extra
