"""A tenant's transaction, on a connection that it shares with others: by tenant_session, or in plain SQL."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any, Protocol

import psycopg
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from tests.isolation.machine.ownership import Key, Rows
from tests.isolation.machine.paths import Breach
from tests.isolation.modes import TenantMode

# For exec_driver_sql: a % in the text is a %, and what has been fetched is still counted.
VERBATIM = {"no_parameters": True, "preserve_rowcount": True}


@dataclass
class Answer:
    rows: list[tuple[Any, ...]]
    count: int


class Conversation(Protocol):
    """One transaction as the database sees it; errors are the driver's."""

    door: str

    def execute(self, statement: str) -> Answer: ...

    def copied(self, statement: str) -> list[str]: ...

    def savepoint(self) -> AbstractContextManager[object]: ...

    def commit(self) -> None: ...

    def roll_back(self, error: BaseException | None = None) -> None:
        """End it without a trace; with ``error`` because that left the block."""


@dataclass
class Transaction:
    """A conversation, the tenant that it is held for, and what he owns as far as it goes."""

    conversation: Conversation
    tenant: str
    rows: Rows  # of every tenant in `held`
    held: set[str]
    cursors: dict[str, tuple[str, set[Key]]] = field(default_factory=dict)  # its table, and what it must show


class InSession:
    """Through tenant_session, on a connection of the engine's pool."""

    door = "session"

    def __init__(self, mode: TenantMode, engine: Engine, tenant: str) -> None:
        self._stack = ExitStack()
        self._session = self._stack.enter_context(mode.session(engine, tenant))
        left = self.execute(
            "SELECT 'cursor ' || name FROM pg_cursors UNION ALL SELECT 'statement ' || name FROM "
            "pg_prepared_statements UNION ALL SELECT 'lock' FROM pg_locks WHERE locktype = 'advisory' "
            "AND pid = pg_backend_pid()"
        )
        if left.rows:
            raise Breach(f"somebody left {left.rows} on the connection that {tenant!r} was given")

    def execute(self, statement: str) -> Answer:
        with _of_the_driver():
            result = self._session.connection().exec_driver_sql(statement, execution_options=VERBATIM)
            rows = [tuple(row) for row in result] if result.returns_rows else []
            return Answer(rows, result.rowcount)

    def copied(self, statement: str) -> list[str]:
        driver: Any = self._session.connection().connection.driver_connection
        return _copied(driver, statement)

    def savepoint(self) -> AbstractContextManager[object]:
        return self._session.begin_nested()

    def commit(self) -> None:
        self._session.commit()
        self._stack.close()

    def roll_back(self, error: BaseException | None = None) -> None:
        if error is None:
            self._session.rollback()
            self._stack.close()
            return
        try:
            with self._stack:
                raise error
        except type(error):
            pass


class InPlainSQL:
    """On one connection that all tenants share in turn, as any program could write it."""

    door = "plain SQL"

    def __init__(self, mode: TenantMode, connection: psycopg.Connection[Any], tenant: str) -> None:
        self._mode = mode
        self._connection = connection
        mode.name_tenant(connection, tenant)

    def execute(self, statement: str) -> Answer:
        cursor = self._connection.execute(statement.encode())
        return Answer(cursor.fetchall() if cursor.description else [], cursor.rowcount)

    def copied(self, statement: str) -> list[str]:
        return _copied(self._connection, statement)

    def savepoint(self) -> AbstractContextManager[object]:
        return self._connection.transaction()

    def become(self, tenant: str) -> None:
        """Go on as another tenant in the same transaction."""
        self._mode.name_tenant(self._connection, tenant)

    def commit(self) -> None:
        self._connection.commit()

    def roll_back(self, error: BaseException | None = None) -> None:
        self._connection.rollback()


def _copied(driver: psycopg.Connection[Any], statement: str) -> list[str]:
    with driver.cursor().copy(statement.encode()) as copy:
        return [line for (line,) in copy.rows()]


@contextmanager
def _of_the_driver() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if isinstance(error.orig, psycopg.Error):
            raise error.orig from error
        raise
