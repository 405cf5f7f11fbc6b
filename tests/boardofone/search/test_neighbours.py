"""The nearest rows are one's own, the nearest, and as many as there are, whichever way they are found."""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from boardofone import tenant_session
from boardofone.search import neighbours, similar_contributions, sizes
from tests.boardofone.search.conftest import MODEL, Board, direction

# Few and small numbers: duplicates and ties are the rule.
VECTORS = st.lists(st.integers(-2, 2), min_size=3, max_size=3).filter(any).map(lambda each: direction(*each))
MANY = st.lists(VECTORS, max_size=8)


def distance(one: list[float], other: list[float]) -> float:
    product = sum(a * b for a, b in zip(one[:3], other[:3], strict=True))
    return 1 - product / math.hypot(*one[:3]) / math.hypot(*other[:3])


def found(board: Board, user: str, query: list[float], k: int, **narrowed: Any) -> list[tuple[int, float]]:
    with tenant_session(board.engine, user) as session:
        matches = similar_contributions(session, query, k, model=MODEL, **narrowed)
        assert {match.item.user_id for match in matches} <= {user}
        return [(match.item.id or 0, match.distance) for match in matches]


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    derandomize=True,
)
@given(anns=MANY, bobs=MANY, query=VECTORS, k=st.integers(1, 12), by_index=st.booleans())
def test_every_tenant_finds_its_own_nearest_and_nobody_elses(
    shared_board: Board,
    anns: list[list[float]],
    bobs: list[list[float]],
    query: list[float],
    k: int,
    by_index: bool,
) -> None:
    shared_board.clear()
    with pytest.MonkeyPatch.context() as patch:
        if by_index:
            patch.setattr(neighbours, "EXACT_UP_TO", 0)
        ids = shared_board.say("ann", anns)
        right = sorted(
            (round(distance(query, vector), 6), key) for key, vector in zip(ids, anns, strict=True)
        )
        alone = found(shared_board, "ann", query, k)
        # As many as there are, each as near as the one that belongs there: of ties any may be taken.
        assert [round(far, 6) for _, far in alone] == [far for far, _ in right[:k]]
        assert len({key for key, _ in alone}) == len(alone)
        assert {key for key, _ in alone} <= set(ids)
        shared_board.say("bob", bobs)
        beside = found(shared_board, "ann", query, k)
        assert [round(far, 6) for _, far in beside] == [round(far, 6) for _, far in alone]
        if not by_index:
            assert beside == alone, "not even ties may depend on what others have"
            assert [key for key, _ in alone] == [key for _, key in right[:k]]


@pytest.fixture
def crowd(board: Board) -> Board:
    """Ann has thirty rows far off; nearer to the query there are four hundred of Bob's."""
    board.say("bob", [direction(1, number / 1000) for number in range(400)])
    board.say("ann", [direction(-1, 1, number / 100) for number in range(30)])
    return board


def test_when_too_few_of_the_nearest_are_the_tenants_all_rows_are_compared(
    crowd: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = found(crowd, "ann", direction(1), 10)
    assert len(right) == 10
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 0)
    sizes.forget()
    with searching(crowd) as by_index:
        assert found(crowd, "ann", direction(1), 10) == right
    assert by_index == [True, False]


def test_when_enough_of_the_nearest_are_the_tenants_the_index_has_answered(
    crowd: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = found(crowd, "bob", direction(1), 10)
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 0)
    sizes.forget()
    with searching(crowd) as by_index:
        assert found(crowd, "bob", direction(1), 10) == right
    assert by_index == [True]


def test_few_rows_are_compared_and_no_index_of_vectors_is_read(crowd: Board) -> None:
    with searching(crowd, counts=True) as by_index:
        found(crowd, "ann", direction(1), 10)
    assert by_index == [False]


def test_more_neighbours_than_the_index_is_asked_for_are_found_too(
    crowd: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 0)
    for k in (neighbours.MOST_BY_INDEX, neighbours.MOST_BY_INDEX + 1):
        assert len(found(crowd, "bob", direction(1), k)) == k


