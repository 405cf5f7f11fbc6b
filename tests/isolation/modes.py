"""The ways in which tenants are told apart: each must pass every proof that takes one of these."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from boardofone import async_tenant_session, tenant_session
from tests.isolation import signing
from tests.isolation.matrix import actors, signed

Opens = Callable[[Engine, str], AbstractContextManager[Session]]
OpensAsync = Callable[[AsyncEngine, str], AbstractAsyncContextManager[AsyncSession]]


@dataclass(frozen=True)
class TenantMode:
    """The role that acts for tenants, the login that may become it, and how a transaction names its tenant.

    ``name_tenant(connection, tenant)`` begins one in plain SQL, and with None takes the role and names
    nobody; ``session`` and ``async_session`` are what applications call. ``prepare`` is run once in each
    database, as a superuser, and ``environment`` is what applications have set.
    """

    name: str
    role: str
    login: str
    name_tenant: Callable[[psycopg.Connection[Any], str | None], object]
    session: Opens
    async_session: OpensAsync
    prepare: Callable[[psycopg.Connection[Any]], object] = lambda connection: None
    environment: Mapping[str, str] = field(default_factory=dict)


def _name_for_good(connection: psycopg.Connection[Any], tenant: str | None) -> None:
    if tenant is not None:
        connection.execute("SELECT set_config('app.current_user_id', %s, false)", [tenant])


@contextmanager
def _named_for_good(engine: Engine, tenant: str) -> Iterator[Session]:
    with Session(engine) as session:
        session.connection().exec_driver_sql(
            "SELECT set_config('app.current_user_id', %(tenant)s, false)", {"tenant": tenant}
        )
        yield session


@asynccontextmanager
async def _named_for_good_async(engine: AsyncEngine, tenant: str) -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine) as session:
        connection = await session.connection()
        await connection.exec_driver_sql(
            "SELECT set_config('app.current_user_id', %(tenant)s, false)", {"tenant": tenant}
        )
        yield session


PLAIN = TenantMode(
    "plain", "bo1_app", "test_tenant", actors.PLAIN.naming, tenant_session, async_tenant_session
)
SIGNED = TenantMode(
    "signed",
    "bo1_signed_app",
    "test_signed_tenant",
    signed.SIGNED.naming,
    tenant_session,
    async_tenant_session,
    prepare=lambda connection: signing.install(connection, signed.KEY),
    environment={"TENANT_SIGNING_KEY": signed.KEY.text},
)
MODES = (PLAIN, SIGNED)

# What most applications do, and what a proof must be able to find: the name outlives the transaction.
NAIVE = TenantMode("naive", "bo1_app", "test_tenant", _name_for_good, _named_for_good, _named_for_good_async)
