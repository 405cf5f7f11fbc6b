"""The process in charge of one data directory: launching it, waiting for it, ending it."""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pgdrift.server import processes
from pgdrift.server.account import Account
from pgdrift.server.binaries import Binaries

LOG = logging.getLogger("pgdrift.server")
PID_FILE = "postmaster.pid"


@dataclass(frozen=True)
class PidFile:
    """What the server wrote about itself: lines 1, 4 and 8 of postmaster.pid."""

    pid: int
    port: int | None
    status: str


def read_pid_file(data: Path) -> PidFile | None:
    """The pid file of `data`, which may be stale; None when there is none that can be understood."""
    try:
        lines = (data / PID_FILE).read_text(encoding="utf-8", errors="replace").splitlines()
        pid = abs(int(lines[0]))
    except (OSError, ValueError, IndexError):
        return None
    port = int(lines[3]) if len(lines) > 3 and lines[3].strip().isdigit() else None
    return PidFile(pid, port, lines[7].strip() if len(lines) > 7 else "starting")


def pid_of(data: Path) -> int | None:
    """The id of the process in charge of `data`, if it is alive."""
    file = read_pid_file(data)
    return file.pid if file is not None and file.pid in processes.working_in(data) else None


def launch(
    binaries: Binaries, account: Account, data: Path, log: Path, serving: int, reachable: bool
) -> subprocess.Popen[Any]:
    """Start a server on `data`, in a session of its own: Ctrl-C in the caller's terminal does not reach it.

    `serving` is a locked file descriptor, the only one it inherits: held while any of its processes lives.
    """
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        child = subprocess.Popen(
            [str(binaries.tool("postgres")), "-D", directory_argument(data, reachable)],
            cwd=data,
            stdout=descriptor,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[serving],
            **account.process_options(),
        )
    finally:
        os.close(descriptor)
    processes.remember(child)
    return child


def directory_argument(data: Path, reachable: bool) -> str:
    """How a server program, started inside `data`, must be told where that is.

    A checkout inside /root is out of reach for the account that the server runs as. The process is put into
    its data directory before it drops root's rights, and Linux lets it name that place without walking down
    to it: no permission of any parent has to be widened.
    """
    return str(data) if reachable or not sys.platform.startswith("linux") else "/proc/self/cwd"


def wait_until_ready(pid: int, data: Path, seconds: float) -> bool:
    """Whether server process `pid` accepts connections; False when it has ended, or `seconds` have passed."""
    until = time.monotonic() + seconds
    told = time.monotonic() + 5
    while time.monotonic() < until and processes.is_alive(pid):
        file = read_pid_file(data)
        if file is not None and file.pid == pid and file.status == "ready":
            return True
        if time.monotonic() > told:
            LOG.info("the server in %s is still starting: after a crash it first recovers", data.parent)
            told += 15
        time.sleep(0.005)
    return False


def stop(data: Path, *, immediately: bool = False) -> None:
    """End the server of `data` and everything it left running; does nothing when there is none.

    First politely (a checkpoint, so that the next start is quick), then less so. `immediately` is for data
    that is about to be removed.
    """
    pid = pid_of(data)
    if pid is not None:
        for number, seconds in ((signal.SIGINT, 60), (signal.SIGQUIT, 10)):
            if immediately and number == signal.SIGINT:
                continue
            os.kill(pid, number)
            if processes.wait_until_gone([pid], seconds):
                break
        else:
            processes.kill([pid])
    clear(data)


def clear(data: Path) -> None:
    """Remove what a server that no longer runs has left: orphaned processes, pid file, sockets."""
    processes.kill(processes.working_in(data))
    for stale in (
        data / PID_FILE,
        *data.glob(".s.PGSQL.*"),
        *data.glob("pgdrift-proof-*"),
        *data.glob("pgdrift.conf.*"),
    ):
        stale.unlink(missing_ok=True)
