"""A random schema as the declarations of a project."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_policy import PGPolicy
from alembic_utils.pg_trigger import PGTrigger
from sqlalchemy import (
    CheckConstraint,
    Column,
    Computed,
    Enum,
    ForeignKey,
    Identity,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from pgdrift import tenancy
from pgdrift.declare import DefaultPrivileges, Grant, RowSecurity, View, renamed_from, table_renamed_from
from tests.pgdrift.generate.fuzz.schema import AColumn, ATable, Schema
from tests.pgdrift.generate.fuzz.values import TYPES
from tests.pgdrift.generate.workshop import NAMES, TRIGGER_FUNCTION, Workshop


def declared(schema: Schema, shop: Workshop) -> Workshop:
    """The workshop that declares the schema."""
    metadata = MetaData(naming_convention=NAMES)
    entities: list[Any] = [
        DefaultPrivileges(f"{shop.name}_owner", kind) for kind in schema.default_privileges
    ]
    entities.append(PGFunction("public", "touch()", TRIGGER_FUNCTION))
    for name, function in schema.functions.items():
        body = f"RETURNS {function.returns} LANGUAGE sql IMMUTABLE RETURN {function.result}"
        entities.append(PGFunction("public", f"{name}(integer)", body))
        if function.public:
            entities.append(Grant(("EXECUTE",), f"public.{name}(integer)", "PUBLIC", kind="FUNCTION"))
    enums = {name: Enum(*said.labels, name=name, metadata=metadata) for name, said in schema.enums.items()}
    for name, table in schema.tables.items():
        _table(name, table, enums, metadata)
        entities += _beside(name, table, shop)
    for name, table in schema.tables.items():
        owned = tenancy.OwnedBy("customer") if table.is_tenants else tenancy.ServiceOnly()
        tenancy.require(name, metadata.tables[name], owned)
    return replace(shop, metadata=metadata, entities=tuple(entities))


def _table(name: str, table: ATable, enums: dict[str, Enum], metadata: MetaData) -> None:
    columns: list[Any] = [
        Column("id", Integer, Identity(), primary_key=True),
        Column("customer", Text, server_default=text("'ann'"), nullable=False),
        Column("parent_id", Integer, *_reference(name, table)),
    ]
    columns += [_column(column, said, enums) for column, said in table.columns.items()]
    made = Table(name, metadata, *columns, comment=table.comment)
    for check, (column, condition) in table.checks.items():
        made.append_constraint(CheckConstraint(condition.format(column), name=check))
    for key, members in table.unique.items():
        made.append_constraint(UniqueConstraint(*members, name=key))
    for index, (members, unique, where) in table.indexes.items():
        predicate = text(where.format(members[0])) if where else None
        Index(index, *(made.c[member] for member in members), unique=unique, postgresql_where=predicate)
    table_renamed_from(made, table.former)


def _column(name: str, said: AColumn, enums: dict[str, Enum]) -> Column[Any]:
    kind = enums[said.kind] if said.kind in enums else TYPES[said.kind]()
    generated = [Computed(f"id * {said.generated}", persisted=True)] if said.generated else []
    return Column(
        name,
        kind,
        *generated,
        nullable=not said.required,
        server_default=text(said.default.replace(":", "\\:")) if said.default else None,
        comment=said.comment,
        **(renamed_from(said.former) if said.former else {}),
    )


def _reference(name: str, table: ATable) -> list[ForeignKey]:
    if table.parent is None:
        return []
    return [ForeignKey(f"{table.parent}.id", name=f"{name}_parent_fkey", **table.foreign_key)]


def _beside(name: str, table: ATable, shop: Workshop) -> list[Any]:
    """Row level security, policies, privileges, triggers and views."""
    app, other = f"{shop.name}_app", f"{shop.name}_migrator"
    found: list[Any] = [RowSecurity(name, force=table.forced)] if table.policies else []
    found += [_policy(name, policy, *said, app) for policy, said in table.policies.items()]
    if table.granted:
        found.append(Grant(table.granted, f"public.{name}", app))
    for column, privileges in table.granted_too.items():
        found.append(Grant(privileges, f"public.{name}", other, (column,) if column else ()))
    for trigger, definition in table.triggers.items():
        found.append(
            PGTrigger(
                schema="public",
                signature=trigger,
                on_entity=f"public.{name}",
                definition=definition.format(f"public.{name}"),
            )
        )
    for view, said in table.views.items():
        where = f" WHERE {said.condition}" if said.condition else ""
        query = f"SELECT id, {said.column} FROM public.{name}{where}"
        found.append(View(view, query, {"security_invoker": said.invoker}, comment=said.comment))
        if said.granted:
            found.append(Grant(("SELECT",), f"public.{view}", other))
    return found


def _policy(table: str, name: str, command: str, rule: str, role: str) -> PGPolicy:
    clauses = [f"USING ({rule})"] if command != "INSERT" else []
    clauses += [f"WITH CHECK ({rule})"] if command in ("ALL", "INSERT", "UPDATE") else []
    return PGPolicy(
        schema="public",
        signature=name,
        on_entity=f"public.{table}",
        definition=f"FOR {command} TO {role} {' '.join(clauses)}",
    )
