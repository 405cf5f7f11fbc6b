"""What an embedding function answers, checked before any of it is written."""

from collections.abc import AsyncIterable, Callable, Coroutine, Iterable, Sequence
from inspect import isawaitable
from typing import Any

from boardofone.search import vectors
from boardofone.search.refused import EmbeddingFailed

Embed = Callable[[list[str]], Sequence[Sequence[float] | None]]
"""Takes texts and returns for each, in the same order, a vector of 1,024 numbers, or None to leave it out."""


def answer(
    embed: Embed, texts: Sequence[str], names: Sequence[str], dimensions: int, kept: str
) -> list[list[float] | None]:
    """What ``embed`` makes of ``texts``: numbers that can be stored, or None, for each of them.

    ``names`` are those of the rows that the texts are of, and ``kept`` is what is left when it fails: the end
    of the paragraph. Raises EmbeddingFailed when ``embed`` raises or returns something else.
    """
    try:
        returned: Any = embed(list(texts))  # a list of its own, whatever it does to it
    except Exception as error:
        raise EmbeddingFailed(f"The embedding function raised {_told(error)}. {kept}") from error
    given = _list_of(returned, kept)
    if len(given) != len(texts):
        raise EmbeddingFailed(
            f"The embedding function returned {len(given)} vectors for {len(texts)} texts. {kept}"
        )
    made: list[list[float] | None] = []
    for place, (name, vector) in enumerate(zip(names, given, strict=True)):
        try:
            made.append(None if vector is None else vectors.storable(vector, dimensions))
        except vectors.Unusable as fault:
            raise EmbeddingFailed(
                f"The vector that the embedding function returned for {name}, at place {place}, {fault}. To "
                f"leave a text out, let the function return None in its place. {kept}"
            ) from None
    return made


def _list_of(returned: Any, kept: str) -> list[Any]:
    """What was returned one by one: a generator may raise only then."""
    kind = type(returned).__name__
    if isawaitable(returned) or isinstance(returned, AsyncIterable):
        if isinstance(returned, Coroutine):
            returned.close()  # or Python warns that nobody has awaited it
        raise EmbeddingFailed(
            f"The embedding function is asynchronous: it returned something of type {kind}, which nobody "
            f"awaits here, and has to be a plain function that returns vectors. {kept}"
        )
    if not isinstance(returned, Iterable) or isinstance(returned, vectors.NO_SEQUENCES):
        raise EmbeddingFailed(
            f"The embedding function returned something of type {kind}, and has to return a list with a "
            f"vector for each text, in the order of the texts. {kept}"
        )
    try:
        return list(returned)
    except Exception as error:
        raise EmbeddingFailed(
            f"The embedding function returned something of type {kind}, which raised {_told(error)} when its "
            f"vectors were read. {kept}"
        ) from error


def _told(error: Exception) -> str:
    """An exception in one line, without the stop that the sentence around it has."""
    return " ".join(f"{type(error).__name__}: {error}".split()).rstrip(".:")
