"""Whoever passes the wrong kind of session is told which kind it is, and what to do with it."""

import asyncio
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import async_scoped_session, async_sessionmaker, create_async_engine
from sqlalchemy.orm import scoped_session, sessionmaker
from sqlmodel import Session
from sqlmodel.ext.asyncio.session import AsyncSession

from boardofone.search import (
    SearchRefused,
    async_matching_personas,
    async_similar_contributions,
    async_similar_sessions,
    embed_contributions,
    embed_personas,
    embed_sessions,
    matching_personas,
    similar_contributions,
    similar_sessions,
)
from tests.boardofone.search.conftest import MODEL, Board, direction


@pytest.mark.parametrize("search", [similar_contributions, similar_sessions, matching_personas])
@pytest.mark.parametrize("session", [AsyncSession(), None, "ann"])
def test_a_search_takes_a_session_and_nothing_like_it(search: Any, session: Any) -> None:
    said = f"of type {type(session).__name__}.*with an AsyncSession, await the search"
    with pytest.raises(SearchRefused, match=said) as refused:
        search(session, direction(1), model=MODEL)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("embed", [embed_contributions, embed_sessions, embed_personas])
@pytest.mark.parametrize("session", [AsyncSession(), None])
def test_so_does_embedding(embed: Any, session: Any) -> None:
    said = f"Embedding takes a Session.*of type {type(session).__name__}.*run_sync"
    with pytest.raises(SearchRefused, match=said) as refused:
        embed(session, lambda texts: [direction(1)] * len(texts), model=MODEL)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "search", [async_similar_contributions, async_similar_sessions, async_matching_personas]
)
@pytest.mark.parametrize("session", [Session(), None])
def test_an_asynchronous_search_takes_an_async_session(search: Any, session: Any) -> None:
    said = f"of type {type(session).__name__}.*with a Session, call {search.__name__.removeprefix('async_')}"
    with pytest.raises(SearchRefused, match=said) as refused:
        asyncio.run(search(session, direction(1), model=MODEL))
    assert "\n" not in str(refused.value)


def test_a_scoped_session_is_taken_for_the_one_that_it_stands_for(board: Board) -> None:
    board.say("ann", [direction(1)])
    scoped = scoped_session(sessionmaker(board.service))
    assert embed_personas(scoped, lambda texts: [direction(1)] * len(texts), model="scoped-1").done == 1
    found = matching_personas(scoped, direction(1), model="scoped-1")
    assert [match.item.code for match in found] == ["cfo"]
    scoped.remove()

    async def codes() -> list[str]:
        engine = create_async_engine(board.service.url)
        scoped = async_scoped_session(async_sessionmaker(engine), scopefunc=lambda: None)
        matches = await async_matching_personas(scoped, direction(1), model="scoped-1")
        await scoped.remove()
        await engine.dispose()
        return [match.item.code for match in matches]

    assert asyncio.run(codes()) == ["cfo"]
