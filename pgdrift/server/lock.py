"""Locks that the kernel drops when their holder dies, however it dies."""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pgdrift.errors import PgdriftError

LOG = logging.getLogger("pgdrift.server")


def try_lock(path: Path, *, shared: bool = False) -> int | None:
    """A file descriptor that holds the lock until it is closed, or None when somebody else has it."""
    import fcntl

    flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
    while True:
        descriptor = os.open(path, flags, 0o600)
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        if is_at(descriptor, path):
            return descriptor
        # The file was deleted between open and flock: whoever comes next locks another file.
        os.close(descriptor)


def is_at(descriptor: int, path: Path) -> bool:
    """Whether `path` still names the open file."""
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(path, follow_symlinks=False))
    except FileNotFoundError:
        return False


@contextmanager
def exclusive(path: Path, *, doing: str, timeout: float = 300) -> Iterator[int]:
    """Hold the lock at `path`, whose folder is created; waits up to `timeout` seconds, then PgdriftError.

    `doing` completes "Waiting to ...". Yields the descriptor: a child that inherits it keeps the lock alive.
    """
    waited_since = time.monotonic()
    announced = False
    while True:
        try:
            path.parent.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
            descriptor = try_lock(path)
        except FileNotFoundError:
            continue  # the folder was removed between the two calls
        if descriptor is not None:
            break
        waited = time.monotonic() - waited_since
        if waited > timeout:
            raise PgdriftError(
                f"Could not {doing}: another process has held {path} for more than {timeout:.0f} seconds. "
                f"End that process and try again."
            )
        if waited > 2 and not announced:
            LOG.info("waiting to %s: another process is at it", doing)
            announced = True
        time.sleep(0.02)
    try:
        yield descriptor
    finally:
        os.close(descriptor)
