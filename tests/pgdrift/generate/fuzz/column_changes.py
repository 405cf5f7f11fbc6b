"""What can happen to a column, and to what stands on it."""

from __future__ import annotations

from collections.abc import Callable

from tests.pgdrift.fuzz.choices import Choices, Impossible
from tests.pgdrift.generate.fuzz.schema import AColumn, ATable, Schema
from tests.pgdrift.generate.fuzz.values import COMMENTS, RETYPED, TYPES, defaults

Change = Callable[[Schema, Choices], None]


def on_column(change: Callable[[Schema, ATable, str, AColumn, Choices], None]) -> Change:
    """The change, for a column that is drawn."""

    def changed(schema: Schema, choose: Choices) -> None:
        table = schema.tables[choose.one(sorted(schema.tables))]
        name = choose.one(sorted(table.columns))
        change(schema, table, name, table.columns[name], choose)

    changed.__name__ = change.__name__
    return changed


def new_column(schema: Schema, table: ATable, choose: Choices) -> None:
    if not schema.regenerates and any(column.regenerated for column in table.columns.values()):
        raise Impossible
    column = AColumn(choose.one([*sorted(TYPES), *sorted(schema.enums)]))
    if column.kind == "integer" and choose.once_in(3):
        column.generated = choose.number(1, 3)
    else:
        column.default = choose.one([None, *defaults(column, schema)])
        column.required = column.may_be_required and choose.once_in(2)
    table.columns[schema.name("c")] = column


def add_column(schema: Schema, choose: Choices) -> None:
    new_column(schema, schema.tables[choose.one(sorted(schema.tables))], choose)


@on_column
def drop_column(schema: Schema, table: ATable, name: str, column: AColumn, choose: Choices) -> None:
    remove(table, name)


def remove(table: ATable, name: str) -> None:
    del table.columns[name]
    table.checks = {k: v for k, v in table.checks.items() if v[0] != name}
    table.unique = {k: v for k, v in table.unique.items() if name not in v}
    table.indexes = {k: v for k, v in table.indexes.items() if name not in v[0]}
    table.views = {k: v for k, v in table.views.items() if v.column != name}
    table.triggers = {k: v for k, v in table.triggers.items() if f" {name} " not in v}
    table.granted_too = {k: v for k, v in table.granted_too.items() if k != name}


@on_column
def rename_column(schema: Schema, table: ATable, name: str, column: AColumn, choose: Choices) -> None:
    if column.former:
        raise Impossible
    new = schema.name("c")
    column.former = name
    table.columns = {new if n == name else n: c for n, c in table.columns.items()}
    table.checks = {k: (new if v[0] == name else v[0], v[1]) for k, v in table.checks.items()}
    table.unique = {k: tuple(new if c == name else c for c in v) for k, v in table.unique.items()}
    table.indexes = {
        k: (tuple(new if c == name else c for c in v[0]), *v[1:]) for k, v in table.indexes.items()
    }
    table.triggers = {k: v.replace(f" {name} ", f" {new} ") for k, v in table.triggers.items()}
    table.granted_too = {new if k == name else k: v for k, v in table.granted_too.items()}
    for view in table.views.values():
        view.column = new if view.column == name else view.column


@on_column
def change_type(schema: Schema, table: ATable, name: str, column: AColumn, choose: Choices) -> None:
    if column.generated:
        raise Impossible
    column.kind = choose.one(RETYPED.get(column.kind, []))
    column.default, column.required = None, False


@on_column
def change_default(schema: Schema, table: ATable, name: str, column: AColumn, choose: Choices) -> None:
    if column.generated:
        raise Impossible
    column.default = choose.one([None, *defaults(column, schema)])
    column.required = column.required and column.may_be_required


@on_column
def require(schema: Schema, table: ATable, name: str, column: AColumn, choose: Choices) -> None:
    column.required = not column.required and column.may_be_required


@on_column
def generate_otherwise(schema: Schema, table: ATable, name: str, column: AColumn, choose: Choices) -> None:
    if not column.generated or not (schema.regenerates or list(table.columns)[-1] == name):
        raise Impossible
    column.generated += 1
    column.regenerated = True


@on_column
def comment_column(schema: Schema, table: ATable, name: str, column: AColumn, choose: Choices) -> None:
    column.comment = choose.one(COMMENTS)


@on_column
def add_check(schema: Schema, table: ATable, name: str, column: AColumn, choose: Choices) -> None:
    table.checks[schema.name("k")] = (name, _condition(column, choose))


@on_column
def change_check(schema: Schema, table: ATable, name: str, column: AColumn, choose: Choices) -> None:
    check = choose.one(sorted(k for k, v in table.checks.items() if v[0] == name))
    table.checks[check] = (name, _condition(column, choose))


def _condition(column: AColumn, choose: Choices) -> str:
    conditions = ["{0} IS NULL OR length({0}::text) < 100", "length({0}::text) < 200"]
    if column.is_text:
        conditions += ["{0} NOT IN ('p', 'q')", "{0} <> 'a:b%'", "{0} ~ '^.*$'"]
    return choose.one(conditions)


@on_column
def add_unique(schema: Schema, table: ATable, name: str, column: AColumn, choose: Choices) -> None:
    table.unique[schema.name("u")] = choose.one([("id", name), (name, "id")])


@on_column
def add_index(schema: Schema, table: ATable, name: str, column: AColumn, choose: Choices) -> None:
    _index(table, schema.name("i"), name, choose)


@on_column
def change_index(schema: Schema, table: ATable, name: str, column: AColumn, choose: Choices) -> None:
    _index(table, choose.one(sorted(k for k, v in table.indexes.items() if name in v[0])), name, choose)


def _index(table: ATable, index: str, name: str, choose: Choices) -> None:
    members = choose.one([(name,), (name, "id")])
    where = choose.one([None, "{0} IS NOT NULL", "customer <> 'x'"])
    table.indexes[index] = (members, len(members) == 2 and choose.once_in(3), where)


COLUMN_CHANGES: tuple[Change, ...] = (
    add_column, drop_column, rename_column, change_type, change_default, require, generate_otherwise,
    comment_column, add_check, change_check, add_unique, add_index, change_index,
)  # fmt: skip
