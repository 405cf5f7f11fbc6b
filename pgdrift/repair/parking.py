"""Columns of a type that goes and comes back: their values wait as text or JSON until it is there again."""

from __future__ import annotations

from collections.abc import Container, Iterator
from dataclasses import replace

from pgdrift.catalog.column_changes import is_shared, store
from pgdrift.catalog.column_definition import inherited_from, name_of, set_default_again
from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.dotted_names import mentions, names
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.set_expression import set_expression
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.catalog.table_rebuild import is_around_partitions, lost_its_whole, without_whole
from pgdrift.catalog.values_as_json import as_type, changed_within, helper
from pgdrift.repair import refused_values

_STORED = ("storage", "compression", "statistics")


def parked(
    column: Key, type_name: str, comparison: Comparison, rebuilt: Container[Key] = (), depth: int = 0
) -> Iterator[Statement]:
    """Take `column` out of the type's way, and give it back its type once that has been made anew.

    Not if its table goes and comes back around its partitions; `rebuilt` are the tables that are made anew.
    With a `depth` the column has rows of a table as values, in which the type is: it goes before these.
    """
    found = comparison.target.snapshot.facts[column]
    wanted = comparison.reference.get("column", column.name) or found
    if _goes(found["table"], comparison, rebuilt):
        return
    alone = f"ALTER TABLE {comparison.only(found['table'])}{found['table']} ALTER COLUMN {found['column']}"
    if found["default"]:
        yield Statement(f"{alone} DROP DEFAULT", "column", column.name, phase=Phase.CLEAR, rank=5)
        if wanted["default"]:
            yield from set_default_again(wanted, comparison)
    if wanted["type"] == found["type"]:
        # Another type brings its own way of storing values.
        yield from store(wanted, [field for field in _STORED if wanted[field]], comparison)
    # A column of its own that is a parent's as well is altered together with that, too.
    taken_along = bool(found["inherited_from"]) and not lost_its_whole(found["table"], comparison, rebuilt)
    stays = comparison.reference.get("table", found["table"]) is None or is_shared(found, comparison)
    apart = without_whole(found["table"], comparison, rebuilt) is not None or not stays
    if taken_along and not apart:
        return  # both ways
    altering = f"ALTER TABLE {found['table']} ALTER COLUMN {found['column']}"
    changed = changed_within(found["type"], comparison)
    waiting = (
        f"TYPE jsonb USING to_jsonb({found['column']})"
        if changed
        else f"TYPE text USING {found['column']}::text"
    )
    losing = [name for name in changed if _lost(name, comparison)]
    lost = [attribute for name in losing for attribute in _lost(name, comparison)]
    parking = Statement(
        f"{altering} {waiting}",
        "type" if lost else "column",
        losing[0] if lost else column.name,
        bool(lost),
        f"drops what every row has in {', '.join(lost)} of {found['column']}" if lost else "",
        Phase.CLEAR,
        55 - min(depth, 8),
    )
    if not taken_along:
        yield from refused_values.labels(column, found, type_name, comparison)
        yield from refused_values.ranges(column, found, comparison)
        yield parking
    if changed and wanted["type"] == found["type"]:
        plain = replace(parking, destructive=False, comment="")
        yield from helper(found["type"], comparison, plain)
    # The rows of a table that is made anew become the type's again as they are copied.
    if wanted["type"] == found["type"] and Key("table", found["table"]) not in rebuilt:
        value = f"{found['column']}::{found['type']}"
        if changed:
            value = as_type(found["column"], found["type"], comparison)
        back = f"{altering} TYPE {found['type']} USING {value}"
        if wanted["collation"]:
            back = f"{altering} TYPE {found['type']} COLLATE {wanted['collation']} USING {value}"
        yield Statement(back, "column", column.name, phase=Phase.TABLE, rank=1)


def _goes(table: str, comparison: Comparison, rebuilt: Container[Key]) -> bool:
    fact = comparison.target.get("table", table)
    return fact is not None and Key("table", table) in rebuilt and is_around_partitions(fact, comparison)


def _lost(type_name: str, comparison: Comparison) -> list[str]:
    wanted, has = (side.get("type", type_name) for side in (comparison.reference, comparison.target))
    if wanted is None or has is None:
        return []
    kept = {attribute.partition(" ")[0] for attribute in wanted["attributes"] or ()}
    return [a.partition(" ")[0] for a in has["attributes"] or () if a.partition(" ")[0] not in kept]


def blanked(table: Key, column: str, comparison: Comparison, rebuilt: Container[Key]) -> Iterator[Statement]:
    """Columns computed from the one that is retyped: something else is computed meanwhile (since 17).

    A table that is made anew computes nothing any more, and its heirs nothing that it has.
    """
    for name, fact in comparison.target.children(table, "column").items():
        if not fact["generated"] or not mentions(fact["generated"], column):
            continue
        if table not in rebuilt:
            yield from blanked_column(name, fact, comparison)
        elif not fact["inherited_from"]:
            sql = f"ALTER TABLE {table.name} ALTER COLUMN {fact['column']} DROP EXPRESSION"
            yield Statement(sql, "column", name, phase=Phase.CLEAR, rank=16)


def blanked_column(name: str, fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """Let a generated column be computed from nothing, until it can be computed as it should."""
    if _comes_with_parent(fact, comparison):
        return
    altering = f"ALTER TABLE {fact['table']} ALTER COLUMN {fact['column']}"
    if fact["not_null"]:
        yield Statement(f"{altering} DROP NOT NULL", "column", name, phase=Phase.CLEAR, rank=5)
    nothing = f"{altering} SET EXPRESSION AS (NULL::{fact['type']})"
    # Once views with whole rows have gone, under which no table can be rewritten.
    yield Statement(nothing, "column", name, phase=Phase.CLEAR, rank=16)
    wanted = comparison.reference.get("column", name)
    again = wanted if wanted is not None and wanted["generated"] else fact
    yield from set_expression(again, comparison)
    if again["not_null"]:
        yield Statement(f"{altering} SET NOT NULL", "column", name, phase=Phase.TABLE, rank=4)


def _comes_with_parent(fact: Fact, comparison: Comparison) -> bool:
    """Whether an heir's is computed as a parent's before and after, which passes on what is said of it."""
    wanted = comparison.reference.get("column", name_of(fact))
    if wanted is None:
        return False
    return any(
        above["generated"] == wanted["generated"] and found["generated"] == fact["generated"]
        for above in inherited_from(wanted, comparison)
        if name_of(above) in fact["inherited_from"]
        and (found := comparison.target.get("column", name_of(above)))
    )


def uses(fact: Fact, key: Key, side: Side) -> bool:
    """Whether a column has values of the type, in an array or a multirange perhaps."""
    multirange = (side.snapshot.facts.get(key) or {}).get("multirange")
    return bool({key.name, multirange} & set(names(fact["type"])))
