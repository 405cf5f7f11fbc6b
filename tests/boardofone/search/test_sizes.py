"""Rows are counted once in a while; what is remembered changes how a search works, not what it finds."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event
from sqlmodel import Session

from boardofone import tenant_session
from boardofone.search import neighbours, similar_contributions, sizes
from boardofone.search.refused import SearchRefused
from tests.boardofone.search.conftest import MODEL, Board, direction


def found(board: Board, user: str, k: int = 3) -> list[int | None]:
    with tenant_session(board.engine, user) as session:
        return [match.item.id for match in similar_contributions(session, direction(1), k, model=MODEL)]


@contextmanager
def counting(board: Board) -> Iterator[list[str]]:
    """The statements that count rows."""
    sent: list[str] = []

    def note(connection: object, cursor: object, statement: str, *others: object) -> None:
        if "count(*)" in statement:
            sent.append(statement)

    event.listen(board.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(board.engine, "before_cursor_execute", note)


def test_a_tenant_is_counted_once_and_again_when_that_was_long_ago(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.say("ann", [direction(1), direction(0, 1)])
    with counting(board) as counts:
        first = found(board, "ann")
        assert len(counts) == 1
        assert found(board, "ann") == first
        assert len(counts) == 1
        found(board, "bob")
        assert len(counts) == 2, "each tenant has a size of its own"
        monkeypatch.setattr(sizes.time, "monotonic", lambda: float("inf"))
        assert found(board, "ann") == first
        assert len(counts) == 3


def test_who_had_few_rows_and_now_has_many_finds_the_nearest(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 2)
    assert found(board, "ann") == []
    ids = board.say("ann", [direction(1, number / 10) for number in range(9)])
    assert found(board, "ann") == ids[:3]


def test_who_had_many_rows_and_now_has_few_finds_them_all(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 2)
    board.say("ann", [direction(1, number / 10) for number in range(9)])
    assert len(found(board, "ann")) == 3
    with board.url.connect() as connection:
        connection.execute("DELETE FROM contributions WHERE content <> 'said 4'")
    assert len(found(board, "ann")) == 1


def test_what_narrows_a_search_is_counted_apart(board: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 2)
    board.say("ann", [direction(1, number / 10) for number in range(9)])
    with counting(board) as counts, tenant_session(board.engine, "ann") as session:
        for narrowed in ({}, {"session_id": "ann-1"}, {"session_id": "nobody's"}):
            similar_contributions(session, direction(1), 3, model=MODEL, **narrowed)
        assert len(counts) == 3


@pytest.mark.parametrize("limit", [2, 20])
def test_what_is_left_out_is_not_counted_apart(
    board: Board, monkeypatch: pytest.MonkeyPatch, limit: int
) -> None:
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", limit)
    ids = board.say("ann", [direction(1, number / 10) for number in range(9)])
    with counting(board) as counts, tenant_session(board.engine, "ann") as session:
        for left_out in ([], ids[:1], ids[:8], ids):
            found = similar_contributions(session, direction(1), 3, model=MODEL, exclude=left_out)
            assert [match.item.id for match in found] == ids[len(left_out) :][:3]
        assert len(counts) == 1


def test_nothing_is_known_of_a_session_that_is_no_tenants(board: Board) -> None:
    board.say("ann", [direction(1)])
    found(board, "ann")
    for _ in range(2):
        with Session(board.service) as session, pytest.raises(SearchRefused):
            similar_contributions(session, direction(1), 3, model=MODEL)


def test_the_oldest_count_is_forgotten_when_there_are_too_many(
    board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sizes, "MOST", 1)
    with counting(board) as counts:
        found(board, "ann")
        found(board, "bob")
        found(board, "ann")
        assert len(counts) == 3
