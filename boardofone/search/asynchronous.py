"""The same searches in an AsyncSession: each runs the one function there is."""

from collections.abc import Awaitable, Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from boardofone.search import searches, sessions

Parameters = ParamSpec("Parameters")
Result = TypeVar("Result")


def _asynchronous(
    search: Callable[Concatenate[Session, Parameters], Result],
) -> Callable[Concatenate[AsyncSession, Parameters], Awaitable[Result]]:
    async def awaited(
        session: AsyncSession, /, *arguments: Parameters.args, **named: Parameters.kwargs
    ) -> Result:
        asked: AsyncSession = sessions.asynchronous(session, search.__name__)
        return await asked.run_sync(lambda opened: search(opened, *arguments, **named))  # type: ignore[arg-type]

    awaited.__doc__ = search.__doc__
    awaited.__name__ = f"async_{search.__name__}"
    return awaited


async_similar_contributions = _asynchronous(searches.similar_contributions)
async_similar_sessions = _asynchronous(searches.similar_sessions)
async_matching_personas = _asynchronous(searches.matching_personas)
