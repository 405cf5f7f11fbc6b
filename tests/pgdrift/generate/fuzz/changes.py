"""What can happen to a schema."""

from __future__ import annotations

from copy import deepcopy

from tests.pgdrift.fuzz.choices import Choices, Impossible
from tests.pgdrift.generate.fuzz.column_changes import COLUMN_CHANGES, Change, remove
from tests.pgdrift.generate.fuzz.schema import AFunction, AnEnum, Schema
from tests.pgdrift.generate.fuzz.table_changes import TABLE_CHANGES, add_table

_KINDS = ("FUNCTIONS", "TYPES", "TABLES", "SEQUENCES")


def add_enum(schema: Schema, choose: Choices) -> None:
    labels = tuple(schema.name("label") for _ in range(choose.number(1, 3)))
    schema.enums[schema.name("e")] = AnEnum(labels, labels[:1])


def add_label(schema: Schema, choose: Choices) -> None:
    enum = schema.enums[choose.one(sorted(schema.enums))]
    position = choose.number(0, len(enum.labels))
    enum.labels = (*enum.labels[:position], schema.name("label"), *enum.labels[position:])


def drop_label(schema: Schema, choose: Choices) -> None:
    enum = schema.enums[choose.one(sorted(schema.enums))]
    label = choose.one([label for label in enum.labels if label not in enum.held])
    enum.labels = tuple(other for other in enum.labels if other != label)


def drop_enum(schema: Schema, choose: Choices) -> None:
    enum = choose.one(sorted(schema.enums))
    del schema.enums[enum]
    for table in schema.tables.values():
        for name in [name for name, column in table.columns.items() if column.kind == enum]:
            remove(table, name)


def add_function(schema: Schema, choose: Choices) -> None:
    schema.functions[schema.name("f")] = AFunction(choose.one(["integer", "bigint"]))


def change_function(schema: Schema, choose: Choices) -> None:
    schema.functions[choose.one(sorted(schema.functions))].result += 1


def return_otherwise(schema: Schema, choose: Choices) -> None:
    name = choose.one(sorted(schema.functions))
    function = schema.functions[name]
    function.returns = "bigint" if function.returns == "integer" else "integer"


def grant_function(schema: Schema, choose: Choices) -> None:
    function = schema.functions[choose.one(sorted(schema.functions))]
    function.public = not function.public


def drop_function(schema: Schema, choose: Choices) -> None:
    name = choose.one(sorted(schema.functions))
    del schema.functions[name]
    for table in schema.tables.values():
        for column in table.columns.values():
            if column.default and f".{name}(" in column.default:
                column.default, column.required = None, False


def change_default_privileges(schema: Schema, choose: Choices) -> None:
    kind = choose.one(_KINDS)
    others = tuple(other for other in schema.default_privileges if other != kind)
    schema.default_privileges = others if kind in schema.default_privileges else (*others, kind)


CHANGES: tuple[Change, ...] = (
    *TABLE_CHANGES, *COLUMN_CHANGES, add_enum, add_label, drop_label, drop_enum, add_function,
    change_function, return_otherwise, grant_function, drop_function, change_default_privileges,
)  # fmt: skip
FIRST: tuple[Change, ...] = (add_table, add_enum, add_function, add_table)


def first(choose: Choices, major: int) -> Schema:
    """A schema to begin with on PostgreSQL `major`."""
    schema = Schema(regenerates=major >= 17)
    for change in FIRST:
        change(schema, choose)
    return _changed(schema, choose, 6)


def evolved(schema: Schema, choose: Choices) -> Schema:
    """What it becomes by one to four changes; every table has got rows, and its former name is forgotten."""
    schema = deepcopy(schema)
    for table in schema.tables.values():
        table.former, table.filled = None, True
        for column in table.columns.values():
            column.former, column.regenerated = None, False
    for enum in schema.enums.values():
        enum.held = tuple(dict.fromkeys((*enum.held, enum.labels[0])))
    return _changed(schema, choose, choose.number(1, 4))


def states(choose: Choices, steps: int, beginning: Schema) -> list[Schema]:
    """`beginning`, and what it becomes step by step."""
    found = [beginning]
    for _ in range(steps):
        found.append(evolved(found[-1], choose))
    return found


def _changed(schema: Schema, choose: Choices, times: int) -> Schema:
    before, wanted = deepcopy(schema), times
    for _ in range(20 * times):
        try:
            choose.one(CHANGES)(schema, choose)
        except Impossible:
            continue
        wanted -= 1
        if wanted <= 0 and schema != before:
            return schema
    add_table(schema, choose)
    return schema
