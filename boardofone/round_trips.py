"""What goes to the server and back at once, below the transactions of psycopg and SQLAlchemy.

psycopg would send BEGIN, what names the tenant, the proof, COMMIT and what cleans the connection one by one,
and wait for each.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

import psycopg
from psycopg import errors, generators
from psycopg.abc import PQGen
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

T = TypeVar("T")

Driver = psycopg.Connection | psycopg.AsyncConnection
"""The connection of the driver, below SQLAlchemy's."""


def message(dbapi_connection: Any, driver: Driver, text: str) -> list[PGresult]:
    """The results of the statements of `text`, one message of the simple protocol.

    Statements after one that fails are not run; its error is the last of the results: see `raise_error`.
    Raises when the connection is lost, even if what was answered until then was the end of a transaction.
    """
    # ASCII is the same bytes in every client_encoding, and to ask for that one takes psycopg several calls.
    encoding = "ascii" if text.isascii() else driver.info.encoding
    return _run(dbapi_connection, driver, _message(driver.pgconn, text.encode(encoding)))


def raise_error(results: Sequence[PGresult], driver: Driver) -> None:
    """Raise the first error among `results`, as psycopg would."""
    for result in results:
        if result.status == ExecStatus.FATAL_ERROR:
            raise errors.error_from_result(result, encoding=driver.info.encoding)


def row(results: Sequence[PGresult], driver: Driver) -> tuple[str | None, ...]:
    """The row, as text, of the one statement among several that returns rows; () when none does."""
    for result in results:
        if result.status == ExecStatus.TUPLES_OK:
            encoding = driver.info.encoding
            values = (result.get_value(0, column) for column in range(result.nfields))
            return tuple(None if value is None else value.decode(encoding) for value in values)
    return ()


def _run(dbapi_connection: Any, driver: Driver, generator: PQGen[T]) -> T:
    """What `generator` returns, driven as psycopg drives its own: a cancellation reaches the server too."""
    if isinstance(driver, psycopg.AsyncConnection):

        async def waited(driver: psycopg.AsyncConnection) -> T:
            async with driver.lock:
                return await driver.wait(generator)

        result: T = dbapi_connection.run_async(waited)
        return result
    with driver.lock:
        return driver.wait(generator)


def _message(pgconn: PGconn, text: bytes) -> PQGen[list[PGresult]]:
    pgconn.send_query(text)
    results: list[PGresult] = yield from generators.execute(pgconn)
    return results
