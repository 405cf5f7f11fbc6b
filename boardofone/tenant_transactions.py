"""Every transaction of a tenant session names its tenant first, and proves at its end that it kept it."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NoReturn, TypeAlias

import psycopg
from psycopg.pq import ExecStatus
from sqlalchemy import Connection, Engine, PoolProxiedConnection, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session as AnySession
from sqlalchemy.orm import SessionTransaction
from sqlmodel import Session

from boardofone import governed_connections, login_check, round_trips, tenant_identity, used_connections
from boardofone.refusal import TenantRefused
from boardofone.round_trips import Driver
from boardofone.tenant_identity import TenantIdentity
from boardofone.used_connections import Use
from pgdrift.sessions import call

_log = logging.getLogger("boardofone")

# insufficient_privilege, invalid_parameter_value (no such role), undefined_object
_ROLE_IS_OUT_OF_REACH = ("42501", "22023", "42704")

Proof: TypeAlias = Callable[[Driver], str]


class TenantSession(Session):
    """A Session that `TenantTransactions.attach` makes one tenant's."""

    transactions: "TenantTransactions"


def tenant_of(session: AnySession) -> str | None:
    """The tenant whose session it is; None of a session that is not a tenant session."""
    return session.transactions.identity.user_id if isinstance(session, TenantSession) else None


@dataclass(frozen=True)
class _Borrowed:
    connection: Connection
    pooled: PoolProxiedConnection
    # That one forgets these two when it is detached from the pool.
    dbapi_connection: Any
    driver: Driver
    use: Use


