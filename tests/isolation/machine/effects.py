"""What a statement that was allowed does to the model, after its answer has been held against it."""

from collections.abc import Callable, Set
from typing import Any

from tests.isolation.machine import ownership
from tests.isolation.machine.acting import Acting
from tests.isolation.machine.ownership import Key, Row, Rows
from tests.isolation.machine.paths import Breach
from tests.isolation.machine.tenant_tables import TenantTable
from tests.isolation.machine.transactions import Answer, Transaction


class Effects(Acting):
    """Each returns a function of the answer, which raises Breach when that is not what the model expects."""

    def _inserted(
        self, acting: Transaction, table: TenantTable, blind: bool = False
    ) -> Callable[[Answer], None]:
        def added(answer: Answer) -> None:
            if blind:
                self._look_for_new(acting, table)
                return
            ((key, owner),) = answer.rows
            if owner != acting.tenant or (table.name, tuple(key)) in acting.rows:
                raise Breach(f"{acting.tenant!r} inserted {key} of {owner!r} into {table.name}")
            acting.rows[table.name, tuple(key)] = Row(acting.tenant)

        return added

    def _met(
        self, acting: Transaction, table: TenantTable, key: Key | None, column: str | None, blind: bool
    ) -> Callable[[Answer], None]:
        expected = [] if column is None else [(key, acting.tenant)]

        def met(answer: Answer) -> None:
            returned = [(tuple(k), owner) for k, owner in answer.rows]
            if answer.count != len(expected) or returned != ([] if blind else expected):
                raise Breach(
                    f"an upsert of {acting.tenant!r} at {key} of {table.name} touched {answer.count} rows "
                    f"and returned {returned}"
                )
            if column is not None and key is not None:
                self._dirty(acting, table, {(table.name, key): acting.rows[table.name, key]}, {column})

        return met

    def _changed(
        self, acting: Transaction, table: TenantTable, key: Key | None, columns: Set[str], blind: bool
    ) -> Callable[[Answer], None]:
        found = self._matching(acting.rows, acting.tenant, table, key)

        def changed(answer: Answer) -> None:
            self._only(answer, acting, found, blind)
            self._dirty(acting, table, found, columns)

        return changed

    def _only(self, answer: Answer, acting: Transaction, found: Rows, blind: bool) -> None:
        returned = {tuple(key) for key, owner in answer.rows if owner == acting.tenant}
        if answer.count != len(found) or (not blind and returned != {key for _, key in found}):
            raise Breach(
                f"{acting.tenant!r} touched {answer.count} rows, {answer.rows}, instead of {found.keys()}"
            )

    def _dirty(self, acting: Transaction, table: TenantTable, found: Rows, columns: Set[str]) -> None:
        """Nobody knows the content of what was changed, nor of what ON UPDATE CASCADE has carried on to."""
        for row_id, row in found.items():
            acting.rows[row_id] = Row(row.owner)
        for child in self.arena.tables.values():
            for reference in child.references:
                carried = {own for own, parents in reference.columns if parents in columns}
                if found and reference.parent == table.name and carried:
                    below = self._matching(acting.rows, acting.tenant, child, None)
                    self._dirty(acting, child, below, carried)

    def _forget(self, acting: Transaction, table: TenantTable, found: Rows) -> None:
        for row_id in found:
            del acting.rows[row_id]
        contents = [row.content for row in found.values() if row.content is not None]
        ownership.delete(self.arena.tables, acting.rows, table.name, contents)

    def _look_for_new(self, acting: Transaction, table: TenantTable) -> None:
        """Where no key came back, as from MERGE before PostgreSQL 17: exactly one row must have come."""
        seen: Any = acting.conversation.execute(self.arena.asked).rows
        new = {(name, tuple(key)) for path, name, key, _, _ in seen if path == "table"} - acting.rows.keys()
        if len(new) != 1 or next(iter(new))[0] != table.name:
            raise Breach(f"{acting.tenant!r} added {new} to {table.name}")
        acting.rows[new.pop()] = Row(acting.tenant)
