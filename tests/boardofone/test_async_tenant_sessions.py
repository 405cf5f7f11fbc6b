"""What only asyncio can do to a tenant session: many at once, and cancelled at any moment."""

import asyncio
import random
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlmodel import col, select

from boardofone import async_tenant_session
from pgdrift.database_url import DatabaseURL
from schema import DeliberationSession
from tests.boardofone.test_used_connections import LITTER, left_on

Story = Callable[[AsyncEngine], Awaitable[None]]


def told(url: DatabaseURL, story: Story, *, connections: int) -> None:
    async def run() -> None:
        engine = create_async_engine(url.sqlalchemy(), pool_size=connections, max_overflow=0)
        try:
            await story(engine)
        finally:
            await engine.dispose()

    asyncio.run(run())


async def visit(engine: AsyncEngine, user: str) -> None:
    """Read, commit, refresh, roll back: in each transaction only one's own rows."""
    async with async_tenant_session(engine, user) as session:
        for _ in range(3):
            found = (await session.exec(select(DeliberationSession))).all()
            assert [one.user_id for one in found] == [user]
            await session.commit()
            await session.refresh(found[0])
            assert found[0].id == f"{user}-1"
            await asyncio.sleep(0)
            await session.rollback()
            # Nothing but the policy restricts this one.
            assert (await session.exec(select(col(DeliberationSession.user_id)))).all() == [user]


async def everything_left_on(engine: AsyncEngine, connections: int) -> list[set[str]]:
    borrowed = [await engine.connect() for _ in range(connections)]
    try:
        return [await connection.run_sync(left_on) for connection in borrowed]
    finally:
        for connection in borrowed:
            await connection.close()


def test_tasks_that_share_connections_see_their_own_tenant_only(tenant_url: DatabaseURL) -> None:
    async def story(engine: AsyncEngine) -> None:
        await asyncio.gather(*(visit(engine, user) for user in ("ann", "bob") * 15))
        assert await everything_left_on(engine, 3) == [set()] * 3

    told(tenant_url, story, connections=3)


@pytest.mark.parametrize("seed", range(4))
def test_a_task_cancelled_at_any_moment_leaves_nothing(tenant_url: DatabaseURL, seed: int) -> None:
    chance = random.Random(seed)

    async def make_a_mess(engine: AsyncEngine) -> None:
        async with async_tenant_session(engine, "ann") as session:
            while True:
                connection = await session.connection()
                await connection.execute(text(LITTER[chance.choice(list(LITTER))]))
                await connection.execute(text("SELECT pg_sleep(0.002)"))
                await (session.commit() if chance.random() < 0.5 else session.rollback())

    async def story(engine: AsyncEngine) -> None:
        for _ in range(40):
            tasks = [asyncio.create_task(make_a_mess(engine)) for _ in range(2)]
            for task in tasks:
                await asyncio.sleep(chance.random() * 0.02)
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
            # A transaction whose tenant was changed is refused; every other ends by being cancelled.
            assert {type(outcome).__name__ for outcome in outcomes} <= {"CancelledError", "TenantRefused"}
            assert await everything_left_on(engine, 2) == [set()] * 2
        await asyncio.gather(visit(engine, "ann"), visit(engine, "bob"))

    told(tenant_url, story, connections=2)


def test_cancelled_twice_it_still_gives_its_connection_back_clean(tenant_url: DatabaseURL) -> None:
    async def linger(engine: AsyncEngine) -> None:
        async with async_tenant_session(engine, "ann") as session:
            connection = await session.connection()
            await connection.execute(text(LITTER["held cursor"]))
            await connection.execute(text(LITTER["advisory lock"]))
            await asyncio.sleep(10)

    async def story(engine: AsyncEngine) -> None:
        for pause in (0, 0, 0.0001, 0.0005, 0.001, 0.002):
            task = asyncio.create_task(linger(engine))
            await asyncio.sleep(0.05)
            task.cancel()
            await asyncio.sleep(pause)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert await everything_left_on(engine, 1) == [set()]

    told(tenant_url, story, connections=1)


def test_a_time_limit_in_the_middle_of_a_statement_leaves_nothing(tenant_url: DatabaseURL) -> None:
    async def dawdle(engine: AsyncEngine) -> None:
        async with async_tenant_session(engine, "ann") as session:
            connection = await session.connection()
            await connection.execute(text(LITTER["search_path"]))
            await connection.execute(text("SELECT pg_sleep(5)"))

    async def story(engine: AsyncEngine) -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(dawdle(engine), 0.1)
        assert await everything_left_on(engine, 1) == [set()]
        await visit(engine, "bob")

    told(tenant_url, story, connections=1)
