"""What can happen to a table, and to what stands beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.pgdrift.fuzz.choices import Choices, Impossible
from tests.pgdrift.generate.fuzz.column_changes import Change, new_column
from tests.pgdrift.generate.fuzz.schema import ATable, AView, Schema
from tests.pgdrift.generate.fuzz.values import COMMENTS, RULES

COMMANDS = ("ALL", "SELECT", "INSERT", "UPDATE", "DELETE")
CALLED = "FOR EACH ROW EXECUTE FUNCTION public.touch()"


def on_table(change: Callable[[Schema, str, ATable, Choices], None]) -> Change:
    """The change, for a table that is drawn."""

    def changed(schema: Schema, choose: Choices) -> None:
        name = choose.one(sorted(schema.tables))
        change(schema, name, schema.tables[name], choose)

    changed.__name__ = change.__name__
    return changed


def add_table(schema: Schema, choose: Choices) -> None:
    table = ATable(comment=choose.one(COMMENTS))
    if schema.tables and choose.once_in(2):
        table.parent = choose.one(sorted(schema.tables))
    for _ in range(choose.number(1, 3)):
        new_column(schema, table, choose)
    name = schema.name("t")
    schema.tables[name] = table
    if choose.once_in(2):
        _policy(schema, table, choose)
        table.granted = choose.one([(), ("SELECT", "INSERT")])


@on_table
def drop_table(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    del schema.tables[name]
    for other in schema.tables.values():
        other.parent = None if other.parent == name else other.parent


@on_table
def rename_table(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    if table.former:
        raise Impossible
    new = schema.name("t")
    schema.tables = {new if n == name else n: t for n, t in schema.tables.items()}
    table.former = name
    for other in schema.tables.values():
        other.parent = new if other.parent == name else other.parent


@on_table
def comment_table(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    table.comment = choose.one(COMMENTS)


@on_table
def drop_constraint(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    _drop(choose, table.checks, table.unique)


@on_table
def rename_constraint(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    _rename(choose, schema, table.checks, table.unique)


@on_table
def drop_index(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    _drop(choose, table.indexes)


@on_table
def rename_index(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    _rename(choose, schema, table.indexes)


@on_table
def change_foreign_key(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    # Rows that are there refer to one that has to be there, too.
    able = [other for other in sorted(schema.tables) if schema.tables[other].filled or not table.filled]
    table.parent = choose.one([None, *(other for other in able if other < name)])
    table.foreign_key = choose.one([{}, {"ondelete": "CASCADE"}, {"deferrable": True}])


@on_table
def add_policy(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    _policy(schema, table, choose)


def _policy(schema: Schema, table: ATable, choose: Choices) -> None:
    table.policies[schema.name("p")] = (choose.one(COMMANDS), choose.one(RULES))


@on_table
def change_policy(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    policy = choose.one(sorted(table.policies))
    command = choose.one([table.policies[policy][0], *COMMANDS])
    table.policies[policy] = (command, choose.one(RULES))


@on_table
def drop_policy(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    _drop(choose, table.policies)
    table.granted = table.granted if table.is_tenants else ()


@on_table
def rename_policy(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    _rename(choose, schema, table.policies)


@on_table
def force(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    table.forced = not table.forced
    table.granted = table.granted if table.is_tenants else ()


@on_table
def grant(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    if not table.is_tenants:
        raise Impossible
    table.granted = choose.one([(), ("SELECT",), ("SELECT", "UPDATE", "DELETE")])


@on_table
def grant_too(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    on = choose.one(["", *sorted(table.columns)])
    table.granted_too.pop(on, None)
    if privileges := choose.one([("SELECT",), ("SELECT", "UPDATE"), ("INSERT", "REFERENCES"), ()]):
        table.granted_too[on] = privileges


@on_table
def add_trigger(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    table.triggers[schema.name("g")] = _trigger(table, choose)


@on_table
def change_trigger(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    table.triggers[choose.one(sorted(table.triggers))] = _trigger(table, choose)


def _trigger(table: ATable, choose: Choices) -> str:
    of = [f"BEFORE UPDATE OF {column} ON {{0}} {CALLED}" for column in sorted(table.columns)[:1]]
    changed = "WHEN (old.customer IS DISTINCT FROM new.customer) EXECUTE"
    return choose.one(
        [
            f"BEFORE UPDATE ON {{0}} {CALLED}",
            f"AFTER INSERT OR DELETE ON {{0}} {CALLED}",
            f"BEFORE UPDATE ON {{0}} {CALLED.replace('EXECUTE', changed)}",
            *of,
        ]
    )


@on_table
def drop_trigger(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    _drop(choose, table.triggers)


@on_table
def rename_trigger(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    _rename(choose, schema, table.triggers)


@on_table
def add_view(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    _view(table, schema.name("v"), choose)


@on_table
def change_view(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    _view(table, choose.one(sorted(table.views)), choose)


def _view(table: ATable, name: str, choose: Choices) -> None:
    column, where = choose.one(sorted(table.columns)), choose.one([None, "customer <> 'a:b'"])
    comment = choose.one(COMMENTS) or ""
    table.views[name] = AView(column, where, choose.one(["true", "false"]), choose.once_in(2), comment)


@on_table
def drop_view(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    _drop(choose, table.views)


@on_table
def rename_view(schema: Schema, name: str, table: ATable, choose: Choices) -> None:
    _rename(choose, schema, table.views)


def _drop(choose: Choices, *among: dict[str, Any]) -> None:
    kind = choose.one([kind for kind in among if kind])
    del kind[choose.one(sorted(kind))]


def _rename(choose: Choices, schema: Schema, *among: dict[str, Any]) -> None:
    kind = choose.one([kind for kind in among if kind])
    name = choose.one(sorted(kind))
    kind[schema.name(name.partition("_")[0])] = kind.pop(name)


TABLE_CHANGES: tuple[Change, ...] = (
    add_table, drop_table, rename_table, comment_table, drop_constraint, rename_constraint, drop_index,
    rename_index, change_foreign_key, add_policy, change_policy, drop_policy, rename_policy, force, grant,
    grant_too, add_trigger, change_trigger, drop_trigger, rename_trigger, add_view, change_view, drop_view,
    rename_view,
)  # fmt: skip
