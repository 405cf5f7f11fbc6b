"""What one tenant does in one session: he reads, writes, makes mistakes, and ends it in any way there is."""

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from tests.isolation.machine import statements
from tests.isolation.machine.ownership import RowId
from tests.isolation.machine.tenant_tables import TenantTable
from tests.isolation.machine.transactions import VERBATIM
from tests.isolation.rows import row_for, value_for
from tests.isolation.storm.ledger import Ledger

# So many rows of a table a tenant may have before he deletes some.
_ENOUGH = 6

_PATIENCE = ("statement_timeout", "lock_timeout", "idle_in_transaction_session_timeout")  # milliseconds


class Mistake(Exception):
    """The application's own."""


@dataclass(frozen=True)
class Workplace:
    """What all workers share; ``parents`` are rows by tenant and table, and ``kept`` says which these are."""

    tables: Mapping[str, TenantTable]
    parents: Mapping[str, Mapping[str, dict[str, Any]]]
    kept: frozenset[RowId]
    ledger: Ledger
    reading: str


def reading(tables: Mapping[str, TenantTable]) -> sql.Composed:
    """Every row that can be seen: its table, key and owner."""
    return sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {}, ARRAY[{}], {} FROM {}").format(
            sql.Literal(table.name),
            sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in table.key),
            sql.Identifier(table.owner),
            sql.Identifier("public", table.name),
        )
        for table in tables.values()
    )


class Work:
    """One session's worth of it; ``session`` is a tenant session that has not begun a transaction."""

    def __init__(self, place: Workplace, session: Session, tenant: str, chance: Random) -> None:
        self._place, self._session, self._tenant, self._chance = place, session, tenant, chance
        self._added: set[RowId] = set()

    def do(self) -> None:
        self.read()
        for _ in range(self._chance.randint(0, 2)):
            self._chance.choice([self.add, self.change, self.remove, self.stumble, self.wait])()
        self.read()
        self._end()

    def read(self) -> None:
        before = self._place.ledger.known(self._tenant)
        rows = self._execute(self._place.reading)
        seen = [((table, tuple(key)), owner) for table, key, owner in rows]
        self._place.ledger.check(self._tenant, before, seen)
        lost = self._added - {row_id for row_id, _ in seen}
        if lost:
            self._place.ledger.breaches.append(f"{self._tenant} was not shown what he had just added: {lost}")

    def add(self) -> None:
        table = self._any_table()
        mine = [row_id for row_id in self._place.ledger.known(self._tenant) if row_id[0] == table.name]
        if len(mine) > _ENOUGH:
            self.remove()
            return
        row = row_for(table.declared, self._tenant, dict(self._place.parents[self._tenant]))
        ((key, owner),) = self._run(statements.insert(table, row))
        if owner != self._tenant:
            self._place.ledger.breaches.append(f"{self._tenant} added a row of {owner}")
        self._added.add((table.name, tuple(key)))

    def change(self) -> None:
        """Every row there is of a table: it must be the tenant's own that come back."""
        table = self._any_table()
        if table.append_only:
            return
        columns = [table.declared.columns[name] for name in sorted(table.updatable)]
        column = self._chance.choice([column for column in columns if not column.foreign_keys])
        for key, owner in self._run(
            statements.update(table, {column.name: value_for(column)}, None, blind=False)
        ):
            if owner != self._tenant:
                self._place.ledger.breaches.append(f"{self._tenant} changed {table.name} {key} of {owner}")

    def remove(self) -> None:
        for row_id in self._place.ledger.known(self._tenant) - self._place.kept:
            table = self._place.tables[row_id[0]]
            if table.append_only or self._chance.random() < 0.5:
                continue
            self._place.ledger.give_up(self._tenant, row_id)
            self._run(statements.delete(table, row_id[1], blind=False))
            return

    def stumble(self) -> None:
        """An error inside a savepoint, after which the transaction goes on."""
        try:
            with self._session.begin_nested():
                self._execute("SELECT 1 / 0")
        except DBAPIError as error:
            # When it was SAVEPOINT or ROLLBACK TO that was cancelled, the transaction has failed as a whole.
            if not isinstance(error.orig, psycopg.errors.DivisionByZero):
                raise

    def wait(self) -> None:
        """For longer than the tenant's patience, or until the client itself calls it off."""
        driver: Any = self._session.connection().connection.driver_connection
        if isinstance(driver, psycopg.Connection) and self._chance.random() < 0.3:

            def call_off() -> None:
                with suppress(psycopg.OperationalError):  # there may be nobody to tell
                    driver.cancel()

            caller = threading.Timer(0.002, call_off)
            caller.start()
            try:
                self._execute("SELECT pg_sleep(0.01)")
            finally:
                caller.join()
        else:
            self._execute(f"SET LOCAL {self._chance.choice(_PATIENCE)} = 3")
            self._execute(f"SELECT pg_sleep({self._chance.choice([0, 0.001, 0.006])})")

    def _end(self) -> None:
        way = self._chance.random()
        if way < 0.55:
            self._session.commit()
            for row_id in self._added:
                self._place.ledger.add(self._tenant, row_id)
        elif way < 0.7:
            self._session.rollback()
        elif way < 0.8:
            raise Mistake
        else:
            return  # the block is left with everything undone
        self._added.clear()
        if self._chance.random() < 0.5:
            self.read()  # in a transaction of its own

    def _any_table(self) -> TenantTable:
        return self._chance.choice(list(self._place.tables.values()))

    def _run(self, statement: sql.Composed) -> list[Any]:
        return self._execute(statement.as_string(None))

    def _execute(self, statement: str) -> list[Any]:
        result = self._session.connection().exec_driver_sql(statement, execution_options=VERBATIM)
        return list(result) if result.returns_rows else []
