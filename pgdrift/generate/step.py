"""One change as the Python that will stand in the revision."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Step:
    """``code`` changes ``subject``, which becomes the comment above it.

    With ``as_migrator`` it runs as the role that sees every row. ``loses`` says which data is gone
    afterwards, ``imports`` are the import lines that the code needs beside alembic's and SQLAlchemy's own.
    """

    subject: str
    code: str
    as_migrator: bool = False
    loses: str = ""
    imports: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Change:
    """A step and the one that takes it back; None where the taking back of another step is enough."""

    up: Step
    down: Step | None
