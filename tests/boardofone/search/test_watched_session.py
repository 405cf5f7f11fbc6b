"""What other people's functions do with the session that embeds is neither committed nor lost unawares."""

from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import text
from sqlmodel import Session

from boardofone import tenant_session
from boardofone.search import EmbeddingFailed, Progress, embed_contributions
from schema import DeliberationSession
from tests.boardofone.search.conftest import Board, direction
from tests.boardofone.search.counting import VERSION, Counting, kept


def problems(session: Session) -> list[str]:
    return list(session.execute(text("SELECT problem_statement FROM sessions")).scalars())


@pytest.mark.parametrize("end", ["nothing", "commit", "rollback", "raise"])
def test_a_function_that_uses_the_session_that_embeds_is_refused_whatever_it_does_there(
    board: Board, end: str
) -> None:
    board.say("ann", [direction(1)])
    with tenant_session(board.engine, "ann") as session:

        def meddling(texts: Sequence[str]) -> list[Any]:
            session.execute(text("UPDATE sessions SET problem_statement = 'touched'"))
            {"commit": session.commit, "rollback": session.rollback}.get(end, lambda: None)()
            if end == "raise":
                raise RuntimeError("quota")
            return Counting()(texts)

        with pytest.raises(EmbeddingFailed, match="quota" if end == "raise" else "needs one of its own"):
            embed_contributions(session, meddling, model=VERSION)
        assert not session.in_transaction(), "the caller's next commit takes nothing of it along"
        assert problems(session) == ["touched" if end == "commit" else "Which way?"]
    assert kept(board) == []


def test_so_is_one_that_only_adds_an_object_to_it(board: Board) -> None:
    board.say("ann", [direction(1)])
    with tenant_session(board.engine, "ann") as session:

        def adding(texts: Sequence[str]) -> list[Any]:
            session.add(DeliberationSession(id="mine", user_id="ann", problem_statement="Mine?"))
            return Counting()(texts)

        with pytest.raises(EmbeddingFailed, match="needs one of its own"):
            embed_contributions(session, adding, model=VERSION)
        assert not session.new
        assert problems(session) == ["Which way?"]


def test_who_is_told_of_the_progress_may_write_what_it_commits(board: Board) -> None:
    board.say("ann", [direction(1)] * 3)
    with tenant_session(board.engine, "ann") as session:

        def note(state: Progress) -> None:
            session.execute(
                text("UPDATE sessions SET problem_statement = :now"), {"now": f"{state.done} done"}
            )
            session.commit()

        assert embed_contributions(session, Counting(), model=VERSION, batch=2, progress=note).done == 3
        assert problems(session) == ["3 done"]


@pytest.mark.parametrize("at", [0, 2])
def test_what_it_leaves_open_is_refused_instead_of_lost(board: Board, at: int) -> None:
    board.say("ann", [direction(1)] * 3)
    with tenant_session(board.engine, "ann") as session:

        def note(state: Progress) -> None:
            if state.done == at:
                session.execute(text("UPDATE sessions SET problem_statement = 'touched'"))

        said = f"left something open.*the {at} embeddings of contributions made so far are kept"
        with pytest.raises(EmbeddingFailed, match=said) as failed:
            embed_contributions(session, Counting(), model=VERSION, batch=2, progress=note)
        assert "\n" not in str(failed.value)
        assert problems(session) == ["Which way?"]
    assert len(kept(board)) == at


def test_what_it_raises_arrives_with_nothing_left_open(board: Board) -> None:
    board.say("ann", [direction(1)])
    with tenant_session(board.engine, "ann") as session:

        def note(state: Progress) -> None:
            session.execute(text("UPDATE sessions SET problem_statement = 'touched'"))
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            embed_contributions(session, Counting(), model=VERSION, progress=note)
        assert not session.in_transaction()
        assert problems(session) == ["Which way?"]
