"""One change as the Python that will stand in the revision."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from pgdrift.catalog.fact import Key


@dataclass(frozen=True)
class Step:
    """``code`` changes ``subject``, which becomes the comment above it.

    With ``as_migrator`` it runs as the role that sees every row. ``loses`` says which data is gone
    afterwards, ``hazards`` what it does to those who use the database meanwhile, ``imports`` are the import
    lines that the code needs beside alembic's and SQLAlchemy's own. ``keys`` are the objects it is about; it
    only describes them when it is one of ``comments``.
    """

    subject: str
    code: str
    as_migrator: bool = False
    loses: str = ""
    imports: frozenset[str] = frozenset()
    keys: tuple[Key, ...] = ()
    hazards: tuple[str, ...] = ()
    # Why it runs as that role, when it is not to see every row.
    note: str = ""
    comments: bool = False


@dataclass(frozen=True)
class Change:
    """A step and the one that takes it back; None where the taking back of another step is enough."""

    up: Step
    down: Step | None


@dataclass(frozen=True)
class Upgrade:
    """The way up in three parts: a transaction, statements that commit one by one, another transaction.

    ``meanwhile`` has what lets traffic pass only when it stands alone, ``last`` what rests on that. What has
    to be committed ``before`` it can be used stands ahead of them all.
    """

    before: Sequence[Step] = field(default=(), kw_only=True)
    first: Sequence[Step] = ()
    meanwhile: Sequence[Step] = field(default=())
    last: Sequence[Step] = field(default=())

    @property
    def steps(self) -> list[Step]:
        """All of them."""
        return [*self.before, *self.first, *self.meanwhile, *self.last]
