"""The rules by which tenants change and delete rows, or try to."""

from hypothesis import strategies as st
from hypothesis.stateful import rule
from psycopg import errors

from tests.isolation.machine import ownership, statements
from tests.isolation.machine.acting import DENIED
from tests.isolation.machine.choices import any_table, doors, manners, places, tables, tenants, whoever
from tests.isolation.machine.inserting import Inserting
from tests.isolation.machine.paths import Breach
from tests.isolation.machine.transactions import Answer
from tests.isolation.rows import value_for


class Writing(Inserting):
    """A statement is refused as the declaration says, or changes what the model says."""

    @rule(
        tenant=tenants,
        door=doors,
        table=any_table,
        whose=whoever,
        place=places,
        manner=manners,
        column=st.integers(0, 99),
        blind=st.booleans(),
    )
    def update(self, tenant, door, table, whose, place, manner, column, blind) -> None:
        """Any column, granted or not, of one row or of all there are."""
        if not self._has_parents(table, tenant):
            return
        acting = self._acting(tenant, door)
        names = table.declared.columns.keys()
        name = names[column % len(names)]
        value = self._new_row(table, tenant, tenant, full=True).get(name)
        if value is None:
            value = value_for(table.declared.columns[name])
        key = self._key(whose or tenant, table, place)
        query = statements.update(table, {name: value}, key, blind=blind)
        self._try(
            acting,
            f"update {name}",
            table,
            manner,
            query,
            DENIED,
            self._changed(acting, table, key, {name}, blind) if name in table.updatable else None,
        )

    @rule(
        tenant=tenants,
        door=doors,
        table=any_table,
        place=places,
        to=whoever,
        manner=manners,
        blind=st.booleans(),
    )
    def move(self, tenant, door, table, place, to, manner, blind) -> None:
        """A child to another parent, a tenant's own or another's; its owner stays."""
        to = to or tenant
        if not self._owned_parents(table) or not self._has_parents(table, to):
            return
        acting = self._acting(tenant, door)
        row = self._new_row(table, tenant, to)
        moved = {
            own: row[own]
            for reference in table.references
            if reference.parent in self.arena.tables
            for own, _ in reference.columns
            if own != table.owner
        }
        key = self._key(tenant, table, place)
        effect = self._changed(acting, table, key, moved.keys(), blind)
        nothing_there = not self._matching(acting.rows, tenant, table, key)
        allowed = moved.keys() <= table.updatable and (to == tenant or nothing_there)
        self._try(
            acting,
            "move",
            table,
            manner,
            statements.update(table, moved, key, blind=blind),
            (*DENIED, errors.ForeignKeyViolation),
            effect if allowed else None,
        )

    @rule(
        tenant=tenants,
        door=doors,
        table=tables,
        whose=whoever,
        place=places,
        manner=manners,
        deleting=st.booleans(),
        adding=st.booleans(),
        blind=st.booleans(),
    )
    def merge(self, tenant, door, table, whose, place, manner, deleting, adding, blind) -> None:
        if not self._has_parents(table, tenant):
            return
        acting = self._acting(tenant, door)
        key = None if blind else self._key(whose or tenant, table, place)
        if key is None and not blind:
            key = tuple("-1" for _ in table.key)
        column = min(table.updatable)
        change = {column: value_for(table.declared.columns[column])}
        matched = statements.MERGED_DELETE if deleting else statements.merged_update(change)
        row = self._new_row(table, tenant, tenant) if adding else {}
        found = self._matching(acting.rows, tenant, table, key)

        def merged(answer: Answer) -> None:
            if answer.count != (len(found) or adding):
                raise Breach(f"MERGE touched {answer.count} rows of {table.name}, of {len(found)} own ones")
            if found and deleting:
                self._forget(acting, table, found)
            elif found:
                self._dirty(acting, table, found, {column})
            elif adding:
                self._look_for_new(acting, table)

        # ON true reads no column, so that it meets the rows of others, and fails.
        met = ownership.in_table(self._anyones(acting), table.name).values()
        meets = blind and any(row.owner != tenant for row in met)
        self._try(
            acting,
            "merge",
            table,
            manner,
            statements.merge(table, key, matched, row),
            (*DENIED, errors.UniqueViolation) if meets else (),
            merged,
            may_fail=meets,
        )

    @rule(
        tenant=tenants,
        door=doors,
        table=any_table,
        whose=whoever,
        place=places,
        manner=manners,
        blind=st.booleans(),
    )
    def delete(self, tenant, door, table, whose, place, manner, blind) -> None:
        """One row or all there are, with what hangs on them."""
        acting = self._acting(tenant, door)
        key = self._key(whose or tenant, table, place)
        found = self._matching(acting.rows, tenant, table, key)

        def deleted(answer: Answer) -> None:
            self._only(answer, acting, found, blind)
            self._forget(acting, table, found)

        self._try(
            acting,
            "delete",
            table,
            manner,
            statements.delete(table, key, blind=blind),
            DENIED,
            None if table.append_only else deleted,
        )
