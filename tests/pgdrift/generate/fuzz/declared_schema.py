"""A declared schema that changes at random: what it is, what can happen to it, and its declarations."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_policy import PGPolicy
from alembic_utils.pg_trigger import PGTrigger
from hypothesis import strategies as st
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    DateTime,
    Enum,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Numeric,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from pgdrift.declare import Grant, RowSecurity, View, renamed_from, table_renamed_from
from tests.pgdrift.generate.workshop import NAMES, TRIGGER_FUNCTION, Workshop

Draw = Callable[[st.SearchStrategy[Any]], Any]

TYPES: dict[str, Callable[[], Any]] = {
    "integer": Integer,
    "bigint": BigInteger,
    "numeric": lambda: Numeric(10, 2),
    "varchar(20)": lambda: String(20),
    "varchar(40)": lambda: String(40),
    "text": Text,
    "time": lambda: DateTime(timezone=True),
    "uuid": Uuid,
}
RETYPED = {
    "integer": ["bigint", "text"],
    "bigint": ["text"],
    "varchar(20)": ["varchar(40)", "text"],
    "varchar(40)": ["varchar(20)", "text"],
    "text": ["varchar(40)"],
}
DEFAULTS = {
    "integer": ["7", "abs(-3)"],
    "bigint": ["9"],
    "numeric": ["1.5"],
    "varchar(20)": ["'a:b'", "'50%'"],
    "varchar(40)": ["'it''s'"],
    "text": ["'x'", "lower('Y')"],
    "time": ["now()"],
    "uuid": ["gen_random_uuid()"],
}
RULES = (
    "customer = current_user",
    "customer = current_setting('app.a:b', true)",
    "customer IN ('ann', 'bob')",
)


@dataclass
class AColumn:
    kind: str
    required: bool = False
    default: str | None = None
    comment: str | None = None
    former: str | None = None

    @property
    def is_text(self) -> bool:
        return self.kind.startswith(("varchar", "text"))


@dataclass
class ATable:
    columns: dict[str, AColumn] = field(default_factory=dict)
    checks: dict[str, tuple[str, str]] = field(default_factory=dict)
    unique: dict[str, tuple[str, ...]] = field(default_factory=dict)
    indexes: dict[str, tuple[tuple[str, ...], bool, str | None]] = field(default_factory=dict)
    parent: str | None = None
    rule: str | None = None
    granted: tuple[str, ...] = ()
    trigger: bool = False
    view: tuple[str, str] | None = None
    comment: str | None = None
    former: str | None = None


@dataclass
class Schema:
    """Tables by name, the labels of an enum, and the body of a function; names are never used twice."""

    tables: dict[str, ATable] = field(default_factory=dict)
    labels: tuple[str, ...] = ("low", "high")
    body: str = "RETURNS integer LANGUAGE sql IMMUTABLE RETURN 1"
    named: int = 0

    def name(self, stem: str) -> str:
        self.named += 1
        return f"{stem}_{self.named}"

    def evolved(self, draw: Draw) -> "Schema":
        """What it becomes by one to four changes; what was renamed before has long been renamed."""
        schema = deepcopy(self)
        for table in schema.tables.values():
            table.former = None
            for column in table.columns.values():
                column.former = None
        for _ in range(draw(st.integers(1, 4))):
            draw(st.sampled_from(CHANGES))(schema, draw)
        if schema == self:
            add_table(schema, draw)
        return schema

    def declared_in(self, shop: Workshop) -> Workshop:
        """The workshop that declares it."""
        metadata = MetaData(naming_convention=NAMES)
        app, entities = f"{shop.name}_app", []
        entities += [PGFunction("public", "touch()", TRIGGER_FUNCTION)]
        entities += [PGFunction("public", "worth(integer)", self.body)]
        for name, table in self.tables.items():
            _declare(name, table, self, metadata)
            if table.rule:
                entities += [RowSecurity(name), _policy(name, table.rule, app)]
            if table.granted:
                entities.append(Grant(table.granted, f"public.{name}", app))
            if table.trigger:
                definition = f"BEFORE UPDATE ON public.{name} FOR EACH ROW EXECUTE FUNCTION public.touch()"
                entities.append(
                    PGTrigger(
                        schema="public",
                        signature=f"{name}_touch",
                        on_entity=f"public.{name}",
                        definition=definition,
                    )
                )
            if table.view:
                column, invoker = table.view
                query = f"SELECT id, {column} FROM public.{name}"
                entities.append(View(f"{name}_view", query, {"security_invoker": invoker}))
        return shop.declaring(*metadata.tables.values(), entities=entities)


def _declare(name: str, table: ATable, schema: Schema, metadata: MetaData) -> None:
    columns: list[Any] = [
        Column("id", Integer, Identity(), primary_key=True),
        Column("customer", Text, server_default=text("'ann'"), nullable=False),
        Column("level", Enum(*schema.labels, name="levels", metadata=metadata)),
        Column(
            "parent_id",
            ForeignKey(f"{table.parent}.id", name=f"{name}_parent_fkey") if table.parent else Integer,
        ),
    ]
    for column, said in table.columns.items():
        extra = renamed_from(said.former) if said.former else {}
        default = text(said.default.replace(":", "\\:")) if said.default else None
        columns.append(
            Column(
                column,
                TYPES[said.kind](),
                nullable=not said.required,
                server_default=default,
                comment=said.comment,
                **extra,
            )
        )
    made = Table(name, metadata, *columns, comment=table.comment)
    for check, (column, condition) in table.checks.items():
        made.append_constraint(CheckConstraint(condition.format(column), name=check))
    for key, members in table.unique.items():
        made.append_constraint(UniqueConstraint(*members, name=key))
    for index, (members, unique, where) in table.indexes.items():
        predicate = text(where.format(members[0])) if where else None
        Index(index, *(made.c[m] for m in members), unique=unique, postgresql_where=predicate)
    table_renamed_from(made, table.former)


def _reference(name: str, table: ATable) -> list[ForeignKey]:
    return [ForeignKey(f"{table.parent}.id", name=f"{name}_parent_fkey")] if table.parent else []


def _policy(name: str, rule: str, app: str) -> PGPolicy:
    return PGPolicy(
        schema="public",
        signature=f"{name}_isolation",
        on_entity=f"public.{name}",
        definition=f"FOR ALL TO {app} USING ({rule}) WITH CHECK ({rule})",
    )


def add_table(schema: Schema, draw: Draw) -> None:
    table = ATable(comment=draw(st.sampled_from([None, "About: 50% of 'it'"])))
    table.rule = draw(st.sampled_from([None, *RULES]))
    table.granted = ("SELECT", "INSERT") if table.rule and draw(st.booleans()) else ()
    if schema.tables and draw(st.booleans()):
        table.parent = draw(st.sampled_from(sorted(schema.tables)))
    schema.tables[schema.name("t")] = table
    for _ in range(draw(st.integers(1, 3))):
        _new_column(schema, table, draw)


def _new_column(schema: Schema, table: ATable, draw: Draw) -> None:
    kind = draw(st.sampled_from(sorted(TYPES)))
    default = draw(st.sampled_from([None, *DEFAULTS[kind]]))
    required = default is not None and draw(st.booleans())
    table.columns[schema.name("c")] = AColumn(kind, required, default)


def _on_table(change: Callable[[Schema, str, ATable, Draw], None]) -> Callable[[Schema, Draw], None]:
    def changed(schema: Schema, draw: Draw) -> None:
        if schema.tables:
            name = draw(st.sampled_from(sorted(schema.tables)))
            change(schema, name, schema.tables[name], draw)

    return changed


def _on_column(
    change: Callable[[Schema, ATable, str, AColumn, Draw], None],
) -> Callable[[Schema, Draw], None]:
    def changed(schema: Schema, name: str, table: ATable, draw: Draw) -> None:
        if table.columns:
            column = draw(st.sampled_from(sorted(table.columns)))
            change(schema, table, column, table.columns[column], draw)

    return _on_table(changed)


@_on_table
def drop_table(schema: Schema, name: str, table: ATable, draw: Draw) -> None:
    del schema.tables[name]
    for other in schema.tables.values():
        other.parent = None if other.parent == name else other.parent


@_on_table
def rename_table(schema: Schema, name: str, table: ATable, draw: Draw) -> None:
    if table.former or any(column.former for column in table.columns.values()):
        return
    new = schema.name("t")
    schema.tables = {new if n == name else n: t for n, t in schema.tables.items()}
    table.former = name
    for other in schema.tables.values():
        other.parent = new if other.parent == name else other.parent


@_on_table
def add_column(schema: Schema, name: str, table: ATable, draw: Draw) -> None:
    _new_column(schema, table, draw)


@_on_column
def drop_column(schema: Schema, table: ATable, name: str, column: AColumn, draw: Draw) -> None:
    del table.columns[name]
    table.checks = {k: v for k, v in table.checks.items() if v[0] != name}
    table.unique = {k: v for k, v in table.unique.items() if name not in v}
    table.indexes = {k: v for k, v in table.indexes.items() if name not in v[0]}
    table.view = None if table.view and table.view[0] == name else table.view


@_on_column
def rename_column(schema: Schema, table: ATable, name: str, column: AColumn, draw: Draw) -> None:
    if column.former or table.former:
        return
    new = schema.name("c")
    column.former = name
    table.columns = {new if n == name else n: c for n, c in table.columns.items()}
    table.checks = {k: (new if v[0] == name else v[0], v[1]) for k, v in table.checks.items()}
    table.unique = {k: tuple(new if c == name else c for c in v) for k, v in table.unique.items()}
    table.indexes = {
        k: (tuple(new if c == name else c for c in v[0]), *v[1:]) for k, v in table.indexes.items()
    }
    if table.view and table.view[0] == name:
        table.view = (new, table.view[1])


@_on_column
def retype(schema: Schema, table: ATable, name: str, column: AColumn, draw: Draw) -> None:
    used = any(v[0] == name for v in table.checks.values())
    if column.kind in RETYPED and not used and not column.former:
        column.kind = draw(st.sampled_from(RETYPED[column.kind]))
        column.default, column.required = None, False


@_on_column
def default(schema: Schema, table: ATable, name: str, column: AColumn, draw: Draw) -> None:
    column.default = draw(st.sampled_from([None, *DEFAULTS[column.kind]]))
    column.required = column.required and column.default is not None


@_on_column
def require(schema: Schema, table: ATable, name: str, column: AColumn, draw: Draw) -> None:
    column.required = not column.required and column.default is not None


@_on_column
def comment_column(schema: Schema, table: ATable, name: str, column: AColumn, draw: Draw) -> None:
    column.comment = draw(st.sampled_from([None, "what 'it' is", '50%: :name \\ "x"']))


@_on_column
def check(schema: Schema, table: ATable, name: str, column: AColumn, draw: Draw) -> None:
    known = next((k for k, v in table.checks.items() if v[0] == name), None)
    if known and draw(st.booleans()):
        del table.checks[known]
        return
    conditions = ["{} IS NULL OR length({}::text) < 100", "length({}::text) < 200"]
    if column.is_text:
        conditions += ["{} NOT IN ('p', 'q')", "{} <> 'a:b%'" if column.default != "'a:b'" else "{} <> 'z'"]
    condition = draw(st.sampled_from(conditions)).replace("{}", "{0}")
    table.checks[known or schema.name("k")] = (name, condition)


@_on_column
def unique(schema: Schema, table: ATable, name: str, column: AColumn, draw: Draw) -> None:
    known = next((k for k, v in table.unique.items() if name in v), None)
    if known:
        del table.unique[known]
    elif not column.required:
        table.unique[schema.name("u")] = draw(st.sampled_from([("id", name), (name, "id")]))


@_on_column
def index(schema: Schema, table: ATable, name: str, column: AColumn, draw: Draw) -> None:
    known = next((k for k, v in table.indexes.items() if name in v[0]), None)
    if known and draw(st.booleans()):
        del table.indexes[known]
        return
    where = draw(st.sampled_from([None, "{0} IS NOT NULL", "customer <> 'x'"]))
    table.indexes[known or schema.name("i")] = (draw(st.sampled_from([(name,), (name, "id")])), False, where)


@_on_column
def view(schema: Schema, table: ATable, name: str, column: AColumn, draw: Draw) -> None:
    table.view = draw(st.sampled_from([None, (name, "true"), (name, "false")]))


@_on_table
def parent(schema: Schema, name: str, table: ATable, draw: Draw) -> None:
    older = sorted(schema.tables)
    table.parent = None if table.parent else draw(st.sampled_from(older[: older.index(name)] or [None]))


@_on_table
def rule(schema: Schema, name: str, table: ATable, draw: Draw) -> None:
    table.rule = draw(st.sampled_from([None, *RULES]))
    table.granted = table.granted if table.rule else ()


@_on_table
def grant(schema: Schema, name: str, table: ATable, draw: Draw) -> None:
    choices = [(), ("SELECT",), ("SELECT", "UPDATE", "DELETE")]
    table.granted = draw(st.sampled_from(choices)) if table.rule else ()


@_on_table
def trigger(schema: Schema, name: str, table: ATable, draw: Draw) -> None:
    table.trigger = not table.trigger


@_on_table
def comment_table(schema: Schema, name: str, table: ATable, draw: Draw) -> None:
    table.comment = draw(st.sampled_from([None, "one", "two: 'and' 50%"]))


def label(schema: Schema, draw: Draw) -> None:
    position = draw(st.integers(0, len(schema.labels)))
    schema.labels = (*schema.labels[:position], schema.name("label"), *schema.labels[position:])


def function(schema: Schema, draw: Draw) -> None:
    number = draw(st.integers(1, 3))
    schema.body = f"RETURNS integer LANGUAGE sql IMMUTABLE RETURN {number}"


CHANGES = (
    add_table, drop_table, rename_table, add_column, drop_column, rename_column, retype, default, require,
    comment_column, check, unique, index, view, parent, rule, grant, trigger, comment_table, function, label,
)  # fmt: skip
