"""Putting files in their place: whole or not at all, and by one command at a time."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pgdrift.errors import PgdriftError


class NotPlaced(PgdriftError):
    """A file could not be written where it belongs."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """While no other command writes into ``folder``; waits for one that does.

    Two that began at the same revision would make two heads.
    """
    import fcntl

    if not folder.is_dir():
        yield  # what reads the history says so
        return
    # The folder itself: a file to lock would lie about in everybody's repository.
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print(f"Waiting for another command that writes a revision into {folder}.", file=sys.stderr)
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def place(path: Path, text: str) -> None:
    """Make ``text`` the content of the file at ``path``, which is never seen with half of it.

    Raises NotPlaced when that cannot be done; then whatever was there is still there.
    """
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with fresh.open("w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            fresh.chmod(path.stat().st_mode & 0o777)
        os.replace(fresh, path)
    except OSError as error:
        raise NotPlaced(
            f"{path} could not be written: {error.strerror or error}. No revision was written, and nothing "
            f"was left behind. Make {path.parent} writable, with room on its disk, and run this again."
        ) from error
    finally:
        with suppress(OSError):
            fresh.unlink()


@contextmanager
def unless_it_fails(path: Path) -> Iterator[None]:
    """The file at ``path`` stays when the block succeeds; otherwise it is taken away."""
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise
