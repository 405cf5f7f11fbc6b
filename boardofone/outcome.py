"""What a migration run tells the person who asked for it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Outcome:
    """``url`` is what an application connects with, without a password; ``lines`` are for people."""

    url: str
    lines: tuple[str, ...]
