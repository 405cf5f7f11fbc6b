"""What cannot be answered is refused in a paragraph; what has no rows is answered with none."""

import asyncio
from typing import Any

import numpy as np
import pytest
from sqlalchemy.ext.asyncio import create_async_engine
from sqlmodel import Session

from boardofone import async_tenant_session, tenant_session
from boardofone.search import (
    Match,
    SearchRefused,
    async_similar_contributions,
    matching_personas,
    similar_contributions,
    similar_sessions,
)
from tests.boardofone.search.conftest import MODEL, Board, direction

SEARCHES = (similar_contributions, similar_sessions, matching_personas)
FAULTS: list[tuple[dict[str, Any], str]] = [
    ({"vector": [1.0] * 1023}, "has 1023 dimensions, where 1024"),
    ({"vector": []}, "has 0 dimensions"),
    ({"vector": direction(float("nan"))}, "holds nan at place 0"),
    ({"vector": direction(0, float("-inf"))}, "holds -inf at place 1"),
    ({"vector": direction(0)}, "is zero throughout"),
    ({"vector": "[1,2,3]"}, "is of type str"),
    ({"vector": None}, "is of type NoneType"),
    ({"vector": [direction(1)] * 1024}, "is not a plain sequence"),
    ({"k": 0}, "from 1 to 1,000"),
    ({"k": -1}, "from 1 to 1,000"),
    ({"k": 10**9}, "from 1 to 1,000"),
    ({"k": 2.5}, "from 1 to 1,000"),
    ({"k": True}, "from 1 to 1,000"),
    ({"model": ""}, "name of the embedding model"),
    ({"model": None}, "name of the embedding model"),
    ({"model": "a\0b"}, "name of the embedding model"),
    ({"model": "\ud800"}, "name of the embedding model"),
    ({"vector": dict.fromkeys(range(1024), 1.0)}, "is of type dict"),
    ({"vector": set(range(1024))}, "is of type set"),
    ({"vector": bytearray(b"1" * 1024)}, "is of type bytearray"),
    ({"vector": memoryview(b"1" * 1024)}, "is of type memoryview"),
    ({"vector": list(map(str, direction(1)))}, "holds values of type str, not 1024 numbers"),
    ({"vector": np.array(direction(1), complex) + 1j}, "holds values of type complex128"),
    ({"vector": np.array(direction(1), np.complex64)}, "holds values of type complex64"),
    ({"vector": [True] * 1024}, "holds values of type bool, not 1024 numbers"),
    ({"vector": np.ones(1024, bool)}, "holds values of type bool"),
    ({"vector": np.array(1.0)}, "is not a plain sequence"),
    ({"exclude": "ann-1"}, "'ann-1' is of type str.* Pass a list"),
    ({"exclude": 5}, "exclude=5 is of type int"),
    ({"exclude": None}, "is of type NoneType"),
    ({"exclude": [[1]]}, r"exclude= holds \[1\]"),
    ({"exclude": [1.5]}, "exclude= holds 1.5"),
    ({"exclude": [True]}, "exclude= holds True"),
]
OF_CONTRIBUTIONS: list[tuple[dict[str, Any], str]] = [
    ({"exclude": [10**12]}, "up to 2,147,483,647, and exclude= holds 1000000000000"),
    ({"exclude": ["1"]}, "exclude= holds '1'"),
    ({"session_id": "\0"}, "narrowed by session_id"),
    ({"session_id": 5}, "narrowed by session_id"),
    ({"session_id": ["ann-1"]}, "narrowed by session_id"),
    ({"persona_code": "\udfff"}, "narrowed by persona_code"),
]
OF_TEXTS: list[tuple[dict[str, Any], str]] = [
    ({"exclude": ["a\0"]}, "texts without NUL"),
    ({"exclude": ["ann-1", 2]}, "exclude= holds 2"),
]
ASKED = [
    *((search, *fault) for search in SEARCHES for fault in FAULTS),
    *((similar_contributions, *fault) for fault in OF_CONTRIBUTIONS),
    *((search, *fault) for search in SEARCHES[1:] for fault in OF_TEXTS),
]