class TenantTransactions:
    """What makes a TenantSession, or the one inside an AsyncSession, the session of one tenant.

    BEGIN takes along what names the tenant. COMMIT and ROLLBACK follow, in the same message, a proof that the
    transaction is still the tenant's, and are followed by what cleans the connection: COMMIT is not run when
    the proof fails.
    A transaction that PostgreSQL has marked as failed cannot be asked.
    """

    def __init__(self, engine: Engine, identity: TenantIdentity) -> None:
        governed_connections.watch(engine)
        self._engine = engine
        self.identity = identity
        self._borrowed: _Borrowed | None = None  # a transaction on one engine has one connection
        self._failure: Exception | None = None
        self._leaving_by_exception = False

    def attach(self, session: AnySession) -> None:
        """Govern every transaction that `session`, a TenantSession that has begun none, will begin."""
        assert isinstance(session, TenantSession)
        session.transactions = self

    def leave_by_exception(self) -> None:
        """From here on log a failed proof instead of raising it, so that it does not hide what happened."""
        self._leaving_by_exception = True

    def drop_what_is_open(self) -> None:
        """Close for good what the session, now closed, could not give back because its rollback failed."""
        if self._borrowed is None:
            return
        governed_connections.release(self._borrowed.pooled)
        if not self._borrowed.connection.closed:
            self._borrowed.connection.invalidate()
            self._borrowed.connection.close()

    def after_begin(self, transaction: SessionTransaction, connection: Connection) -> None:
        """Name the tenant, whenever the session has begun a transaction on a connection."""
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
        driver, use = used_connections.borrow(connection)
        pooled = connection.connection
        borrowed = _Borrowed(connection, pooled, pooled.dbapi_connection, driver, use)
        try:
            self._name_tenant(borrowed)
        except psycopg.Error as error:
            if error.sqlstate in _ROLE_IS_OUT_OF_REACH:
                raise self._out_of_reach(error) from None
            _raise_as_sqlalchemy_does(connection, error)
        self._borrowed = borrowed
        governed_connections.govern(connection, pooled, use, self)

    def _name_tenant(self, borrowed: _Borrowed) -> None:
        identity, info = self.identity, borrowed.pooled.info
        checked = login_check.due(info, identity.role)
        asked = [login_check.columns(identity.role)] if checked else []
        if identity.key is not None:
            asked.insert(0, tenant_identity.BACKEND)
        opening = [tenant_identity.begin(borrowed.driver)]
        if asked:
            opening.append(f"SELECT {', '.join(asked)}")
        if identity.key is None:
            row = _said(borrowed, *opening, identity.settings(borrowed.driver))
        else:
            # Only the transaction itself can tell what the signature is to be good for.
            row = _said(borrowed, *opening)
            _said(borrowed, identity.settings(borrowed.driver, row[:3]))
        if checked:
            login, powers = row[-2:]
            reason = login_check.too_powerful(str(login), json.loads(str(powers)), identity.role)
            if reason is not None:
                raise TenantRefused(reason)
            login_check.passed(info, identity.role)

    def _out_of_reach(self, error: psycopg.Error) -> TenantRefused:
        role = self.identity.role
        return TenantRefused(
            f"A tenant session could not become {role}: {str(error).strip()}. Migrate the database first "
            f"({call('migrate')}), and log in as a member of that role: GRANT {role} TO my_application;"
        )

    def before_commit(self) -> None:
        """Commit, unless the transaction is no longer the tenant's."""
        self._end("COMMIT", self.identity.guard, "was not committed")

    def before_rollback(self) -> None:
        """Roll back, and keep for the end of the session's transaction that it was not the tenant's."""
        # Raised at the end of the session's transaction: a session whose rollback fails half-way keeps its
        # connection.
        try:
            self._roll_back()
        except (TenantRefused, DBAPIError) as error:
            self._failure = error

    def _roll_back(self) -> None:
        assert self._borrowed is not None
        try:
            self._end("ROLLBACK", self.identity.proof, "was rolled back, and its results are not to be used")
        except psycopg.Error as error:
            _raise_as_sqlalchemy_does(self._borrowed.connection, error)

    def _end(self, end: str, proof: Proof, outcome: str) -> None:
        """End the transaction before SQLAlchemy does, which then finds that there is nothing left to end."""
        assert self._borrowed is not None
        connection, driver = self._borrowed.connection, self._borrowed.driver
        if connection.invalidated or used_connections.lost(driver):
            return  # nothing of it can be committed
        if not connection.in_transaction():
            return  # it has ended, and the connection is on its way back to the pool
        try:
            kept = not used_connections.ended(driver) and self._ended(self._borrowed, end, proof)
        except psycopg.Error:
            # SQLAlchemy drops a lost one itself, and the others of its pool, and says so in the error.
            if not (used_connections.idle(driver) or used_connections.lost(driver) or connection.invalidated):
                used_connections.drop(connection)
            raise
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

    def _ended(self, borrowed: _Borrowed, end: str, proof: Proof) -> bool:
        """Whether the transaction, which is over now, was the tenant's until its end."""
        driver, use = borrowed.driver, borrowed.use
        unasked = used_connections.failed(driver)
        ending = [end] if unasked else [proof(driver), end]
        reset = [used_connections.RESET] if used_connections.nothing_prepared(driver) else []
        results = round_trips.message(borrowed.dbapi_connection, driver, "; ".join((*ending, *reset)))
        if not unasked and tenant_identity.disproved(results[0]):
            return False
        round_trips.raise_error(results[: len(ending)], driver)
        # If it was not reset, it will be when the connection is given back, or else closed.
        use.clean = bool(reset) and results[-1].status == ExecStatus.COMMAND_OK
        return True

    def after_transaction_end(self, transaction: SessionTransaction) -> None:
        """Let go of the connection, and raise what its rollback had to say."""
        if transaction.parent is not None:
            return
        if self._borrowed is not None:
            governed_connections.release(self._borrowed.pooled)
        self._borrowed = None
        failure, self._failure = self._failure, None
        if failure is None:
            return
        if not self._leaving_by_exception:
            raise failure
        if isinstance(failure, TenantRefused):
            _log.warning("%s This is logged because another exception is on its way.", failure)


@event.listens_for(TenantSession, "after_begin")
def _after_begin(session: TenantSession, transaction: SessionTransaction, connection: Connection) -> None:
    session.transactions.after_begin(transaction, connection)


@event.listens_for(TenantSession, "after_transaction_end")
def _after_transaction_end(session: TenantSession, transaction: SessionTransaction) -> None:
    session.transactions.after_transaction_end(transaction)


def _said(borrowed: _Borrowed, *statements: str) -> tuple[str | None, ...]:
    """The row that one of the statements returns; the first that fails is raised."""
    driver = borrowed.driver
    results = round_trips.message(borrowed.dbapi_connection, driver, "; ".join(statements))
    round_trips.raise_error(results, driver)
    return round_trips.row(results, driver)


def _raise_as_sqlalchemy_does(connection: Connection, error: psycopg.Error) -> NoReturn:
    """Raise the error as SQLAlchemy's, with all that it does about one: a pool that is cut off is emptied.

    It offers no other way to those who talk to the driver themselves.
    """
    connection._handle_dbapi_exception(error, None, None, None, None)
