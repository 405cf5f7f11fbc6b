"""A server that would not start, and what its log says about it."""

from __future__ import annotations

import re
from pathlib import Path

from pgdrift.errors import PgdriftError

TELLING = re.compile(
    r"FATAL|PANIC|error:|could not|No space left|cannot|invalid|refus|denied|not permitted", re.I
)
PREFIX = re.compile(r"^\d{4}-\d\d-\d\d [\d:.]+ \w+ \[\d+\] ")


class ServerError(PgdriftError):
    """The embedded server could not be created, started or reached."""

    def __init__(self, what: str, reason: str = "", advice: str = "") -> None:
        said = f"; the server's log says: {reason}" if reason else ""
        super().__init__(f"{what}{said.rstrip('.')}. {advice or 'Remove the cause and try again.'}")


def reason_in(log: Path, start: int, lines: int = 3) -> str:
    """The last telling lines of `log` after byte `start`, on one line."""
    try:
        with log.open("rb") as file:
            file.seek(start)
            text = file.read().decode(errors="replace")
    except OSError:
        return ""
    said = [PREFIX.sub("", line.strip()) for line in text.splitlines() if line.strip()]
    telling = [line for line in said if TELLING.search(line)]
    return " / ".join(dict.fromkeys((telling or said)[-lines:]))
