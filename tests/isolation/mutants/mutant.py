"""One way in which the law can be broken."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

DATABASE = "<database>"
"""Stands in a statement for the quoted name of the database that it will run in."""


@dataclass(frozen=True)
class Mutant:
    """``statements`` break the law of a copy of the database, and ``undo`` mends it again.

    Without ``undo`` the copy is thrown away; what belongs to the whole server, as roles and memberships do,
    always has one. ``about`` labels the objects that behave otherwise, as the matrix labels them: it judges
    those, and all there is when that is None. A mutant of our own code breaks nothing in the database: it
    lasts as long as what ``sabotage`` returns is entered.
    """

    family: str
    what: str
    how: str
    statements: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()
    about: frozenset[str] | None = None
    sabotage: Callable[[], AbstractContextManager[object]] = nullcontext

    @property
    def name(self) -> str:
        """What equivalents and reports call it; the same in every run."""
        return f"{self.family}: {self.what}: {self.how}"


def about(*names: str) -> frozenset[str]:
    """Objects with their schema, as the matrix labels them."""
    return frozenset(name.removeprefix("public.") for name in names)
