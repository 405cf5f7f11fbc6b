"""The one exception whose message is meant to be read by a person instead of a programmer."""

from __future__ import annotations


class PgdriftError(Exception):
    """What happened, to what, and what to do next: one finished paragraph for standard error.

    Commands print the message alone, without a traceback, and end with `exit_code`.
    """

    exit_code: int = 2

    def __init__(self, message: str) -> None:
        super().__init__(paragraph(message))


def paragraph(text: str) -> str:
    """`text` on one line: PostgreSQL and libpq spread their messages over several."""
    return " ".join(text.split())
