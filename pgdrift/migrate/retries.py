"""Trying again what met a lock: which errors, how often, with which pauses, and what is said meanwhile."""

import logging
import random
import time
from collections.abc import Callable

import psycopg
from psycopg import errors
from sqlalchemy.exc import DBAPIError

from pgdrift.errors import PgdriftError
from pgdrift.migrate import database_errors, durations
from pgdrift.migrate.obstacle import Obstacle
from pgdrift.migrate.patience import Patience

LOG = logging.getLogger("pgdrift.migrate")


def passing(error: BaseException) -> psycopg.Error | None:
    """What PostgreSQL raised because of another transaction, so that it may succeed next time; else None."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, errors.LockNotAvailable | errors.DeadlockDetected):
        return cause
    # Two sessions changed one row of the catalog: a GRANT of somebody else's, for instance.
    if isinstance(cause, errors.InternalError_) and "concurrently updated" in str(cause):
        return cause
    return None


class Retries:
    """The attempts at one revision, or at one statement that is a transaction of its own.

    ``obstacle`` tells what was in the way of the attempt that has just failed.
    """

    def __init__(self, patience: Patience, obstacle: Callable[[], Obstacle | None]) -> None:
        self._patience, self._obstacle = patience, obstacle
        self._since, self._failed = 0.0, 0

    def succeeded(self) -> None:
        """What comes next has all attempts before it."""
        self._failed = 0

    def pause(self, error: BaseException) -> None:
        """After the failure ``error``: wait, holding no lock, and return to have it tried again.

        Raises ``error`` itself when trying again is no use, and PgdriftError that names what was in the way
        when there is no time left.
        """
        cause = passing(error)
        if cause is None:
            raise error
        now = time.monotonic()
        if not self._failed:
            self._since = now
        self._failed += 1
        # Never in step with whoever else tries again.
        length = self._patience.pause(self._failed) * random.uniform(0.75, 1.0)
        left = self._since + self._patience.retry_for - now
        if left <= 0:
            raise self._given_up(cause, now - self._since) from error
        length = min(length, left)
        LOG.info("  %s; trying again in %s", self._what_happened(cause), durations.shown(length))
        time.sleep(length)

    def _what_happened(self, cause: psycopg.Error) -> str:
        found = self._obstacle()
        if isinstance(cause, errors.LockNotAvailable):
            return f"got no lock on {found}" if found else "got no lock"
        gave_way = "gave way to end a deadlock" if isinstance(cause, errors.DeadlockDetected) else "gave way"
        return f"{gave_way}, waiting for {found}" if found else gave_way

    def _given_up(self, cause: psycopg.Error, elapsed: float) -> PgdriftError:
        found = self._obstacle()
        attempts = "1 attempt" if self._failed == 1 else f"{self._failed} attempts"
        way = f", waiting for {found}" if found else ""
        refusal = database_errors.explained(cause, "the migration")
        return PgdriftError(f"{refusal} It gave up after {attempts} in {durations.shown(elapsed)}{way}.")
