"""How long a reading may take as a whole, whatever keeps it: the server, a lock, or a network gone dead."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from math import ceil
from threading import Timer
from time import monotonic
from typing import Any

import psycopg

# What a server that still works needs to say that it has cancelled a query.
_GRACE = 1.0
_LONGEST = 2_000_000  # seconds; PostgreSQL counts milliseconds in 32 bits


class Deadline:
    """The moment by which a reading must be over: `seconds` from now, or never when that is None."""

    def __init__(self, seconds: float | None) -> None:
        self.seconds = seconds
        self._until = monotonic() + min(seconds, _LONGEST) if seconds is not None else None

    def remaining(self) -> float:
        """How many seconds are left; not below 0."""
        return float("inf") if self._until is None else max(0.0, self._until - monotonic())

    def statement(self) -> str:
        """The SQL that limits the next query of this transaction to the time that is left."""
        if self._until is None:
            return ""
        return f"SET LOCAL statement_timeout = {max(1, ceil(self.remaining() * 1000))};\n"

    @contextmanager
    def watch(self, connection: psycopg.Connection[Any]) -> Iterator[None]:
        """Hang up when the time is over and the server has not even stopped the query it was told to limit.

        A frozen server or a cut cable never answers, and libpq would wait for it for ever.
        """
        if self._until is None:
            yield
            return
        timer = Timer(self.remaining() + _GRACE, _hang_up, [connection])
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()


def _hang_up(connection: psycopg.Connection[Any]) -> None:
    try:
        with socket.socket(fileno=os.dup(connection.fileno())) as line:
            line.shutdown(socket.SHUT_RDWR)
    except (OSError, psycopg.Error):
        pass  # it is closed already, which is what was wanted
