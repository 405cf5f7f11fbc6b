"""Every transaction of a tenant session names its tenant first, and proves at the end that it kept it."""

from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, SessionTransaction

from boardofone import forbidden_statements, used_connections
from boardofone.login_check import BEGIN_AS_TENANT, STILL_THE_TENANT, too_powerful
from boardofone.refusal import TenantRefused
from policies.roles import APP_ROLE

# insufficient_privilege, invalid_parameter_value (no such role), undefined_object
_ROLE_IS_OUT_OF_REACH = ("42501", "22023", "42704")


class TenantTransactions:
    """Hooks that make a Session, or the one inside an AsyncSession, the session of one tenant."""

    def __init__(self, user_id: str) -> None:
        self._user_id = user_id
        self._connections: list[Connection] = []

    def attach(self, session: Session) -> None:
        """Govern every transaction that `session` begins from here on."""
        event.listen(session, "after_begin", self._after_begin)
        event.listen(session, "before_commit", self._before_commit)

    def drop_what_is_open(self) -> None:
        """Close for good what the session, now closed, could not give back because its rollback failed."""
        for connection in self._connections:
            if not connection.closed:
                connection.invalidate()
                connection.close()

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
        self._connections = [connection]

    def _begin(self, connection: Connection) -> None:
        used_connections.borrow(connection)
        login, powers = self._ask(connection, BEGIN_AS_TENANT)[2:]
        reason = too_powerful(login, powers)
        if reason is not None:
            raise TenantRefused(reason)
        event.listen(connection, "before_cursor_execute", _before_cursor_execute)

    def _before_commit(self, session: Session) -> None:
        if session.in_nested_transaction():
            return
        for connection in self._connections:
            if connection.closed or connection.invalidated or used_connections.stopped(connection):
                continue  # nothing of it can be committed
            if used_connections.ended(connection) or not self._ask(connection, STILL_THE_TENANT)[0]:
                connection.invalidate()
                raise TenantRefused(
                    "The transaction of a tenant session was not committed: a statement in it had ended the "
                    "transaction, or changed its role or tenant. Open one tenant_session for each user, and "
                    "leave transactions to the session."
                )

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
