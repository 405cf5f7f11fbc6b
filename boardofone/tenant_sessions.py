"""`with tenant_session(engine, user_id) as session:` is the way to one tenant's rows; with asyncio too.

What it does not hold against: whoever can run SQL of their own as bo1_app can name any tenant. Such SQL
cannot leave the role. Its plain forms are refused before they are sent; any other is found out at the end of
the transaction, when a transaction that only reads has already read. With TENANT_SIGNING_KEY set, sessions
run as bo1_signed_app and sign for their tenant: such SQL then reaches the rows of that tenant alone.
"""

from collections.abc import AsyncIterator, Iterator
from contextlib import (
    AbstractAsyncContextManager,
    AbstractContextManager,
    asynccontextmanager,
    contextmanager,
)

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from boardofone import tenant_id
from boardofone.refusal import TenantRefused
from boardofone.settings import signing_key
from boardofone.tenant_identity import TenantIdentity
from boardofone.tenant_transactions import TenantSession, TenantTransactions


def tenant_session(
    engine: Engine, user_id: str, *, expire_on_commit: bool = True
) -> AbstractContextManager[Session]:
    """A SQLModel Session that reaches the rows of the user `user_id` and of nobody else.

    Every transaction in it, the one that refreshes an object after a commit included, begins by becoming
    `bo1_app` and naming the tenant, and both end with the transaction. Commit what is to be kept; leaving the
    block rolls back.

    Whatever a transaction leaves on its connection (settings made with SET, temporary tables, cursors,
    advisory locks, LISTEN, prepared statements) is gone when it ends, and so are settings that a `connect`
    listener of the engine made, which RESET ALL undoes: give those as
    `options` in the database URL instead.
    No transaction waits for the server more often than it would without all this: what names the tenant goes
    with BEGIN, the proof that it is still the same and RESET ALL with COMMIT or ROLLBACK. A signed one
    waits once more, to learn what the signature has to be good for.

    `engine` is an Engine for postgresql+psycopg, and logs in as a member of `bo1_app` and of nothing else.

    Raises TenantRefused when the id is empty or malformed; on the first statement, when the login could reach
    more than a tenant may or the engine is in AUTOCOMMIT mode; when a statement changes role or tenant; and
    at the end of a transaction, committed or not, in which one did so unseen. That last one does not replace
    an exception that leaves the block: it is then logged under `boardofone`.
    """
    tenant = tenant_id.validated(user_id)
    if not isinstance(engine, Engine):
        raise TenantRefused(
            f"tenant_session takes an Engine, made by create_engine, not {type(engine).__name__}. With an "
            "AsyncEngine use async_tenant_session."
        )
    return _tenant_session(engine, tenant, expire_on_commit)


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


@contextmanager
def _tenant_session(engine: Engine, tenant: str, expire_on_commit: bool) -> Iterator[Session]:
    transactions = TenantTransactions(engine, TenantIdentity(tenant, signing_key()))
    session = TenantSession(engine, expire_on_commit=expire_on_commit)
    transactions.attach(session)
    try:
        with session:
            try:
                yield session
            except BaseException:
                transactions.leave_by_exception()
                raise
    except Exception:
        transactions.drop_what_is_open()
        raise


@asynccontextmanager
async def _async_tenant_session(
    engine: AsyncEngine, tenant: str, expire_on_commit: bool
) -> AsyncIterator[AsyncSession]:
    transactions = TenantTransactions(engine.sync_engine, TenantIdentity(tenant, signing_key()))
    session = AsyncSession(engine, expire_on_commit=expire_on_commit, sync_session_class=TenantSession)
    transactions.attach(session.sync_session)
    try:
        async with session:
            try:
                yield session
            except BaseException:
                transactions.leave_by_exception()
                raise
    except Exception:  # not a cancellation: the session may then still be closing in a task of its own
        await session.run_sync(lambda _: transactions.drop_what_is_open())
        raise
