"""More declarations whose parts hang on one another: labels, keys, arguments and types that others use."""

from collections.abc import Sequence
from typing import Any

from alembic_utils.pg_function import PGFunction
from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Enum,
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

from pgdrift.declare import Grant
from tests.pgdrift.generate.shapes import Declaration, guarded, invoked, notes
from tests.pgdrift.generate.workshop import NAMES, Workshop


def staged(labels: Sequence[str], special: str) -> Declaration:
    """An enum with a label that a rule of each kind says."""

    def declaration(shop: Workshop) -> tuple[Sequence[Table], Sequence[Any]]:
        stage = Column("stage", Enum(*labels, name="stages"), server_default=text("'new'"), nullable=False)
        table = notes(stage, CheckConstraint(f"stage <> '{special}' OR customer <> ''", name="named"))
        Index("notes_special", table.c.customer, postgresql_where=text(f"stage = '{special}'"))
        function = PGFunction(
            "public",
            "special()",
            f"RETURNS public.stages LANGUAGE sql STABLE RETURN '{special}'::public.stages",
        )
        view = invoked("specials", f"SELECT id FROM public.notes WHERE stage = '{special}'")
        return [table], [function, *guarded(shop, f"stage <> '{special}'", view)]

    return declaration


def asked(arguments: str, call: str) -> Declaration:
    """A function that a policy, a default, a view and a CHECK call, each with `call`."""

    def declaration(shop: Workshop) -> tuple[Sequence[Table], Sequence[Any]]:
        function = PGFunction(
            "public", f"rate({arguments})", "RETURNS integer LANGUAGE sql IMMUTABLE RETURN $1 + 1"
        )
        rate = Column("rate", Integer, server_default=text(call.format("1")), nullable=False)
        table = notes(rate, CheckConstraint(f"{call.format('rate')} > 0", name="rate"))
        view = invoked("rates", f"SELECT id, {call.format('rate')} AS rate FROM public.notes")
        names = ", ".join(word.split()[1] for word in arguments.split(", "))
        may = Grant(("EXECUTE",), f"public.rate({names})", f"{shop.name}_app", kind="FUNCTION")
        return [table], [function, may, *guarded(shop, f"{call.format('rate')} > 0", view)]

    return declaration


def numbered(kind: Any, literal: str) -> Declaration:
    """A column whose type PostgreSQL does not cast by itself, under an index, a policy and a view."""

    def declaration(shop: Workshop) -> tuple[Sequence[Table], Sequence[Any]]:
        table = notes(Column("number", kind, server_default=text(literal), nullable=False))
        Index("notes_number", table.c.number)
        view = invoked("numbers", "SELECT id, number FROM public.notes")
        return [table], guarded(shop, f"number <> {literal}", view)

    return declaration


def keyed(*key: str) -> Declaration:
    """A primary key of these columns, and who refers to it or to a unique key beside it."""

    def declaration(shop: Workshop) -> tuple[Sequence[Table], Sequence[Any]]:
        metadata = MetaData(naming_convention=NAMES)
        table = Table(
            "notes",
            metadata,
            Column("id", Integer, Identity(), nullable=False, primary_key="id" in key),
            Column("customer", Text, nullable=False, primary_key="customer" in key),
            *((UniqueConstraint("id", "customer", name="notes_id_customer_key"),) if len(key) == 1 else ()),
            *((UniqueConstraint("id", name="notes_id_key"),) if len(key) == 2 else ()),
        )
        lines = Table(
            "lines",
            metadata,
            Column("note_id", Integer, nullable=False),
            Column("customer", Text, nullable=False),
            ForeignKeyConstraint(["note_id"], ["notes.id"], name="lines_note_fkey"),
            ForeignKeyConstraint(
                ["note_id", "customer"], ["notes.id", "notes.customer"], name="lines_both_fkey"
            ),
        )
        return [table, lines], guarded(shop, "customer <> ''")

    return declaration


def shown(*, phone: bool) -> Declaration:
    """A last column that a view, a policy and a generated column read, or nothing of all this."""

    def declaration(shop: Workshop) -> tuple[Sequence[Table], Sequence[Any]]:
        more = (
            Column("phone", Text),
            Column("prefix", Text, Computed("substr(phone, 1, 3)", persisted=True)),
        )
        view = invoked("people", f"SELECT id, customer{', prefix' if phone else ''} FROM public.notes")
        rule = "customer <> ''" + (" AND phone IS NOT NULL" if phone else "")
        return [notes(*(more if phone else ()))], guarded(shop, rule, view)

    return declaration
