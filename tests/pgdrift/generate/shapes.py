"""Declarations in which one thing reaches through others: a table that rules, views and functions use."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_policy import PGPolicy
from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Computed,
    Enum,
    ForeignKey,
    ForeignKeyConstraint,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from pgdrift.declare import Grant, RowSecurity, View, renamed_from, table_renamed_from
from tests.pgdrift.generate.workshop import NAMES, Workshop

Declaration = Callable[[Workshop], tuple[Sequence[Table], Sequence[Any]]]


@dataclass(frozen=True)
class Shape:
    """Two declarations, rows for the first, and a query that the rows have to answer all the way.

    ``said`` stands in the revision. What stands both before and after may never be missing for others.
    """

    name: str
    before: Declaration
    after: Declaration
    rows: str
    query: str
    answer: Sequence[tuple[Any, ...]]
    said: str = ""


def notes(*more: Any, name: str = "notes") -> Table:
    identity = Column("id", Integer, Identity(), primary_key=True)
    return Table(name, MetaData(naming_convention=NAMES), identity, Column("customer", Text), *more)


def guarded(shop: Workshop, rule: str, *more: Any, table: str = "notes") -> list[Any]:
    app = f"{shop.name}_app"
    return [
        RowSecurity(table),
        PGPolicy("public", "mine", f"FOR ALL TO {app} USING ({rule}) WITH CHECK ({rule})", f"public.{table}"),
        Grant(("SELECT", "INSERT"), f"public.{table}", app),
        *more,
    ]


def invoked(name: str, definition: str) -> View:
    return View(name, definition, {"security_invoker": "true"})


def moody(default: str, *labels: str) -> Declaration:
    mood = Enum(*labels, name="moods")
    return lambda shop: (
        [notes(Column("mood", mood, server_default=text(f"'{default}'"), nullable=False))],
        guarded(shop, "customer = current_user"),
    )


def typed(kind: Any) -> Declaration:
    return lambda shop: (
        [notes(Column("size", kind), Column("title", Text))],
        guarded(
            shop,
            "size > 5 AND customer <> ''",
            invoked("sizes", "SELECT id, size FROM public.notes WHERE size > 1"),
            invoked("most", "SELECT max(size) AS size FROM public.sizes"),
            Grant(("SELECT",), "public.sizes", f"{shop.name}_app"),
        ),
    )


def documented(default: str) -> Declaration:
    column = Column("document", JSON, server_default=text(f"'{default}'"), nullable=False)
    return lambda shop: ([notes(column)], guarded(shop, "customer = current_user"))


def used(name: str, former: str | None = None) -> Declaration:
    """A column that a rule of each kind reads."""

    def declaration(shop: Workshop) -> tuple[Sequence[Table], Sequence[Any]]:
        column = Column(name, Integer, nullable=False, **(renamed_from(former) if former else {}))
        table = notes(
            column,
            Column("double", Integer, Computed(f"{name} * 2", persisted=True)),
            CheckConstraint(f"{name} > 0", name="positive"),
        )
        Index("notes_large", table.c.customer, postgresql_where=text(f"{name} > 100"))
        rule = f"{name} < 1000 AND customer <> ''"
        return [table], guarded(shop, rule, invoked("v", f"SELECT id, {name} FROM public.notes"))

    return declaration


def tree(name: str, former: str | None = None, *, serial: bool = False) -> Declaration:
    def declaration(shop: Workshop) -> tuple[Sequence[Table], Sequence[Any]]:
        key = Column("id", Integer, *(() if serial else (Identity(),)), primary_key=True)
        reference = ForeignKey(f"{name}.id", name=f"{name}_above_fkey")
        table = Table(
            name,
            MetaData(naming_convention=NAMES),
            key,
            Column("above", Integer, reference),
            Column("customer", Text),
        )
        table_renamed_from(table, former)
        return [table], guarded(shop, "customer = current_user", table=name)

    return declaration


def viewed(inner: str, outer: str) -> Declaration:
    return lambda shop: (
        [notes(Column("size", Integer), Column("title", Text))],
        guarded(
            shop,
            "customer <> ''",
            invoked("inside", inner),
            invoked("outside", outer),
            Grant(("SELECT",), "public.outside", f"{shop.name}_app"),
        ),
    )


def permitted(argument: str) -> Declaration:
    function = PGFunction(
        "public",
        f"may_see({argument} text)",
        f"RETURNS boolean LANGUAGE sql STABLE RETURN {argument} <> current_user",
    )
    return lambda shop: (
        [notes()],
        [
            function,
            *guarded(shop, "public.may_see(customer)"),
            Grant(("EXECUTE",), "public.may_see(text)", f"{shop.name}_app", kind="FUNCTION"),
        ],
    )


def composite(**actions: str) -> Declaration:
    def declaration(shop: Workshop) -> tuple[Sequence[Table], Sequence[Any]]:
        notes_ = notes(UniqueConstraint("id", "customer", name="notes_id_customer_key"))
        lines = Table(
            "lines",
            notes_.metadata,
            Column("id", Integer, Identity(), primary_key=True),
            Column("note_id", Integer),
            Column("customer", Text),
            ForeignKeyConstraint(
                ["note_id", "customer"], ["notes.id", "notes.customer"], name="lines_note_fkey", **actions
            ),
        )
        of_lines = [
            RowSecurity("lines"),
            PGPolicy("public", "of_lines", "FOR ALL USING (true)", "public.lines"),
        ]
        return [notes_, lines], [*guarded(shop, "customer <> ''"), *of_lines]

    return declaration
