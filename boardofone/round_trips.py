"""What goes to the server and back at once, below the transactions of psycopg and SQLAlchemy.

psycopg would send BEGIN, a statement, COMMIT and DISCARD ALL one by one, and wait for each.
"""

from collections.abc import Sequence
from typing import Any, TypeAlias, TypeVar

import psycopg
from psycopg import errors, generators
from psycopg.abc import PQGen
from psycopg.pq import ExecStatus
from psycopg.pq.abc import PGconn, PGresult

T = TypeVar("T")

Driver = psycopg.Connection | psycopg.AsyncConnection
"""The connection of the driver, below SQLAlchemy's."""

Statement: TypeAlias = tuple[str, Sequence[str]]
"""SQL with $1, $2, ... and their values."""


def message(dbapi_connection: Any, driver: Driver, text: str) -> tuple[str | None, ...]:
    """The row, as text, that the last statement of `text` returns; the first that fails is raised.

    `text` is one message of the simple protocol: statements after one that fails are not run.
    """
    encoding = driver.info.encoding
    results = _run(dbapi_connection, driver, _message(driver.pgconn, text.encode(encoding)))
    return _row(_checked(results, encoding), encoding)


def pipelined(
    dbapi_connection: Any, driver: Driver, groups: Sequence[Sequence[Statement]]
) -> list[list[PGresult]]:
    """The results of `groups` of statements, sent together; within a group, none is run after one that fails.

    Results may be errors, or say that a statement was skipped: see `raise_error`. When the connection is lost
    after a group was answered, the answers until then are returned.
    """
    encoding = driver.info.encoding
    encoded = [
        [(sql.encode(encoding), [value.encode(encoding) for value in values]) for sql, values in group]
        for group in groups
    ]
    return _run(dbapi_connection, driver, _pipelined(driver.pgconn, encoded))


def raise_error(results: Sequence[PGresult], driver: Driver) -> None:
    """Raise the first error among `results`, as psycopg would."""
    _checked(results, driver.info.encoding)


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


def _pipelined(
    pgconn: PGconn, groups: Sequence[Sequence[tuple[bytes, Sequence[bytes]]]]
) -> PQGen[list[list[PGresult]]]:
    pgconn.enter_pipeline_mode()
    for group in groups:
        for sql, values in group:
            pgconn.send_query_params(sql, values)
        pgconn.pipeline_sync()
    found: list[list[PGresult]] = []
    try:
        yield from generators.send(pgconn)
        for group in groups:
            results: list[PGresult] = []
            for _ in group:
                results += yield from generators.fetch_many(pgconn)
            yield from generators.fetch_many(pgconn)  # the end of the group
            found.append(results)
        pgconn.exit_pipeline_mode()
    except psycopg.OperationalError:
        # When the server's last words came instead of the end of the last group, libpq still waits for it.
        pgconn.finish()
        if not found:
            raise
    return found


def _checked(results: Sequence[PGresult], encoding: str) -> PGresult:
    for result in results:
        if result.status == ExecStatus.FATAL_ERROR:
            raise errors.error_from_result(result, encoding=encoding)
    return results[-1]


def _row(result: PGresult, encoding: str) -> tuple[str | None, ...]:
    values = (result.get_value(0, column) for column in range(result.nfields))
    return tuple(None if value is None else value.decode(encoding) for value in values)
