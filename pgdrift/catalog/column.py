"""Columns of tables."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog import column_not_null, foreign_options, identity_above_heirs
from pgdrift.catalog.column_adding import add
from pgdrift.catalog.column_changes import reidentify, retype, store
from pgdrift.catalog.column_definition import (
    altering_alone,
    depth,
    inherited_at_first,
    is_unchecked,
    is_with_type,
    name_of,
    require,
    written_below_computed,
)
from pgdrift.catalog.column_expression import is_made_anew, regenerate
from pgdrift.catalog.column_meaning import FIELDS, JUDGED, MISSING, judge_extra
from pgdrift.catalog.column_of_heir import apart, without_default
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import mentions
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.joining import bars_attaching
from pgdrift.catalog.kind import Kind
from pgdrift.catalog.partition import is_in_key
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Phase, Statement

_STORED = ("storage", "compression", "statistics", "options")


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    new_table = comparison.is_new("table", fact["table"])
    passed_on = fact["inherited"] and (new_table or _is_with_parent(fact, comparison))
    if passed_on or is_with_type(fact, comparison):
        yield from apart(fact, comparison)
        yield from identity_above_heirs.own(fact, comparison)
    elif identity_above_heirs.is_not_added(fact, comparison) and not new_table:
        yield from identity_above_heirs.add_in_steps(fact, comparison)
    elif not new_table:
        yield from add(fact, comparison)
    else:
        yield from without_default(fact, comparison)
    yield from written_below_computed(fact, comparison)
    if is_unchecked(fact, comparison) and not fact["inherited"]:
        yield require(fact, comparison)
    taken_over = _taken_over(fact, comparison) if new_table else ()
    yield from store(fact, [field for field in _STORED if fact[field] or field in taken_over], comparison)
    yield from comment_on("COLUMN", name_of(fact), fact, "column")


def _taken_over(fact: Fact, comparison: Comparison) -> list[str]:
    """In what a new heir stores values as its parent does by then, unless it is told otherwise."""
    parents = inherited_at_first(fact, comparison)
    return [field for field in ("storage", "compression") if any(parent[field] for parent in parents)]


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, found = difference.fact, difference.target
    assert found is not None
    changed, column = set(difference.fields), fact["column"]
    if changed & {"type", "collation"} and "generated" not in changed:
        yield from retype(fact, found, comparison)
    if "default" in changed:
        wanted = f"SET DEFAULT {fact['default']}" if fact["default"] else "DROP DEFAULT"
        rank = 3 if fact["default"] else 0
        yield altering_alone(fact, f"ALTER COLUMN {column} {wanted}", comparison, rank)
    if "identity" in changed:
        yield from reidentify(fact, found, comparison)
    if changed & {"generated", "generation"}:
        yield from regenerate(fact, found, comparison)
    yield from column_not_null.change(difference, comparison)
    yield from store(fact, changed & {*_STORED}, comparison, found)
    if changed & {"type", "collation"}:  # another type brings its own way of storing values
        again = [field for field in ("storage", "compression") if fact[field] and field not in changed]
        yield from store(fact, again, comparison)
    if "foreign_options" in changed:
        options = foreign_options.change(fact["foreign_options"], found["foreign_options"])
        sql = f"ALTER FOREIGN TABLE {fact['table']} ALTER COLUMN {column} {options}"
        said = foreign_options.unknown(fact["foreign_options"], found["foreign_options"])
        yield Statement(sql, "column", name_of(fact), comment=said, phase=Phase.TABLE)
    if "comment" in changed:
        yield from comment_on("COLUMN", name_of(fact), fact, "column", changed=True)


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    wanted = comparison.reference.get("table", fact["table"])
    if fact["inherited"] and (wanted is None or _is_with_parent(fact, comparison)):
        return
    if is_with_type(fact, comparison):
        return
    early = bars_attaching(fact, comparison)
    # Before what it is computed from; an heir loses its own after that of its parent, which it has as well.
    rank, soon = (39, -1) if fact["generated"] else (40 + min(depth(fact, comparison.target), 9), 0)
    yield Statement(
        f"ALTER TABLE {fact['table']} DROP COLUMN {fact['column']}",
        "column",
        name_of(fact),
        True,
        "drops the column and what is in it",
        Phase.TABLE if early else Phase.DROP,
        soon if early else rank,
        counting=f"SELECT count({fact['column']}) FROM {fact['table']}",
        table=fact["table"],
    )


def _is_with_parent(fact: Fact, comparison: Comparison) -> bool:
    """Whether the column comes and goes with that of a table that this one inherits from before and after."""
    sides = (comparison.reference, comparison.target)
    before, after = (set((side.get("table", fact["table"]) or {}).get("inherits") or ()) for side in sides)
    return any(
        side.get("column", f"{parent}.{fact['column']}") for parent in before & after for side in sides
    )


def disturbs(difference: Difference) -> Key | None:
    """PostgreSQL refuses to retype a column that a view or a policy uses."""
    return difference.key if {"type", "collation"} & set(difference.fields) else None


def rebuilds(difference: Difference, comparison: Comparison) -> Key | None:
    """What would put the column last, although others come after it or are built on it."""
    fact, found, target = difference.fact, difference.target, comparison.target
    assert found is not None
    table = Key("table", fact["table"])
    if is_made_anew(difference, target.snapshot.major):
        others = comparison.reference.children(table, "column")
        is_last = next(reversed(others), None) == difference.name
        return table if target.members(difference.key) or not is_last else None
    if {"generated", "generation"} & set(difference.fields):
        return None
    if {"type", "collation"} & set(difference.fields) and is_in_key(found, comparison):
        return table
    if {"type", "collation"} & set(difference.fields) and target.snapshot.major < 17:
        columns = target.children(table, "column").values()
        computed = [c for c in columns if c["generated"] and mentions(c["generated"], fact["column"])]
        return table if computed else None
    return None


def _has_it_from_the_whole(field: str, reference: Fact, target: Fact, lowest: int) -> bool:
    """Since 17 a partition has the identity of its table, which was the table's alone before."""
    both = (reference, target)
    return (
        field == "identity"
        and lowest < 17
        and all(fact["of_partition"] for fact in both)
        and any(fact["identity"] is None for fact in both)
    )


KIND = Kind(
    name="column",
    plural="columns",
    identity=frozenset(
        {
            "table",
            "column",
            "inherited",
            "inherited_from",
            "of_partition",
            "foreign",
            "type_storage",
            "not_null_name",
            "not_null_no_inherit",
            "not_null_own",
        }
    ),
    fields=FIELDS,
    missing=MISSING,
    extra=judge_extra,
    judged=JUDGED,
    create=create,
    alter=alter,
    drop=drop,
    disturbs=disturbs,
    rebuilds=rebuilds,
    parents=lambda fact: (Key("table", fact["table"]),),
    texts=frozenset({"default", "generated"}),
    tolerates=_has_it_from_the_whole,
)
