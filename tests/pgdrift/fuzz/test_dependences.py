"""Some of the dependences; `nox -s fuzz -- --only dependences` tries them all."""

from __future__ import annotations

import pytest

from tests.pgdrift.fuzz.dependences import DEPENDENCES
from tests.pgdrift.fuzz.laboratory import Laboratory
from tests.pgdrift.fuzz.story import CHANGES, Stories

SAMPLED = range(0, len(DEPENDENCES), 60)


@pytest.fixture(scope="module")
def dependences(laboratories: list[Laboratory]) -> Stories:
    return Stories(DEPENDENCES, laboratories)


@pytest.mark.parametrize("number", SAMPLED)
def test_an_object_and_its_user_become_what_they_should_be(number: int, dependences: Stories) -> None:
    dependences.run(number, story := [])

    made, changes = story[: story.index(CHANGES)], story[story.index(CHANGES) + 2 :]
    assert made, f"PostgreSQL has refused {DEPENDENCES[number].before}"
    assert changes, f"PostgreSQL has refused {DEPENDENCES[number].after}"


def test_no_two_dependences_are_the_same() -> None:
    assert len({(*one.schema(), *one.changes()) for one in DEPENDENCES}) == len(DEPENDENCES)
