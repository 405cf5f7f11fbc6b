"""An embedding function that counts characters, and what is kept of its vectors."""

from collections.abc import Sequence
from typing import Any

from tests.boardofone.search.conftest import Board, direction

VERSION = "counting-1"


class Counting:
    """An embedding function that remembers what it was asked."""

    def __init__(self, spoilt: Any = None, at: int = 10**9) -> None:
        self.asked: list[str] = []
        self.spoilt, self.at = spoilt, at

    def __call__(self, texts: Sequence[str]) -> list[Any]:
        start, self.asked = len(self.asked), [*self.asked, *texts]
        made: list[Any] = [direction(1, len(each)) for each in texts]
        if start <= self.at < len(self.asked):
            if isinstance(self.spoilt, Exception):
                raise self.spoilt
            made[self.at - start :] = self.spoilt
        return made


def kept(board: Board, model: str = VERSION) -> list[tuple[str, bytes]]:
    with board.url.connect() as connection:
        return connection.execute(
            "SELECT c.content, e.content_sha256 FROM contribution_embeddings e "
            "JOIN contributions c ON c.id = e.contribution_id WHERE e.model = %s ORDER BY c.id",
            [model],
        ).fetchall()
