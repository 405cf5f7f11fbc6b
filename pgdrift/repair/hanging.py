"""Tables that stay where they hang, as heirs or as partitions, because something else stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.joining import HANGING

RETYPED = {"type", "collation"}
# What PostgreSQL changes in a table together with its heirs, or not at all.
_SHARED = {*RETYPED, "not_null"}


def not_fitting(
    difference: Difference, fields: Sequence[str], left: Mapping[Key, Difference], comparison: Comparison
) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """The tables that cannot be hung on another while one of both keeps a column as it is."""
    found, extra = difference.target, difference.reference is None
    if difference.kind in ("constraint", "index") and extra and found is not None:
        # A table above would take it for its own, and with its own have it dropped.
        own = left.get(Key("table", found["table"]))
        if own is not None and not set(HANGING).isdisjoint(own.fields):
            yield from _not_hung(own, left, comparison)
    if difference.kind == "table" and extra and found is not None:
        # What has an heir cannot become a partition.
        for parent in found["inherits"] or ():
            own = left.get(Key("table", parent))
            if own is not None and not found["partition_bound"] and own.fact["partition_bound"]:
                yield from _not_hung(own, left, comparison)
    hangs = difference.kind == "table" and not set(HANGING).isdisjoint(fields or difference.fields)
    if hangs and not extra and found is not None:
        yield from _columns_of(difference, left, comparison)
    if difference.kind != "column" or found is None:
        return
    if not extra and RETYPED.isdisjoint(fields or difference.fields):
        return
    below = comparison.reference.heirs.get(found["table"], ())
    for name in (found["table"], *below):
        other = left.get(Key("table", name))
        wanted = other.reference if other is not None else None
        if other is None or wanted is None or set(HANGING).isdisjoint(other.fields or wanted):
            continue
        if other.target is None:
            if name in below and wanted["partition_bound"]:
                yield other, ()
        elif name in below or not extra or wanted["partition_bound"]:
            yield from _not_hung(other, left, comparison)


def _not_hung(
    table: Difference, left: Mapping[Key, Difference], comparison: Comparison
) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """A table that stays where it hangs, with the keys and indexes that it would share there."""
    yield table, HANGING
    if table.target is not None and table.fact["inherits"] == table.target["inherits"]:
        return  # as before, for other rows
    yield from ((left[member], ()) for member in hung_up(table.key, left, comparison))


def _columns_of(
    table: Difference, left: Mapping[Key, Difference], comparison: Comparison
) -> Iterator[tuple[Difference, tuple[str, ...]]]:
    """What a table cannot change in its columns as long as it hangs where it does, since its parents do.

    Nor can its own heirs, which have these columns from it.
    """
    assert table.target is not None
    family = _family(table.name, comparison)
    for column in list(left.values()):
        if column.kind != "column" or column.fact["table"] not in family:
            continue
        if column.target is None:
            if table.target["partition_bound"]:
                yield column, ()
        elif column.target["inherited_from"] and (held := tuple(f for f in column.fields if f in _SHARED)):
            yield column, held


def _family(table: str, comparison: Comparison) -> list[str]:
    """A table and those that inherit from it, at any depth, before as well as after."""
    found = [table]
    for name in found:
        stay = comparison.reference.heirs.get(name, ())
        found += [
            heir for heir in comparison.target.heirs.get(name, ()) if heir in stay and heir not in found
        ]
    return found


def hung_up(table: Key, left: Mapping[Key, Difference], comparison: Comparison) -> Iterator[Key]:
    """What belongs to a table that stays partitioned, or not: its parts, keys, indexes and publications."""
    yield from heirs(table, left)
    # Which rows of a partitioned table are published can only be said in some of them.
    yield from (key for key, one in left.items() if key.kind == "publication" and _filters(one, table))
    own = {*comparison.reference.members(table), *comparison.target.members(table)}
    yield from (key for key in left if key in own and key.kind in ("constraint", "index"))


def _filters(publication: Difference, table: Key) -> bool:
    objects = (publication.reference or {}).get("objects") or ()
    return any(one.startswith(f"TABLE {table.name} ") for one in objects)


def heirs(table: Key, left: Mapping[Key, Difference]) -> Iterator[Key]:
    """The tables that hang on another, as its heirs or its partitions, or should."""
    for key, difference in left.items():
        sides = (difference.reference, difference.target) if key.kind == "table" else ()
        if any(fact and table.name in (fact["inherits"] or ()) for fact in sides):
            yield key
