"""The nearest rows are one's own, the nearest, and as many as there are, whichever way they are found."""

import math
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text

from boardofone import tenant_session
from boardofone.search import neighbours, similar_contributions, vectors
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


def test_when_the_index_gives_up_early_all_rows_are_compared(
    crowd: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = found(crowd, "ann", direction(1), 10)
    assert len(right) == 10
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 0)
    hasty = {**neighbours.SCAN, "hnsw.iterative_scan": "off", "hnsw.ef_search": "20"}
    monkeypatch.setattr(neighbours, "SCAN", hasty)
    space = neighbours_space()
    with tenant_session(crowd.engine, "ann") as session, neighbours.settings(session, hasty):
        asked = neighbours._by_index(space, ("model",))
        unit = vectors.unit(direction(1), 1024)
        short = session.execute(asked, {"model": MODEL, "vector": unit, "k": 10}).all()
    assert len(short) < 10, "the index alone finds Bob's rows, which are then taken away"
    assert found(crowd, "ann", direction(1), 10) == right


def test_the_iterative_scan_goes_on_past_everybody_elses_rows(
    crowd: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = found(crowd, "ann", direction(1), 10)
    monkeypatch.setattr(neighbours, "EXACT_UP_TO", 0)
    monkeypatch.setattr(neighbours, "_of_all", None)  # it would decide
    assert found(crowd, "ann", direction(1), 10) == right


def test_the_index_is_used_for_many_rows_and_no_index_of_vectors_for_few(
    crowd: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    for limit, used in ((8_000, False), (0, True)):
        monkeypatch.setattr(neighbours, "EXACT_UP_TO", limit)
        sent: list[tuple[str, Any]] = []
        event.listen(
            crowd.engine,
            "before_cursor_execute",
            lambda c, u, statement, given, *_, to=sent: to.append((statement, given)),
        )
        found(crowd, "ann", direction(1), 10)
        (searched,) = [each for each in list(sent) if "<=>" in each[0]][-1:]
        with tenant_session(crowd.engine, "ann") as session:
            values = neighbours.SCAN if used else {}
            if values:
                for name, value in values.items():
                    session.execute(text(f"SET LOCAL {name} = '{value}'"))
            plan = session.connection().exec_driver_sql("EXPLAIN " + searched[0], searched[1]).all()
        assert ("idx_contribution_embeddings_embedding" in str(plan)) is used


def neighbours_space() -> Any:
    from boardofone.search.searches import CONTRIBUTIONS

    return CONTRIBUTIONS


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
