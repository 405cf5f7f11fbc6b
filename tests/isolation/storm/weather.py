"""What befalls the connections of a login: cancelled statements, killed backends, locked tables."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from random import Random
from typing import Any

import psycopg

from pgdrift.database_url import DatabaseURL
from tests.isolation.storm.bouncer import Bouncer
from tests.isolation.storm.ledger import Ledger

# One mishap for so many transactions, or nothing would ever be finished.
_CALM = 6

_TO_ONE = "SELECT {}(pid) FROM pg_stat_activity WHERE usename = %s ORDER BY random() LIMIT 1"


@contextmanager
def weather(
    url: DatabaseURL,
    login: str,
    tables: Sequence[str],
    ledger: Ledger,
    chance: Random,
    through: Bouncer | None,
) -> Iterator[None]:
    """Mishaps, made by a superuser (``url``) and at PgBouncer's console, until the block is left."""
    over = threading.Event()
    failures: list[BaseException] = []

    def go() -> None:
        try:
            with url.connect(autocommit=True) as connection:
                connection.execute("SET lock_timeout = '100ms'")
                last = 0
                while not over.wait(0.002):
                    if ledger.outcomes.total() - last >= _CALM:
                        ledger.count(f"weather: {_mishap(connection, login, tables, chance, through)}")
                        last = ledger.outcomes.total()
        except BaseException as failure:
            failures.append(failure)

    thread = threading.Thread(target=go)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
    if failures:
        raise AssertionError("the weather broke off") from failures[0]


def _mishap(
    connection: psycopg.Connection[Any],
    login: str,
    tables: Sequence[str],
    chance: Random,
    through: Bouncer | None,
) -> str:
    way = chance.random()
    if way < 0.6:
        connection.execute(_TO_ONE.format("pg_cancel_backend").encode(), [login])
        return "a statement cancelled"
    if way < 0.85:
        connection.execute(_TO_ONE.format("pg_terminate_backend").encode(), [login])
        return "a backend killed"
    if way < 0.95 or through is None:
        try:
            with connection.transaction():
                connection.execute(f'LOCK TABLE public."{chance.choice(tables)}"'.encode())
                connection.execute("SELECT pg_sleep(0.005)")
        except psycopg.errors.LockNotAvailable:
            return "a lock not got"
        return "a table locked"
    try:
        with through.console() as console:
            if way < 0.98:
                console.execute(f"RECONNECT {through.database}")
                return "PgBouncer told to reconnect"
            # With all connections to and from it. (KILL, which ends those of one database, makes 1.18 crash.)
            console.execute("SHUTDOWN")
    except psycopg.OperationalError:
        pass  # it is gone before it can answer
    return "PgBouncer killed"
