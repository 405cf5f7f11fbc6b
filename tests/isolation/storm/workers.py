"""Threads and tasks that open one tenant session after another on one engine."""

import asyncio
import threading
from random import Random

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError, InterfaceError, PendingRollbackError
from sqlalchemy.exc import TimeoutError as PoolExhausted
from sqlalchemy.ext.asyncio import create_async_engine

from pgdrift.database_url import DatabaseURL
from tests.isolation.modes import TenantMode
from tests.isolation.storm.work import Mistake, Work, Workplace

# More workers than connections: some wait in vain.
WORKERS = 8
_POOL = {"pool_size": 3, "max_overflow": 1, "pool_timeout": 0.1}

_EXPLAINED = (
    psycopg.errors.QueryCanceled,
    psycopg.errors.LockNotAvailable,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.AdminShutdown,
    psycopg.errors.IdleInTransactionSessionTimeout,
    psycopg.errors.ProtocolViolation,  # how PgBouncer says that it closed a connection
    PoolExhausted,
    PendingRollbackError,
    InterfaceError,
    Mistake,
)


def threads(url: DatabaseURL, mode: TenantMode, place: Workplace, sessions: int, seed: int) -> None:
    """``sessions`` of them, spread over threads."""
    engine = create_engine(url.sqlalchemy(), **_POOL)
    opens = mode.session

    def worker(number: int) -> None:
        chance = Random(f"{seed} {number}")
        begun = 0
        while begun < sessions // WORKERS:
            tenant = chance.choice(place.ledger.tenants)
            begun += 1
            try:
                with opens(engine, tenant) as session:
                    Work(place, session, tenant, chance).do()
                place.ledger.count("done")
            except PoolExhausted as error:
                begun -= 1
                _account_for(place, error)
            except Exception as error:
                _account_for(place, error)

    workers = [threading.Thread(target=worker, args=[number]) for number in range(WORKERS)]
    for each in workers:
        each.start()
    for each in workers:
        each.join()
    engine.dispose()


def tasks(url: DatabaseURL, mode: TenantMode, place: Workplace, sessions: int, seed: int) -> None:
    """``sessions`` of them, spread over tasks of one loop, some of which are cancelled on their way."""
    opens = mode.async_session

    async def one(engine, tenant: str, chance: Random) -> None:  # type: ignore[no-untyped-def]
        async with opens(engine, tenant) as session:
            await session.run_sync(lambda inner: Work(place, inner, tenant, chance).do())

    async def worker(engine, number: int) -> None:  # type: ignore[no-untyped-def]
        chance = Random(f"{seed} {number}")
        begun = 0
        while begun < sessions // WORKERS:
            task = asyncio.create_task(one(engine, chance.choice(place.ledger.tenants), chance))
            if chance.random() < 0.15:
                asyncio.get_running_loop().call_later(chance.random() / 50, task.cancel)
            begun += 1
            try:
                await task
                place.ledger.count("done")
            except asyncio.CancelledError:
                place.ledger.count("task cancelled")
            except PoolExhausted as error:
                begun -= 1
                _account_for(place, error)
            except Exception as error:
                _account_for(place, error)

    async def all_of_them() -> None:
        engine = create_async_engine(url.sqlalchemy(), **_POOL)
        await asyncio.gather(*(worker(engine, number) for number in range(WORKERS)))
        await engine.dispose()

    asyncio.run(all_of_them())


def _account_for(place: Workplace, error: Exception) -> None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    place.ledger.count(type(cause).__name__)
    # When the connection is gone, no more is known; and PgBouncer's farewell may follow an answer.
    gone = type(cause) in (psycopg.OperationalError, psycopg.InterfaceError)
    farewell = isinstance(cause, psycopg.InternalError) and "received 2 results" in str(cause)
    if not gone and not farewell and not isinstance(cause, _EXPLAINED):
        place.ledger.surprises.append(repr(error))
