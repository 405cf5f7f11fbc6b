"""Every transaction of a tenant session names its tenant first, and proves at its end that it kept it."""

import logging
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, SessionTransaction

from boardofone import forbidden_statements, used_connections
from boardofone.login_check import BEGIN_AS_TENANT, STILL_THE_TENANT, too_powerful
from boardofone.refusal import TenantRefused
from boardofone.used_connections import Driver
from policies.roles import APP_ROLE

_log = logging.getLogger("boardofone")

# insufficient_privilege, invalid_parameter_value (no such role), undefined_object
_ROLE_IS_OUT_OF_REACH = ("42501", "22023", "42704")


@dataclass(frozen=True)
class _Borrowed:
    connection: Connection
    driver: Driver  # the connection itself forgets it when it is detached from the pool


class TenantTransactions:
    """Hooks that make a Session, or the one inside an AsyncSession, the session of one tenant.

    Two statements go with every transaction: one that names the tenant, and one that proves, before COMMIT as
    before ROLLBACK, that it is still the tenant's. A transaction that PostgreSQL has marked as failed cannot
    be asked.
    """

    def __init__(self, engine: Engine, user_id: str) -> None:
        self._engine = engine
        self._user_id = user_id
        self._borrowed: _Borrowed | None = None  # a transaction on one engine has one connection
        self._failure: Exception | None = None
        self._leaving_by_exception = False

    def attach(self, session: Session) -> None:
        """Govern every transaction that `session` begins from here on."""
        event.listen(session, "after_begin", self._after_begin)
        event.listen(session, "after_transaction_end", self._after_transaction_end)

    def leave_by_exception(self) -> None:
        """From here on log a failed proof instead of raising it, so that it does not hide what happened."""
        self._leaving_by_exception = True

    def drop_what_is_open(self) -> None:
        """Close for good what the session, now closed, could not give back because its rollback failed."""
        if self._borrowed is not None and not self._borrowed.connection.closed:
            self._borrowed.connection.invalidate()
            self._borrowed.connection.close()

    def _after_begin(self, session: Session, transaction: SessionTransaction, connection: Connection) -> None:
        if transaction.nested:
            return  # a savepoint lies inside a transaction that has named its tenant
        try:
            self._begin(connection)
        except BaseException:
            # The session has taken the connection for begun: make it unusable, so that nobody who catches the
            # error goes on without a tenant.
            connection.invalidate()
            raise

    def _begin(self, connection: Connection) -> None:
        if connection.engine is not self._engine:
            raise TenantRefused(
                "A tenant session stays on the engine that it was opened with, and was given another bind. "
                "Open another tenant_session with the other engine."
            )
        driver = used_connections.borrow(connection)
        login, powers = self._ask(connection, BEGIN_AS_TENANT)[2:]
        reason = too_powerful(login, powers)
        if reason is not None:
            raise TenantRefused(reason)
        self._borrowed = _Borrowed(connection, driver)
        event.listen(connection, "before_cursor_execute", _before_cursor_execute)
        # On the connection, not on the session: they can be committed and rolled back there as well.
        event.listen(connection, "commit", self._before_commit)
        event.listen(connection, "rollback", self._before_rollback)

    def _before_commit(self, connection: Connection) -> None:
        self._prove("was not committed")

    def _before_rollback(self, connection: Connection) -> None:
        # Raised at the end of the session's transaction: a session whose rollback fails half-way keeps its
        # connection.
        try:
            self._prove("was rolled back, and its results are not to be used")
        except (TenantRefused, DBAPIError) as error:
            self._failure = error

    def _prove(self, outcome: str) -> None:
        assert self._borrowed is not None
        connection, driver = self._borrowed.connection, self._borrowed.driver
        if connection.invalidated or used_connections.stopped(driver):
            return  # nothing of it can be committed
        try:
            kept = not used_connections.ended(driver) and self._ask(connection, STILL_THE_TENANT)[0]
        except BaseException:
            if not connection.invalidated:
                used_connections.drop(connection)
            raise
        if not kept:
            used_connections.drop(connection)
            raise TenantRefused(
                f"The transaction of a tenant session {outcome}: a statement in it had ended the "
                "transaction, or changed its role or tenant, or a pipeline was left open. Open one "
                "tenant_session for each user, and leave transactions to the session."
            )

    def _after_transaction_end(self, session: Session, transaction: SessionTransaction) -> None:
        if transaction.parent is not None:
            return
        self._borrowed = None
        failure, self._failure = self._failure, None
        if failure is None:
            return
        if not self._leaving_by_exception:
            raise failure
        if isinstance(failure, TenantRefused):
            _log.warning("%s This is logged because another exception is on its way.", failure)

    def _ask(self, connection: Connection, statement: str) -> tuple[Any, ...]:
        try:
            return tuple(connection.exec_driver_sql(statement, {"tenant": self._user_id}).one())
        except DBAPIError as error:
            error.hide_parameters = True
            if getattr(error.orig, "sqlstate", None) not in _ROLE_IS_OUT_OF_REACH:
                raise
            said = str(error.orig).strip()
        raise TenantRefused(
            f"A tenant session could not become {APP_ROLE}: {said}. Migrate the database first (./noxw -s "
            f"migrate), and log in as a member of that role: GRANT {APP_ROLE} TO my_application;"
        )


def _before_cursor_execute(
    connection: Connection, cursor: Any, statement: str, parameters: Any, context: Any, executemany: bool
) -> None:
    forbidden_statements.refuse(statement, parameters)
