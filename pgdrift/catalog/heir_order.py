"""Heirs that CREATE TABLE ... INHERITS does not make: in another order, with two defaults, of a partition.

One in another order had columns of its own before one of its parents got them, or before it got that
parent. A column that is its own as well as inherited keeps its place only if the table is made without that
parent. What it has from its parents alone comes from a table that stands in for them until it has those.
"""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.column_definition import definition, disagree, inherited_from
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import mentions
from pgdrift.catalog.fact import Fact, Key, frozen
from pgdrift.catalog.inherited_check import checks_from_parents
from pgdrift.catalog.joining import lets_go
from pgdrift.catalog.meanwhile import beside
from pgdrift.catalog.statement import Phase, Statement

# Where one parent takes the place of another.
_HANGING = 2


def parents_at_first(fact: Fact, comparison: Comparison) -> list[str]:
    """What a new heir inherits from when it is made."""
    if not fact["inherits"] or fact["partition_bound"]:
        return []
    if not _is_made_apart(fact, comparison):
        return list(fact["inherits"])
    return [beside(fact["table"])] if _inherited(fact, comparison) else []


def required_by_parents(column: Fact, comparison: Comparison) -> Fact:
    """A new heir's own column, without a NOT NULL that comes from its parents alone; known since 18."""
    table = comparison.reference.get("table", column["table"]) or {}
    with_parents = table.get("inherits") and parents_at_first(frozen(table), comparison) == table["inherits"]
    if column["not_null_own"] or not with_parents:
        return column
    above = inherited_from(column, comparison)
    required = any(parent["not_null"] and not parent["not_null_no_inherit"] for parent in above)
    return frozen({**column, "not_null": False}) if required else column


def standing_in(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """The table that an heir has its parents' columns from until it has its parents."""
    name = beside(fact["table"])
    if parents_at_first(fact, comparison) == [name]:
        columns = [
            frozen(
                {
                    **column,
                    "table": name,
                    "not_null": column["not_null"]
                    and any(parent["not_null"] for parent in inherited_from(column, comparison)),
                }
            )
            for column in _inherited(fact, comparison)
        ]
        lines = ",\n    ".join(definition(column, comparison) for column in columns)
        yield Statement(f"CREATE TABLE {name} (\n    {lines}\n)", "table", fact["table"])


def hang(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """Let an heir that was made without its parents inherit from them."""
    table, first = fact["table"], parents_at_first(fact, comparison)
    if not fact["inherits"] or fact["partition_bound"] or first == fact["inherits"]:
        return
    sql = [f"ALTER TABLE {table} INHERIT {parent}" for parent in fact["inherits"]]
    for name in first:
        sql += [f"ALTER TABLE {table} NO INHERIT {name}", f"DROP TABLE {name}"]
    for one in sql:
        yield Statement(one, "table", table, phase=Phase.TABLE, rank=_HANGING)
    yield from checks_from_parents(fact, comparison)


def _is_made_apart(fact: Fact, comparison: Comparison) -> bool:
    own = fact["columns"] or []
    given = [column for column in _given(fact, comparison) if column in own]
    # A column that is computed from the heir's own could not be in the table that stands in.
    computed = [column["generated"] for column in _inherited(fact, comparison) if column["generated"]]
    if any(mentions(text, column) for text in computed for column in own):
        return False
    if _is_below_partition(fact, comparison):
        return True
    apart = given != own or _gets_two_defaults(fact, comparison)
    return apart and all(_stays(parent, comparison) for parent in fact["inherits"])


def _gets_two_defaults(fact: Fact, comparison: Comparison) -> bool:
    """Whether CREATE TABLE would ask which parent's default a column of theirs has."""
    return any(disagree(column, comparison) for column in _inherited(fact, comparison))


def _is_below_partition(fact: Fact, comparison: Comparison) -> bool:
    """Whether a parent is still a partition when the heir is made, of which nothing can inherit."""
    return any(lets_go(parent, comparison) for parent in fact["inherits"])


def _given(fact: Fact, comparison: Comparison) -> list[str]:
    """The columns in the order that INHERITS gives."""
    columns = [column for parent in fact["inherits"] for column in _order(parent, comparison)]
    columns += [c["column"] for c in _columns(fact, comparison)]
    return list(dict.fromkeys(columns))


def _order(table: str, comparison: Comparison) -> list[str]:
    """The columns of a parent in the order in which they are there when its heir is made."""
    fact = comparison.reference.get("table", table)
    if not comparison.is_new("table", table):
        found = comparison.target.children(Key("table", table), "column").values()
        return [column["column"] for column in found]
    if fact is None:
        return []
    columns = _columns(fact, comparison)
    if not fact["inherits"] or fact["partition_bound"]:
        return [column["column"] for column in columns]
    if not _is_made_apart(fact, comparison):
        return _given(fact, comparison)
    return [c["column"] for c in sorted(columns, key=lambda column: not column["inherited"])]


def _stays(parent: str, comparison: Comparison) -> bool:
    """Whether a parent has already what it should have when its heir is made, and nothing besides."""
    key = Key("table", parent)
    return comparison.is_new("table", parent) or all(
        comparison.reference.children(key, kind) == comparison.target.children(key, kind)
        for kind in ("column", "constraint")
    )


def _columns(fact: Fact, comparison: Comparison) -> list[Fact]:
    return list(comparison.reference.children(Key("table", fact["table"]), "column").values())


def _inherited(fact: Fact, comparison: Comparison) -> list[Fact]:
    """The columns that an heir has from its parents alone."""
    return [column for column in _columns(fact, comparison) if column["inherited"]]