@contextmanager
def searching(board: Board, *, counts: bool = False) -> Iterator[list[bool]]:
    """Whether the index of vectors is in the plan of each statement that compares, or counts and compares."""
    by_index: list[bool] = []

    def note(connection: Any, cursor: Any, statement: str, given: Any, *others: Any) -> None:
        if "<=>" in statement and ("count(*)" in statement) is counts:
            driver = connection.connection.driver_connection
            plan = driver.execute("EXPLAIN " + statement, given).fetchall()
            by_index.append("idx_contribution_embeddings_embedding" in str(plan))

    event.listen(board.engine, "before_cursor_execute", note)
    try:
        yield by_index
    finally:
        event.remove(board.engine, "before_cursor_execute", note)


def test_the_callers_transaction_keeps_its_settings(crowd: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 0)
    names = list(neighbours.SCAN)
    shown = text("SELECT " + ", ".join(f"current_setting('{name}', true)" for name in names))
    with tenant_session(crowd.engine, "ann") as session:
        similar_contributions(session, direction(1), 3, model=MODEL)  # loads pgvector
        before = session.execute(shown).one()
        similar_contributions(session, direction(1), 3, model=MODEL)
        assert session.execute(shown).one() == before
        session.execute(text("SET LOCAL hnsw.ef_search = 77"))
        session.execute(text("SET LOCAL enable_sort = off"))
        chosen = session.execute(shown).one()
        similar_contributions(session, direction(1), 3, model=MODEL)
        assert session.execute(shown).one() == chosen
        assert dict(zip(names, chosen, strict=True))["hnsw.ef_search"] == "77"


def test_a_connection_that_has_not_loaded_pgvector_yet_uses_the_index_as_well(
    crowd: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 0)
    right = found(crowd, "bob", direction(1), 10)
    crowd.engine.dispose()
    with searching(crowd) as by_index:
        assert found(crowd, "bob", direction(1), 10) == right
    # The fifty rows that it needs are more than the forty of pgvector's own ef_search.
    assert by_index == [True]
    with tenant_session(crowd.engine, "bob") as one, tenant_session(crowd.engine, "bob") as other:
        for session in (one, other):
            matches = similar_contributions(session, direction(1), 10, model=MODEL)
            assert [match.item.id for match in matches] == [key for key, _ in right]


def test_a_new_connection_keeps_pgvectors_own_settings(crowd: Board, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 0)
    found(crowd, "bob", direction(1), 3)  # counts
    shown = text("SELECT current_setting('hnsw.ef_search'), current_setting('hnsw.iterative_scan')")
    crowd.engine.dispose()
    with tenant_session(crowd.engine, "bob") as session:
        similar_contributions(session, direction(1), 3, model=MODEL)
        assert session.execute(shown).one() == ("40", "off")
        session.rollback()
        assert session.execute(shown).one() == ("40", "off")


def test_a_search_that_failed_before_pgvector_was_loaded_does_not_spoil_the_next(
    crowd: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 0)
    right = found(crowd, "bob", direction(1), 10)
    crowd.engine.dispose()
    with tenant_session(crowd.engine, "bob") as session:
        monkeypatch.setattr(neighbours, "_by_index", lambda *_: text("SELECT 1 / 0"))
        with pytest.raises(Exception, match="division by zero"):
            similar_contributions(session, direction(1), 10, model=MODEL)
        session.rollback()  # PostgreSQL knows the settings as empty from here on
        monkeypatch.setattr(neighbours, "_by_index", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            similar_contributions(session, direction(1), 10, model=MODEL)
        monkeypatch.undo()
        monkeypatch.setattr(neighbours, "EXACT_UP_TO", 0)
        matches = similar_contributions(session, direction(1), 10, model=MODEL)
        assert [match.item.id for match in matches] == [key for key, _ in right]


def test_a_search_that_fails_leaves_the_settings_to_the_savepoint(
    crowd: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 0)
    with tenant_session(crowd.engine, "ann") as session:
        similar_contributions(session, direction(1), 3, model=MODEL)
        before = session.execute(text("SELECT current_setting('enable_sort')")).scalar_one()
        monkeypatch.setattr(neighbours, "_by_index", lambda *_: text("SELECT 1 / 0"))
        nested = session.begin_nested()
        with pytest.raises(Exception, match="division by zero"):
            similar_contributions(session, direction(1), 3, model=MODEL)
        nested.rollback()
        assert session.execute(text("SELECT current_setting('enable_sort')")).scalar_one() == before
        monkeypatch.setattr(neighbours, "_by_index", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            similar_contributions(session, direction(1), 3, model=MODEL)
        assert session.execute(text("SELECT current_setting('enable_sort')")).scalar_one() == before
