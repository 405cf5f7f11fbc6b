"""The rules by which tenants add rows, or try to."""

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from psycopg import errors

from tests.isolation.machine import statements
from tests.isolation.machine.acting import DENIED
from tests.isolation.machine.arena import TENANTS
from tests.isolation.machine.choices import any_table, doors, manners, places, tenants, whoever
from tests.isolation.machine.effects import Effects
from tests.isolation.machine.tenant_tables import TenantTable


class Inserting(Effects):
    """A row is refused as the declaration says, or added as the model says."""

    @rule(
        tenant=tenants,
        door=doors,
        table=any_table,
        owner=whoever,
        parents=whoever,
        manner=manners,
        blind=st.booleans(),
    )
    def insert(self, tenant, door, table, owner, parents, manner, blind) -> None:
        """A row of one's own or another's, below parents of one's own or another's."""
        owner = owner or tenant
        parents = parents or owner
        if not self._has_parents(table, parents):
            return
        acting = self._acting(tenant, door)
        row = self._new_row(table, owner, parents)
        allowed = owner == tenant and (parents == tenant or not self._owned_parents(table))
        refusals = (*DENIED, errors.ForeignKeyViolation)
        self._try(
            acting,
            "insert",
            table,
            manner,
            statements.insert(table, row, blind=blind),
            refusals,
            self._inserted(acting, table, blind) if allowed else None,
        )

    @rule(tenant=tenants, door=doors, table=any_table, manner=manners)
    def insert_without_an_owner(self, tenant, door, table, manner) -> None:
        if not self._has_parents(table, tenant):
            return
        acting = self._acting(tenant, door)
        row = self._new_row(table, tenant, tenant)
        del row[table.owner]
        self._try(
            acting,
            "insert without an owner",
            table,
            manner,
            statements.insert(table, row),
            DENIED,
            self._inserted(acting, table) if table.fills_in_owner else None,
        )

    @rule(tenant=tenants, door=doors, to=st.sampled_from([*TENANTS, None]))
    def reach_across(self, tenant, door, to) -> None:
        """In no table does he add a row for another, for nobody, or below another's, or name an owner anew.

        Nothing is asked back: what is returned would have to be visible, which nothing of another's is.
        """
        acting = self._acting(tenant, door)
        refusals = (*DENIED, errors.ForeignKeyViolation, errors.NotNullViolation)
        for table in self.arena.tables.values():
            queries = [statements.update(table, {table.owner: to}, None, blind=True)]
            for row in self._rows_across(table, tenant, to):
                skipping = statements.on_conflict(table, None)
                queries += [
                    statements.insert(table, row, blind=True),
                    statements.insert(table, row, skipping, blind=True),
                ]
            for query in queries:
                self._try(acting, "reach across", table, "savepoint", query, refusals, None)

    def _rows_across(self, table: TenantTable, tenant: str, to: str | None) -> Iterator[dict[str, Any]]:
        if to == tenant or not self._has_parents(table, to or tenant):
            return
        yield self._new_row(table, to or tenant, to or tenant) | {table.owner: to}
        if to is not None and self._owned_parents(table):
            yield self._new_row(table, tenant, to)

    @rule(
        tenant=tenants,
        door=doors,
        table=any_table,
        whose=whoever,
        place=places,
        manner=manners,
        doing=st.sampled_from(["nothing", "update", "owner"]),
        blind=st.booleans(),
    )
    def upsert(self, tenant, door, table, whose, place, manner, doing, blind) -> None:
        """INSERT ON CONFLICT with the key of a row that is one's own, another's, or new."""
        if not self._has_parents(table, tenant):
            return
        acting = self._acting(tenant, door)
        key = self._key(whose or tenant, table, place)
        row = self._new_row(table, tenant, tenant)
        if key is not None:
            row |= dict(zip(table.key, key, strict=True))
        column = {"nothing": None, "owner": table.owner, "update": min(table.updatable, default=table.owner)}[
            doing
        ]
        met = None if key is None else self._anyones(acting).get((table.name, key))
        if met is None:
            effect = self._inserted(acting, table, blind)
        else:
            effect = self._met(acting, table, key, column, blind)
        denied = (
            not row.keys() <= table.insertable
            or (column is not None and column not in table.updatable)
            or (met is not None and met.owner != tenant and column is not None)
        )
        query = statements.insert(table, row, statements.on_conflict(table, column), blind=blind)
        self._try(acting, f"upsert {doing}", table, manner, query, DENIED, None if denied else effect)
