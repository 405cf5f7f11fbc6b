"""How long a migration waits for a lock, and how often it tries again.

Whoever comes after a session that waits for a strong lock waits too. So such a wait is short, and shorter
still while the transaction holds other locks: there traffic queues already, and whoever waits for longer than
deadlock_timeout may be the one whom PostgreSQL ends to break a deadlock. Nobody queues behind a statement
that takes no strong lock (CONCURRENTLY, VALIDATE): it may wait for long.
"""

from dataclasses import dataclass

from pgdrift.migrate import durations
from pgdrift.project import Project

# PostgreSQL's default is 1 s, and few servers have another.
_DEADLOCK_TIMEOUT = 1.0
_SHORTEST = 0.05
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 15.0


@dataclass(frozen=True)
class Patience:
    """In seconds. ``short`` is for waits that others queue behind, ``long`` for those in nobody's way.

    ``retry_for``: how long a revision or statement is tried again after it first met a lock. 0 as ``short``
    or ``long`` means no limit.
    """

    short: float
    long: float
    retry_for: float

    @classmethod
    def of(cls, project: Project) -> "Patience":
        """As the project's settings have it. Raises PgdriftError when one is no length of time."""
        names = ("lock_timeout", "concurrent_lock_timeout", "lock_retry_for")
        return cls(*(durations.seconds(project.setting(name), name) for name in names))

    def holding(self, since: float) -> float:
        """The timeout of a statement whose transaction took its first strong lock ``since`` seconds ago.

        It halves as time passes, so that all waits of one transaction together stay short.
        """
        if not self.short:
            return 0.0
        left = budget = min(self.short, _DEADLOCK_TIMEOUT) / 2
        while left > _SHORTEST and budget - since < left:
            left /= 2
        return max(left, min(_SHORTEST, self.short))

    @staticmethod
    def pause(attempt: int) -> float:
        """How long to let traffic pass after the failed ``attempt``, the first being 1."""
        return min(_FIRST_PAUSE * 2.0 ** (attempt - 1), _LONGEST_PAUSE)


def milliseconds(timeout: float) -> int:
    """``timeout`` as PostgreSQL's lock_timeout takes it."""
    return max(1, round(timeout * 1000)) if timeout else 0
