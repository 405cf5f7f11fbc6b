"""`async with async_tenant_session(engine, user_id) as session:` is tenant_session for asyncio."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel.ext.asyncio.session import AsyncSession

from boardofone import tenant_id
from boardofone.refusal import TenantRefused
from boardofone.tenant_transactions import TenantTransactions


def async_tenant_session(
    engine: AsyncEngine, user_id: str, *, expire_on_commit: bool = True
) -> AbstractAsyncContextManager[AsyncSession]:
    """A SQLModel AsyncSession that reaches the rows of the user `user_id` and of nobody else.

    Everything that tenant_session says holds here, also when the task is cancelled. As with any AsyncSession,
    each task needs a session of its own.
    """
    tenant = tenant_id.validated(user_id)
    if not isinstance(engine, AsyncEngine):
        raise TenantRefused(
            f"async_tenant_session takes an AsyncEngine, made by create_async_engine, not "
            f"{type(engine).__name__}. With an Engine use tenant_session."
        )
    return _async_tenant_session(engine, tenant, expire_on_commit)


@asynccontextmanager
async def _async_tenant_session(
    engine: AsyncEngine, tenant: str, expire_on_commit: bool
) -> AsyncIterator[AsyncSession]:
    async with AsyncSession(engine, expire_on_commit=expire_on_commit) as session:
        TenantTransactions(tenant).attach(session.sync_session)
        yield session
