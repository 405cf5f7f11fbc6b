"""Embedding skips what is unchanged, keeps whole batches only, and goes on where it was stopped."""

from collections.abc import Sequence
from hashlib import sha256
from typing import Any

import numpy as np
import pytest
from sqlalchemy import text
from sqlmodel import Session

from boardofone import tenant_session
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

VERSION = "counting-1"


class Counting:
    """An embedding function that remembers what it was asked."""

    def __init__(self, spoilt: Any = None, at: int = 10**9) -> None:
        self.asked: list[str] = []
        self.spoilt, self.at = spoilt, at

    def __call__(self, texts: Sequence[str]) -> list[Any]:
        start, self.asked = len(self.asked), [*self.asked, *texts]
        made: list[Any] = [direction(1, len(each)) for each in texts]
        if start <= self.at < len(self.asked):
            if isinstance(self.spoilt, Exception):
                raise self.spoilt
            made[self.at - start :] = self.spoilt
        return made


def kept(board: Board, model: str = VERSION) -> list[tuple[str, bytes]]:
    with board.url.connect() as connection:
        return connection.execute(
            "SELECT c.content, e.content_sha256 FROM contribution_embeddings e "
            "JOIN contributions c ON c.id = e.contribution_id WHERE e.model = %s ORDER BY c.id",
            [model],
        ).fetchall()


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
        ([[1.0, 2.0], direction(1)], "the vector at place 1 has 2 dimensions"),
        ([direction(1), direction(float("nan"))], "the vector at place 2 holds nan"),
        ([direction(0), direction(1)], "the vector at place 1 is zero"),
        ([direction(1e-20), direction(1)], "the vector at place 1 has the length 1e-20"),
        ([None, direction(1)], "the vector at place 1 is of type NoneType"),
        ([direction(6e14, 8e14), direction(1)], "the vector at place 1 has the length 1e\\+15"),
        ([direction(1), direction(*[1e-15] * 3)], "the vector at place 2 has the length"),
        ([list(map(str, direction(1))), direction(1)], "the vector at place 1 holds values of type str"),
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


def test_what_the_function_does_with_the_session_that_embeds_is_not_committed(board: Board) -> None:
    board.say("ann", [direction(1)])
    with tenant_session(board.engine, "ann") as session:

        def meddling(texts: Sequence[str]) -> list[Any]:
            session.execute(text("UPDATE sessions SET problem_statement = 'touched'"))
            return Counting()(texts)

        with pytest.raises(EmbeddingFailed, match="a session of its own"):
            embed_contributions(session, meddling, model=VERSION)
        asked = session.execute(text("SELECT problem_statement FROM sessions")).scalars().all()
        assert asked == ["Which way?"]
    assert kept(board) == []


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
