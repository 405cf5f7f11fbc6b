"""Embedding skips what is unchanged, keeps whole batches only, and goes on where it was stopped."""

import asyncio
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import numpy as np
import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Session

from boardofone import async_tenant_session, tenant_session
from boardofone.search import (
    EmbeddingFailed,
    Progress,
    SearchRefused,
    embed_contributions,
    embed_personas,
    embed_sessions,
    matching_personas,
    similar_sessions,
)
from tests.boardofone.search.conftest import MODEL, Board, direction
from tests.boardofone.search.counting import VERSION, Counting, kept


def test_what_is_unchanged_is_not_embedded_again(board: Board) -> None:
    ids = board.say("ann", [direction(1)] * 7)
    board.say("bob", [direction(1)] * 3)
    seen: list[Progress] = []
    embed = Counting()
    with tenant_session(board.engine, "ann") as session:
        done = embed_contributions(session, embed, model=VERSION, batch=3, progress=seen.append)
        assert done == Progress(7, 7)
        assert [one.done for one in seen] == [0, 3, 6, 7]
        assert embed_contributions(session, embed, model=VERSION) == Progress(0, 0)
    assert embed.asked == [f"said {number}" for number in range(1, 8)], "Bob's are not Ann's to embed"
    with board.url.connect() as connection:
        connection.execute("UPDATE contributions SET content = 'changed' WHERE id = %s", [ids[4]])
    with tenant_session(board.engine, "ann") as session:
        assert embed_contributions(session, embed, model=VERSION) == Progress(1, 1)
    assert embed.asked[7:] == ["changed"]
    assert all(hashed == sha256(content.encode()).digest() for content, hashed in kept(board))


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        (RuntimeError("quota"), "raised RuntimeError: quota"),
        ([], "returned 1 vectors for 3 texts"),
        ([direction(1)] * 9, "returned 10 vectors for 3 texts"),
        ([[1.0, 2.0], direction(1)], "at place 1, has 2 dimensions"),
        ([direction(1), direction(float("nan"))], "at place 2, holds nan"),
        ([direction(0), direction(1)], "at place 1, is zero"),
        ([direction(1e-20), direction(1)], "at place 1, has the length 1e-20"),
        ([5, direction(1)], "at place 1, is of type int"),
        ([direction(6e14, 8e14), direction(1)], "at place 1, has the length 1e\\+15"),
        ([direction(1), direction(*[1e-15] * 3)], "at place 2, has the length"),
        ([list(map(str, direction(1))), direction(1)], "at place 1, holds values of type str"),
    ],
)
def test_a_batch_that_fails_is_not_written_and_the_next_run_goes_on(
    board: Board, spoilt: Any, said: str
) -> None:
    board.say("ann", [direction(1)] * 8)
    with tenant_session(board.engine, "ann") as session:
        with pytest.raises(EmbeddingFailed, match=said) as failed:
            embed_contributions(session, Counting(spoilt, at=4), model=VERSION, batch=3)
        assert "3 embeddings of contributions before it are kept" in str(failed.value)
        assert len(kept(board)) == 3
        again = Counting()
        assert embed_contributions(session, again, model=VERSION, batch=3) == Progress(5, 5)
    assert again.asked[0] == "said 4"
    assert len(kept(board)) == 8


def test_what_changes_or_goes_while_the_model_works_is_left_for_the_next_run(board: Board) -> None:
    ids = board.say("ann", [direction(1)] * 3)

    def slow(texts: Sequence[str]) -> list[list[float]]:
        with board.url.connect() as connection:
            connection.execute("UPDATE contributions SET content = 'changed' WHERE id = %s", [ids[0]])
            connection.execute("DELETE FROM contributions WHERE id = %s", [ids[1]])
        return Counting()(texts)

    with tenant_session(board.engine, "ann") as session:
        assert embed_contributions(session, slow, model=VERSION).done == 1
        assert [content for content, _ in kept(board)] == ["said 3"]
        assert embed_contributions(session, Counting(), model=VERSION).done == 1


def test_changes_of_the_callers_are_not_committed_with_it(board: Board) -> None:
    with tenant_session(board.engine, "ann") as session:
        session.connection()
        with pytest.raises(SearchRefused, match="is in a transaction"):
            embed_contributions(session, Counting(), model=VERSION)
        session.rollback()
        for model, batch, said in (
            ("", 64, "name of its model"),
            ("a\0b", 64, "name of its model"),
            ("\ud800", 64, "name of its model"),
            (VERSION, 0, "at least one text"),
            (VERSION, True, "at least one text"),
            (VERSION, 10**20, "at most 1,000,000,000"),
        ):
            with pytest.raises(SearchRefused, match=said):
                embed_contributions(session, Counting(), model=model, batch=batch)


