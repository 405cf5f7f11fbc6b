"""Which server processes work on a data directory, whatever its pid file says."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
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
    and is not found.
    """
    deleted = f"{os.path.realpath(data)} (deleted)"
    try:
        wanted = data.stat()
    except FileNotFoundError:
        wanted = None
    found = []
    for pid, directory in working_directories():
        try:
            same = wanted is not None and os.path.samestat(directory.stat(), wanted)
            if same or (directory.is_symlink() and os.readlink(directory) == deleted):
                found.append(pid)
        except OSError:
            continue  # ended meanwhile, or is none of ours
    return [pid for pid in found if is_alive(pid)]


def working_directories() -> Iterator[tuple[int, Path]]:
    """Every PostgreSQL process that may be seen, with a path that leads to its working directory."""
    if sys.platform.startswith("linux"):
        for entry in Path("/proc").glob("[0-9]*"):
            try:
                if (entry / "comm").read_text().strip() in ("postgres", "initdb"):
                    yield int(entry.name), entry / "cwd"
            except OSError:
                continue
        return
    command = ["lsof", "-w", "-a", "-c", "postgres", "-d", "cwd", "-F", "pn"]
    try:
        lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
    except OSError:
        return
    pid = 0
    for line in lines:
        if line.startswith("p"):
            pid = int(line[1:])
        elif line.startswith("n"):
            yield pid, Path(line[1:])


def kill(pids: Iterable[int]) -> None:
    """End server processes at once, whatever they are doing, and wait until they are gone."""
    remaining = list(pids)
    # SIGQUIT first: the process in charge then takes its shared memory with it.
    for number, seconds in ((signal.SIGQUIT, 3), (signal.SIGKILL, 10)):
        for pid in remaining:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)
        if wait_until_gone(remaining, seconds):
            return


def wait_until_gone(pids: Iterable[int], seconds: float) -> bool:
    """Whether all of them have ended within that time."""
    remaining = list(pids)
    until = time.monotonic() + seconds
    while remaining := [pid for pid in remaining if is_alive(pid)]:
        if time.monotonic() > until:
            return False
        time.sleep(0.005)
    return True
