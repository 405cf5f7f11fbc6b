"""Which sessions searches and embedding take, told from those that look like them."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session
from sqlalchemy.orm import Session, scoped_session

from boardofone.search.refused import SearchRefused


def synchronous(session: Any, does: str, with_async: str) -> Any:
    """``session`` if it is a Session, of SQLAlchemy or SQLModel, or the one that a scoped_session stands for.

    ``does`` names what takes it, and ``with_async`` what to do with an AsyncSession. Raises SearchRefused
    when it is something else.
    """
    if isinstance(session, scoped_session):
        return session()
    if not isinstance(session, Session):
        raise SearchRefused(
            f"{does} takes a Session, such as tenant_session opens, and got something of type "
            f"{type(session).__name__}. Nothing was read. Pass a Session; with an AsyncSession, {with_async}."
        )
    return session


def asynchronous(session: Any, search: str) -> Any:
    """The same for an AsyncSession, which the asynchronous twin of ``search`` takes."""
    if isinstance(session, async_scoped_session):
        return session()
    if not isinstance(session, AsyncSession):
        raise SearchRefused(
            f"async_{search} takes an AsyncSession, such as async_tenant_session opens, and got something of "
            f"type {type(session).__name__}. Nothing was read. Pass an AsyncSession; with a Session, call "
            f"{search}."
        )
    return session
