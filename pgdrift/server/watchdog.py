"""A small process that ends a server when the process that used it has died without doing so.

`finally` and `atexit` do not run under SIGTERM and SIGKILL. The watchdog holds the reading end of a pipe, and
only its owner the writing end: the kernel closes that however the owner dies.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pgdrift.server import lock
from pgdrift.server.home import Home

# With -I and -S: nothing of the owner's environment, and no site-packages: quick to start, and small.
COMMAND = """
import sys
sys.path.insert(0, sys.argv[1])
from pgdrift.server import watchdog
watchdog.main(sys.argv[2:])
"""
PACKAGES = Path(__file__).resolve().parents[2]


@contextmanager
def watched(folder: Path, *, remove: bool) -> Iterator[None]:
    """Have the server in `folder`/server ended should this process die, as `leave` does it.

    A process forked from this one, without exec, counts as this one.
    """
    command = [sys.executable, "-I", "-S", "-c", COMMAND, str(PACKAGES), str(folder)]
    command.append("remove" if remove else "keep")
    quiet = subprocess.DEVNULL
    try:
        dog = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=quiet, stderr=quiet, cwd="/", start_new_session=True
        )
    except OSError:
        # No interpreter that this account may start: what is left over then is removed by the next run.
        yield
        return
    try:
        yield
    finally:
        assert dog.stdin is not None
        dog.stdin.close()
        dog.wait()


def leave(folder: Path, *, remove: bool) -> bool:
    """`end` the server in `folder` unless somebody holds the lock `folder`/users; whether it was ended."""
    try:
        last = lock.try_lock(folder / "users")
    except FileNotFoundError:
        return False
    if last is None:
        return False
    try:
        end(folder, remove=remove)
    finally:
        os.close(last)
    return True


def end(folder: Path, *, remove: bool) -> None:
    """Stop the server in `folder`/server; with `remove`, nothing of `folder` stays."""
    home = Home(folder / "server")
    if remove:
        home.destroy()
        shutil.rmtree(folder)
    else:
        home.stop()


def main(arguments: list[str]) -> None:
    """Wait for the owner's end, then leave in its place; its locks may take a moment to be dropped."""
    folder, remove = Path(arguments[0]), arguments[1] == "remove"
    sys.stdin.buffer.read()
    for _ in range(20):
        if not folder.exists() or leave(folder, remove=remove):
            break
        time.sleep(0.05)
