"""What a type checker must know of an application that uses us. Checked by `nox -s typecheck`, never run."""

from datetime import datetime
from decimal import Decimal
from typing import assert_type

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlmodel import Session, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from boardofone import async_tenant_session, database_url, tenant_session
from pgdrift.database_url import DatabaseURL
from schema import DeliberationSession, SessionStatus, User, Vote


def fields(vote: Vote, session: DeliberationSession, user: User) -> None:
    assert_type(vote.id, int | None)
    assert_type(vote.confidence, Decimal | None)
    assert_type(session.status, SessionStatus)
    assert_type(session.completed_at, datetime | None)
    assert_type(user.email, str)


def reading(engine: Engine) -> list[DeliberationSession]:
    with tenant_session(engine, "ann") as session:
        assert_type(session, Session)
        newest = select(DeliberationSession).order_by(col(DeliberationSession.created_at).desc())
        return list(session.exec(newest))


async def reading_later(engine: AsyncEngine) -> None:
    async with async_tenant_session(engine, "ann") as session:
        assert_type(session, AsyncSession)
        assert_type((await session.exec(select(Vote))).first(), Vote | None)


def where() -> None:
    assert_type(database_url(), DatabaseURL)
