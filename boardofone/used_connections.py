"""Connections that a tenant used go back to the pool as if they were new, or not at all."""

import itertools
from dataclasses import dataclass
from typing import Any
from weakref import WeakSet

from psycopg.pq import PipelineStatus, TransactionStatus
from sqlalchemy import Connection, Pool, event
from sqlalchemy.pool import ConnectionPoolEntry, PoolResetState

from boardofone.refusal import TenantRefused
from boardofone.round_trips import Driver

RESET = (
    "CLOSE ALL; RESET SESSION AUTHORIZATION; RESET ALL; DEALLOCATE ALL; UNLISTEN *; "
    "SELECT pg_catalog.pg_advisory_unlock_all(); DISCARD TEMP; DISCARD SEQUENCES"
)
"""What DISCARD ALL does, which cannot go along with other statements, but for DISCARD PLANS.

After that PostgreSQL would plan anew what every foreign key and every function runs, which takes it longer
than all the rest. Those plans are nobody's: it makes them anew itself for another role or search_path, and
they ask who the tenant is each time that they are run. What a tenant prepared goes with DEALLOCATE ALL.
"""

_MARK = "boardofone.tenant_session"
_numbers = itertools.count()
_cleaned_pools: WeakSet[Pool] = WeakSet()


@dataclass
class Use:
    """What a tenant's use of a connection has to undo: psycopg's setting, and all the rest unless `clean`."""

    prepare_threshold: int | None
    clean: bool = False


def borrow(connection: Connection) -> tuple[Driver, Use]:
    """Prepare the physical connection for a tenant's transaction that is about to begin on it, and return it.

    It prepares no statements on the server meanwhile: a cached plan belongs to the tenant it was made for.
    Raises TenantRefused when the connection cannot hold a transaction of its own.
    """
    pooled = connection.connection
    driver: Any = pooled.driver_connection
    if not isinstance(driver, Driver):
        raise TenantRefused(
            f"A tenant session works with psycopg 3 only, and this engine uses {type(driver).__module__}. "
            "Create the engine with a URL that begins with postgresql+psycopg://."
        )
    if driver.autocommit:
        raise TenantRefused(
            "A tenant session needs transactions, and this connection is in AUTOCOMMIT mode, in which role "
            "and tenant would last for one statement or for ever. Use an engine without "
            "isolation_level=AUTOCOMMIT."
        )
    if _MARK in pooled.info or driver.pgconn.transaction_status != TransactionStatus.IDLE:
        raise TenantRefused(
            "A tenant session needs a transaction of its own, but its connection is already in one: another "
            "session uses the same connection, or an event listener of the engine ran a statement and did "
            "not commit. Give each session a connection of its own (QueuePool or NullPool), and commit in "
            "listeners."
        )
    pool = connection.engine.pool
    # Not event.contains: it goes by the pool's address, which a new pool may inherit from an old one.
    if pool not in _cleaned_pools:
        event.listen(pool, "reset", clean)
        _cleaned_pools.add(pool)
    use = pooled.info[_MARK] = Use(driver.prepare_threshold)
    driver.prepare_threshold = None
    return driver, use


def clean(dbapi_connection: Any, record: ConnectionPoolEntry | None, state: PoolResetState) -> None:
    """Undo what a tenant can leave on a connection: held cursors, settings, temporary tables, locks, LISTEN.

    SQLAlchemy calls this when a connection is given back. If it raises, the pool closes the connection.
    """
    use: Use | None = record.info.pop(_MARK, None) if record is not None else None
    if record is None or use is None or state.terminate_only or not state.asyncio_safe:
        return  # no tenant's, or about to be closed
    driver: Any = record.driver_connection
    driver.prepare_threshold = use.prepare_threshold
    if driver.pgconn.transaction_status != TransactionStatus.IDLE:
        dbapi_connection.rollback()
    elif use.clean:
        return
    dbapi_connection.autocommit = True  # DISCARD ALL refuses to run in a transaction
    cursor = dbapi_connection.cursor()
    # psycopg forgets the statements it had prepared for others only if it has not seen this text before.
    cursor.execute(f"DISCARD ALL -- {next(_numbers)}")
    cursor.close()
    dbapi_connection.autocommit = False


def drop(connection: Connection) -> None:
    """Close the physical connection for good, so that nobody uses it again."""
    pooled = connection.connection
    detached, physical = pooled.is_detached, pooled.dbapi_connection
    connection.invalidate()
    if detached and physical is not None:  # nobody else closes what has left the pool
        connection.dialect.do_terminate(physical)


def nothing_prepared(driver: Driver) -> bool:
    """Whether psycopg would not be confused if every prepared statement went without its knowledge.

    It keeps what it has prepared to itself. Should that be kept otherwise one day, the answer is no.
    """
    return getattr(getattr(driver, "_prepared", None), "_names", None) == {}


def lost(driver: Driver) -> bool:
    """Whether the connection is gone, and with it all that was not committed."""
    return driver.pgconn.transaction_status == TransactionStatus.UNKNOWN


def failed(driver: Driver) -> bool:
    """Whether PostgreSQL has marked the transaction as failed: it can commit nothing any more."""
    return driver.pgconn.transaction_status == TransactionStatus.INERROR


def idle(driver: Driver) -> bool:
    """Whether the connection is in no transaction."""
    return driver.pgconn.transaction_status == TransactionStatus.IDLE


def ended(driver: Driver) -> bool:
    """Whether something ended the transaction behind the session's back, or left it unable to be asked.

    In pipeline mode a question may wait for its answer for ever.
    """
    return idle(driver) or driver.pgconn.pipeline_status != PipelineStatus.OFF
