"""Killing a migrator with SIGKILL at a random moment, as the kernel does when memory runs out."""

import contextlib
import os
import random
import signal
import time
from collections.abc import Callable, Iterator

from pgdrift.database_url import DatabaseURL
from pgdrift.migrate import in_process
from pgdrift.migrate.request import Request
from pgdrift.project import Project

# In CI a few, in the nox session `kills` as many as it says.
KILLS = int(os.environ.get("PGDRIFT_KILLS", "4"))
SEED = int(os.environ.get("PGDRIFT_KILL_SEED", str(time.time_ns() % 100_000)))


def moments(longest: float, stages: int) -> Iterator[tuple[int, float]]:
    """As many random moments as there are to be kills: after how many of the stages, and how many seconds.

    A migration takes ``longest`` seconds for ``stages`` of them. The seed is printed.
    """
    print(f"PGDRIFT_KILL_SEED={SEED}")
    source = random.Random(SEED)
    return ((source.randrange(stages), source.uniform(0, 1.5 * longest / stages)) for _ in range(KILLS))


def killed_after(
    project: Project, url: DatabaseURL, seconds: float, reached: Callable[[], bool] = lambda: True
) -> bool:
    """Migrate in a process of its own that is killed so many seconds after ``reached`` turns true.

    False when it was done before. A fork, because a new Python takes longer to import what it needs than the
    migration itself.
    """
    child = os.fork()
    if child == 0:
        status = 1
        with contextlib.suppress(BaseException):
            in_process.upgrade(Request(project, url))
            status = 0
        os._exit(status)
    while not reached():
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            assert os.WEXITSTATUS(status) == 0, "the migration failed before it could be killed"
            return False
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        return True
    assert os.WEXITSTATUS(status) == 0, "the migration failed before it could be killed"
    return False


def duration(migrate: Callable[[], object]) -> float:
    """How long ``migrate`` takes, in seconds."""
    started = time.monotonic()
    migrate()
    return time.monotonic() - started