@pytest.mark.parametrize(("search", "fault", "said"), ASKED)
def test_what_has_no_answer_is_refused_before_anything_is_sent(search: Any, fault: Any, said: str) -> None:
    asked = {"vector": direction(1), "k": 3, "model": MODEL, **fault}
    with Session() as nowhere, pytest.raises(SearchRefused, match=said) as refused:
        search(nowhere, asked.pop("vector"), asked.pop("k"), **asked)
    assert "\n" not in str(refused.value)


def test_nobody_and_nothing_is_found_where_nothing_is(board: Board) -> None:
    board.say("bob", [direction(1), direction(0, 1)])
    with tenant_session(board.engine, "ann") as session:
        for search in SEARCHES:
            assert search(session, direction(1), 5, model=MODEL) == []
    with tenant_session(board.engine, "bob") as session:
        assert similar_contributions(session, direction(1), model="never-embedded") == []
        assert len(similar_contributions(session, direction(1), 1_000, model=MODEL)) == 2


def test_the_tiniest_and_the_hugest_of_vectors_have_a_direction_too(board: Board) -> None:
    (first, second) = board.say("ann", [direction(1), direction(0, 1)])
    with tenant_session(board.engine, "ann") as session:
        for query in (direction(1e-300), direction(1e300)):
            found = similar_contributions(session, query, 2, model=MODEL)
            assert [(match.item.id, match.distance) for match in found] == [(first, 0.0), (second, 1.0)]


def test_a_search_is_narrowed(board: Board) -> None:
    here = board.say("ann", [direction(1), direction(1, 1)])
    there = board.say("ann", [direction(2), direction(2, 1)], session="2")
    board.say("ann", [direction(1)], model="another")
    with tenant_session(board.engine, "ann") as session:

        def ids(**narrowed: Any) -> list[int | None]:
            found = similar_contributions(session, direction(1), model=MODEL, **narrowed)
            return [match.item.id for match in found]

        assert ids() == [here[0], there[0], there[1], here[1]]
        assert ids(session_id="ann-2") == there
        assert ids(session_id="bob-1") == []
        assert ids(exclude=[here[0], there[1]]) == [there[0], here[1]]
        assert len(ids(persona_code="cfo")) == 4
        assert ids(persona_code="nobody") == []


def test_what_is_left_out_is_what_was_named_and_nothing_else(board: Board) -> None:
    ids = board.say("ann", [direction(1, number) for number in range(4)])
    with tenant_session(board.engine, "ann") as session:

        def found(exclude: Any, k: Any = 10) -> list[int | None]:
            matches = similar_contributions(session, direction(1), k, model=MODEL, exclude=exclude)
            return [match.item.id for match in matches]

        assert found([None]) == ids, "the id of a draft that is not written yet"
        assert found([None, ids[0]]) == found({ids[0]}) == found(np.array(ids[:1])) == ids[1:]
        assert found(iter(ids[1:])) == ids[:1]
        assert found(range(10**6, 10**6 + 70_000)) == ids
        assert found([], np.int64(2)) == ids[:2]
        assert similar_sessions(session, direction(1), model=MODEL, exclude=[None, "ann-1"]) == []
        assert similar_sessions(session, direction(1), model=MODEL, exclude={"bob-1": 1}.keys()) == []


def test_a_session_that_row_level_security_does_not_hold_is_refused(board: Board) -> None:
    board.say("ann", [direction(1)])
    for search in (similar_contributions, similar_sessions):
        with Session(board.service) as session, pytest.raises(SearchRefused, match="needs a tenant session"):
            search(session, direction(1), model=MODEL)


def test_a_session_of_the_application_that_names_no_tenant_finds_nobodys_rows(board: Board) -> None:
    board.say("ann", [direction(1)])
    with Session(board.engine) as session:
        for search in SEARCHES[:2]:
            assert search(session, direction(1), model=MODEL) == []
        assert matching_personas(session, direction(1), model="never-embedded") == []


def test_an_async_session_finds_the_same(board: Board) -> None:
    board.say("bob", [direction(1)])
    (own,) = board.say("ann", [direction(1, 1)])

    async def found() -> list[Match[Any]]:
        engine = create_async_engine(board.engine.url)
        async with async_tenant_session(engine, "ann") as session:
            matches = await async_similar_contributions(session, direction(1), 5, model=MODEL)
        await engine.dispose()
        return matches

    (match,) = asyncio.run(found())
    assert match.item.id == own
