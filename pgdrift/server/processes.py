"""Which server processes work on a data directory, whatever its pid file says."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

# Servers this process has started: their exit status must be collected, or they stay as zombies.
_children: dict[int, subprocess.Popen[Any]] = {}


def remember(child: subprocess.Popen[Any]) -> None:
    """Have the exit status of `child` collected by whoever asks whether it is alive."""
    _children[child.pid] = child


def is_alive(pid: int) -> bool:
    """Whether a process with this id runs; a zombie does not."""
    child = _children.get(pid)
    if child is not None and child.poll() is not None:
        del _children[pid]
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return not sys.platform.startswith("linux")
    return status.rpartition(")")[2].split()[0] not in ("Z", "X")


def working_in(data: Path) -> list[int]:
    """The PostgreSQL processes whose working directory is `data`, or was `data` and has been deleted.

    Every server process works in its data directory, so this finds also what no pid file names: the orphans
    of a killed server, and the server of a deleted directory. The server of a copy works in another directory
    and is not found. Without /proc (macOS) the list is empty.
    """
    deleted = f"{os.path.realpath(data)} (deleted)"
    try:
        wanted = data.stat()
    except FileNotFoundError:
        wanted = None
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "comm").read_text().strip() not in ("postgres", "initdb"):
                continue
            same = wanted is not None and os.path.samestat((entry / "cwd").stat(), wanted)
            if same or os.readlink(entry / "cwd") == deleted:
                found.append(int(entry.name))
        except OSError:
            continue  # ended meanwhile, or is none of ours
    return [pid for pid in found if is_alive(pid)]


def is_postgres_in(pid: int, data: Path) -> bool:
    """Whether process `pid` is a PostgreSQL server of `data`, as far as this system lets us know."""
    if not is_alive(pid):
        return False
    if sys.platform.startswith("linux"):
        return pid in working_in(data)
    answer = subprocess.run(
        ["ps", "-o", "comm=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return Path(answer.stdout.strip()).name == "postgres"


def kill(pids: Iterable[int]) -> None:
    """End processes at once and wait until they are gone, 10 seconds at most."""
    remaining = list(pids)
    for pid in remaining:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
    wait_until_gone(remaining, 10)


def wait_until_gone(pids: Iterable[int], seconds: float) -> bool:
    """Whether all of them have ended within that time."""
    remaining = list(pids)
    until = time.monotonic() + seconds
    while remaining := [pid for pid in remaining if is_alive(pid)]:
        if time.monotonic() > until:
            return False
        time.sleep(0.005)
    return True
