"""An embedding function answers with a vector or None for each text; whatever else it returns is named."""

import gc
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import pytest

from boardofone.search import EmbeddingFailed
from boardofone.search.answers import answer

TEXTS = ["one", "two", "three"]


def answered(embed: Any) -> list[list[float] | None]:
    return answer(embed, TEXTS, [f"contribution {number}" for number in (7, 8, 9)], 2, "Two are kept.")


async def asynchronous(texts: Sequence[str]) -> list[list[float]]:
    return [[1.0, 0.0] for _ in texts]


async def one_by_one(texts: Sequence[str]) -> Any:
    for _ in texts:
        yield [1.0, 0.0]


def breaking(texts: Sequence[str]) -> Iterator[list[float]]:
    yield [1.0, 0.0]
    raise RuntimeError("quota\nexceeded.")


@pytest.mark.parametrize(
    "returned",
    [
        [[1, 2], [3, 4], [5, 6]],
        np.array([[1, 2], [3, 4], [5, 6]]),
        {"a": (1, 2), "b": [3, 4], "c": np.array([5, 6])}.values(),
        ([1.0 * number, number + 1.0] for number in (1, 3, 5)),
    ],
)
def test_whatever_has_an_order_is_taken_in_that_order(returned: Any) -> None:
    assert answered(lambda _: returned) == [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]


def test_what_cannot_be_embedded_is_left_out() -> None:
    assert answered(lambda _: [[1, 2], None, [5, 6]]) == [[1.0, 2.0], None, [5.0, 6.0]]


@pytest.mark.parametrize("change", [list.clear, list.pop, lambda texts: texts.append("four")])
def test_a_function_may_do_to_its_list_what_it_likes(change: Callable[[list[str]], Any]) -> None:
    def embed(texts: list[str]) -> list[list[float]]:
        made = [[1.0, 0.0] for _ in texts]
        change(texts)
        return made

    assert len(answered(embed)) == 3
    assert TEXTS == ["one", "two", "three"]


def test_a_function_that_loses_texts_is_found_out_even_if_its_list_lost_them_too() -> None:
    def embed(texts: list[str]) -> list[list[float]]:
        texts.pop()
        return [[1.0, 0.0] for _ in texts]

    with pytest.raises(EmbeddingFailed, match="returned 2 vectors for 3 texts"):
        answered(embed)


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        (None, "returned something of type NoneType, and has to return a list"),
        (5, "returned something of type int"),
        ({(1.0, 0.0), (0.0, 1.0), (1.0, 1.0)}, "returned something of type set"),
        (frozenset(), "returned something of type frozenset"),
        ({text: [1.0, 0.0] for text in TEXTS}, "returned something of type dict"),
        (dict.fromkeys([(1.0, 0.0), (0.0, 1.0)]).keys(), "returned something of type dict_keys"),
        ("[[1, 2]]", "returned something of type str"),
        (b"123", "returned something of type bytes"),
        (np.array(1.0), "of type ndarray, which raised TypeError: iteration over a 0-d array when its"),
        ([[1, 2], [1, 2], [True, False]], "for contribution 9, at place 2, holds values of type bool, not 2"),
        (np.array([[1, 1]] * 3, bool), "for contribution 7, at place 0, holds values of type bool"),
        ([[1, 2], [0, 0], [1, 2]], "for contribution 8, at place 1, is zero throughout.*return None in its"),
    ],
)
def test_what_is_no_list_of_vectors_is_named(returned: Any, said: str) -> None:
    with pytest.raises(EmbeddingFailed, match=said) as failed:
        answered(lambda _: returned)
    assert str(failed.value).endswith("Two are kept.")
    assert "\n" not in str(failed.value)


def test_a_generator_that_raises_half_way_is_told_in_one_paragraph() -> None:
    with pytest.raises(EmbeddingFailed) as failed:
        answered(breaking)
    assert str(failed.value) == (
        "The embedding function returned something of type generator, which raised RuntimeError: quota "
        "exceeded when its vectors were read. Two are kept."
    )
    assert isinstance(failed.value.__cause__, RuntimeError)


@pytest.mark.parametrize("embed", [asynchronous, one_by_one])
def test_a_function_that_has_to_be_awaited_is_told_so_and_leaves_no_warning(embed: Any) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with pytest.raises(EmbeddingFailed, match=r"is asynchronous.* has to be a plain function"):
            answered(embed)
        gc.collect()
    assert not [str(one.message) for one in warned if "never awaited" in str(one.message)]
