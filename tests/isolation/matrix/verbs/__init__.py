"""The verbs: for an actor before an object, the statements to try and what must come of each."""

from collections.abc import Callable, Iterator

from tests.isolation.matrix.cells import Attempt, Cell
from tests.isolation.matrix.verbs import (
    adding,
    copying,
    counting,
    locking,
    owning,
    reading,
    removing,
    replacing,
    updating,
)

Verb = Callable[[Attempt], Iterator[Cell]]

ON_ROWS: tuple[Verb, ...] = (
    reading.cells,
    adding.cells,
    replacing.cells,
    updating.cells,
    removing.cells,
    copying.cells,
    locking.cells,
    owning.cells,
)
ON_SEQUENCES: tuple[Verb, ...] = (counting.cells,)

__all__ = ["ON_ROWS", "ON_SEQUENCES", "Verb"]
