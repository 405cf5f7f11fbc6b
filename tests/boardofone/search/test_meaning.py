"""Whom a search puts on the board: the personas whom a person would expect for a problem."""

from collections.abc import Sequence
from typing import Any

import pytest
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline

from tests.boardofone.search import experts
from tests.boardofone.search.conftest import Board, direction

MODEL = "tfidf-svd-40"
# Of 30 problems, those with an expected expert among the first three: 29 were measured, and 3 to 8 with the
# expectations of other problems.
HITS, HITS_BY_CHANCE = 27, 14


@pytest.fixture(scope="module")
def embed(shared_board: Board) -> Any:
    """Words and parts of words, weighed by how rare they are, in 40 dimensions learned from the personas."""
    texts = experts.load(shared_board)
    words = TfidfVectorizer(sublinear_tf=True, analyzer="char_wb", ngram_range=(3, 5))
    model = make_pipeline(words, TruncatedSVD(40, random_state=0)).fit(texts)

    def embedded(asked: Sequence[str]) -> list[list[float]]:
        return [direction(*numbers) for numbers in model.transform(list(asked)).tolist()]

    with experts.embedded(shared_board, embedded, MODEL):
        yield embedded


def test_the_expected_experts_are_found(shared_board: Board, embed: Any) -> None:
    expected = experts.expected(shared_board)
    assert experts.hits(shared_board, embed, MODEL, expected) >= HITS


def test_with_the_expectations_of_other_problems_it_fails(shared_board: Board, embed: Any) -> None:
    expected = experts.expected(shared_board)
    for turn in (7, 11, 17):
        others = expected[turn:] + expected[:turn]
        assert experts.hits(shared_board, embed, MODEL, others) <= HITS_BY_CHANCE
