"""The lock_timeout that each statement of a migration runs with."""

import time
from collections.abc import Sequence
from typing import Any

import psycopg

from pgdrift.migrate.patience import Patience, milliseconds
from pgdrift.migrate.statements import Statement
from pgdrift.migrate.watch import Watch


class Limits:
    """What the transaction that runs now may wait for; made anew for each part of a revision.

    ``learned`` are tables, with the mode to lock them in, that an earlier attempt met one after another.
    """

    def __init__(self, patience: Patience, watch: Watch, learned: Sequence[tuple[str, str]] = ()) -> None:
        self._patience, self._watch, self._learned = patience, watch, learned
        self._holding: float | None = None
        self._set: int | None = None
        self._set_by_revision = False

    def passing(self, statement: Statement) -> None:
        """``statement`` sets up the session: once it sets lock_timeout, that is the revision's business."""
        self._set_by_revision |= statement.sets_lock_timeout

    def before(self, connection: psycopg.Connection[Any], statement: Statement) -> None:
        """Set what ``statement`` of a transaction may wait for; first of all, lock what was learned."""
        learned, self._learned = self._learned, ()
        for table, mode in learned:
            # First the one that was waited for, while nothing else is held.
            self.allow(connection, self._holding_limit())
            with self._watch.running(connection.info.backend_pid, f"LOCK TABLE {table}"):
                connection.execute(f"LOCK TABLE {table} IN {mode} MODE".encode())
            self._holding = self._holding or time.monotonic()
        if self._holding is None and statement.only_waits:
            self.allow(connection, self._patience.long)
        else:
            self.allow(connection, self._holding_limit())

    def after(self, statement: Statement) -> None:
        """``statement`` has succeeded, and its transaction keeps its locks."""
        if self._holding is None and not (statement.only_waits or statement.reads):
            self._holding = time.monotonic()

    def alone(self, connection: psycopg.Connection[Any], statement: Statement) -> None:
        """Set what ``statement``, outside a transaction, may wait for."""
        self.allow(connection, self._patience.long if statement.only_waits else self._patience.short)

    def allow(self, connection: psycopg.Connection[Any], timeout: float) -> None:
        """Set lock_timeout to ``timeout`` seconds."""
        limit = milliseconds(timeout)
        if limit != self._set and not self._set_by_revision:
            connection.execute(f"SET lock_timeout = {limit}".encode())
            self._set = limit

    def _holding_limit(self) -> float:
        if self._holding is None:
            return self._patience.short
        return self._patience.holding(time.monotonic() - self._holding)
