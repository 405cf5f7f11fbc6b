"""Two doors to the same room: stories that walk through tenant_session and through its async twin."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Protocol, TypeVar

from psycopg.pq import Trace
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Session

from boardofone import async_tenant_session, tenant_session
from pgdrift.database_url import DatabaseURL

T = TypeVar("T")


class Door(Protocol):
    """One way to open tenant sessions on an engine of its own, which keeps one connection unless told."""

    def visit(self, user_id: Any, story: Callable[[Session], T]) -> T:
        """What `story` returns, told inside a tenant session that is left in the ordinary way."""
        ...

    def abandon(self, user_id: Any, story: Callable[[Session], T]) -> None:
        """`story` inside a tenant session whose generator is closed before it is told to go on."""

    def borrow(self, story: Callable[[Connection], T]) -> T:
        """What `story` returns, told with a connection from the same pool and no tenant session."""
        ...

    def restricted(self, **execution_options: Any) -> None:
        """From here on use the engine that these execution options make of this one."""

    def close(self) -> None: ...


class SyncDoor:
    def __init__(self, url: DatabaseURL | str, **engine_options: Any) -> None:
        self.engine = create_engine(_address(url), **(engine_options or ONE_CONNECTION))

    def visit(self, user_id: Any, story: Callable[[Session], T]) -> T:
        with tenant_session(self.engine, user_id) as session:
            return story(session)

    def abandon(self, user_id: Any, story: Callable[[Session], T]) -> None:
        def told() -> Iterator[T]:
            with tenant_session(self.engine, user_id) as session:
                yield story(session)

        generator = told()
        next(generator)
        del generator  # closed by losing the last reference

    def borrow(self, story: Callable[[Connection], T]) -> T:
        with self.engine.connect() as connection:
            return story(connection)

    def restricted(self, **execution_options: Any) -> None:
        self.engine = self.engine.execution_options(**execution_options)

    def close(self) -> None:
        self.engine.dispose()


class AsyncDoor:
    def __init__(self, url: DatabaseURL | str, **engine_options: Any) -> None:
        self.runner = asyncio.Runner()
        self.engine = create_async_engine(_address(url), **(engine_options or ONE_CONNECTION))

    def visit(self, user_id: Any, story: Callable[[Session], T]) -> T:
        async def told() -> T:
            async with async_tenant_session(self.engine, user_id) as session:
                return await session.run_sync(story)  # type: ignore[arg-type]

        return self.runner.run(told())

    def abandon(self, user_id: Any, story: Callable[[Session], T]) -> None:
        async def told() -> AsyncIterator[T]:
            async with async_tenant_session(self.engine, user_id) as session:
                yield await session.run_sync(story)  # type: ignore[arg-type]

        async def closed() -> None:
            generator = told()
            await anext(generator)
            await generator.aclose()  # type: ignore[attr-defined]

        self.runner.run(closed())

    def borrow(self, story: Callable[[Connection], T]) -> T:
        async def told() -> T:
            async with self.engine.connect() as connection:
                return await connection.run_sync(story)

        return self.runner.run(told())

    def restricted(self, **execution_options: Any) -> None:
        self.engine = self.engine.execution_options(**execution_options)

    def close(self) -> None:
        self.runner.run(self.engine.dispose())
        self.runner.close()


DOORS = {"sync": SyncDoor, "async": AsyncDoor}
ONE_CONNECTION = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 5}


def sent_by(connection: Any, story: Callable[[], object]) -> list[str]:
    """The statements that really went to the server on psycopg's `connection` during `story`."""
    found = re.findall(
        r'^F\t\d+\t(?:Query|Parse)\t (?:"[^"]*" )?"([^"]*)"', traced(connection, story), re.MULTILINE
    )
    return [" ".join(statement.split()) for statement in found]


def round_trips_of(connection: Any, story: Callable[[], object]) -> int:
    """How often psycopg's `connection` sent something and then waited for the answer during `story`."""
    directions = re.findall(r"^([FB])\t", traced(connection, story), re.MULTILINE)
    return len(re.findall(r"F+B+", "".join(directions)))


def traced(connection: Any, story: Callable[[], object]) -> str:
    """Every message to (F) and from (B) the server on psycopg's `connection` during `story`."""
    with tempfile.TemporaryFile("w+") as trace:
        connection.pgconn.trace(trace.fileno())
        connection.pgconn.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        try:
            story()
        finally:
            connection.pgconn.untrace()
        trace.seek(0)
        return trace.read()


def _address(url: DatabaseURL | str) -> Any:
    return url if isinstance(url, str) else url.sqlalchemy()