@pytest.mark.parametrize("length", [1e14, 1e-14])
@pytest.mark.parametrize("spread", [1, 3, 5, 1_000])
def test_the_longest_and_the_shortest_vectors_are_stored(board: Board, length: float, spread: int) -> None:
    board.say("ann", [direction(1)])
    inwards = 1 - 1e-12 if length > 1 else 1 + 1e-12
    edge = direction(*[inwards * length / spread**0.5] * spread)
    with tenant_session(board.engine, "ann") as session:
        assert embed_contributions(session, lambda _: [edge], model=VERSION, batch=np.int64(1)).done == 1


def test_who_may_not_write_embeddings_is_told_before_the_function_is_called(board: Board) -> None:
    board.say("ann", [direction(1)])
    embed = Counting()
    with tenant_session(board.engine, "ann") as session:
        with pytest.raises(SearchRefused, match="Embed with a session of the service") as refused:
            embed_personas(session, embed, model=VERSION)
        assert not session.in_transaction()
    assert "\n" not in str(refused.value)
    with Session(board.engine) as session, pytest.raises(SearchRefused, match="may not"):
        embed_personas(session, embed, model=VERSION)
    assert embed.asked == []


def test_a_text_that_cannot_be_embedded_holds_up_no_other(board: Board) -> None:
    ids = board.say("ann", [direction(1)] * 5)
    seen: list[Progress] = []

    def picky(texts: Sequence[str]) -> list[Any]:
        return [None if each in ("said 2", "said 3", "said 4") else direction(1) for each in texts]

    with tenant_session(board.engine, "ann") as session:
        done = embed_contributions(session, picky, model=VERSION, batch=2, progress=seen.append)
        assert done == seen[-1] == Progress(2, 5, left_out=3)
        assert [content for content, _ in kept(board)] == ["said 1", "said 5"]
        again = Counting([direction(0)], at=2)
        with pytest.raises(
            EmbeddingFailed, match=f"for contribution {ids[3]}, at place 0, is zero"
        ) as failed:
            embed_contributions(session, again, model=VERSION, batch=2)
        assert again.asked == ["said 2", "said 3", "said 4"], "what was left out is asked for again"
        assert f"this batch (contribution {ids[3]}) was written" in str(failed.value)
        assert embed_contributions(session, Counting(), model=VERSION) == Progress(1, 1)


@pytest.mark.parametrize("nothing", [None, "a function", [direction(1)]])
def test_what_is_no_function_is_not_called(board: Board, nothing: Any) -> None:
    with tenant_session(board.engine, "ann") as session:
        with pytest.raises(SearchRefused, match=f"of type {type(nothing).__name__} in its place"):
            embed_contributions(session, nothing, model=VERSION)
        assert not session.in_transaction()


def test_the_service_embeds_personas_and_everybodys_sessions(board: Board) -> None:
    board.say("ann", [direction(1)])
    board.say("bob", [direction(1)])
    with Session(board.service) as session:
        assert embed_personas(session, Counting(), model=VERSION).done == 1
        assert embed_sessions(session, Counting(), model=VERSION).done == 2
    with tenant_session(board.engine, "ann") as session:
        (mine,) = similar_sessions(session, direction(1), model=VERSION)
        assert mine.item.user_id == "ann"
        (cfo,) = matching_personas(session, direction(1), model=VERSION)
        assert cfo.item.code == "cfo"
        assert matching_personas(session, direction(1), model=VERSION, exclude=["cfo"]) == []
        assert matching_personas(session, direction(1), model=MODEL) == []


def test_an_async_session_embeds_too_and_notices_who_uses_it(board: Board) -> None:
    board.say("ann", [direction(1)] * 3)

    async def embedded() -> Progress:
        engine = create_async_engine(board.engine.url)
        async with async_tenant_session(engine, "ann") as session:

            def meddling(texts: Sequence[str]) -> list[Any]:
                session.sync_session.commit()
                session.sync_session.connection()
                session.sync_session.commit()
                return Counting()(texts)

            with pytest.raises(EmbeddingFailed, match="needs one of its own"):
                await session.run_sync(lambda opened: embed_contributions(opened, meddling, model=VERSION))
            done = await session.run_sync(
                lambda opened: embed_contributions(opened, Counting(), model=VERSION, batch=2)
            )
        await engine.dispose()
        return done

    assert asyncio.run(embedded()) == Progress(3, 3)
    assert len(kept(board)) == 3
