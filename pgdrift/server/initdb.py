"""Making a new data directory."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from pgdrift.server import private_file, settings
from pgdrift.server.account import Account
from pgdrift.server.binaries import Binaries
from pgdrift.server.failure import ServerError, reason_in
from pgdrift.server.home import Home
from pgdrift.server.postmaster import directory_argument

SUPERUSER = "postgres"
PWFILE = "initdb-password"
# Repeating a hash makes guesses slow, and every connection with them. The passwords of a server that is
# thrown away are 192 random bits in its own passfile: nobody guesses them.
QUICK = "scram_iterations=1"


def create(
    binaries: Binaries, account: Account, home: Home, *, durable: bool, lock: int, reachable: bool
) -> None:
    """Make the data directory of `home`, with the superuser's recorded password. It appears complete or not.

    `lock` is inherited by initdb: when we are killed, nobody else begins before it has ended. ServerError
    when initdb fails; its output is in the log.
    """
    unfinished = home.data.with_name("data.new")
    pwfile = home.path / PWFILE
    written = 0
    try:
        for arguments in locales(binaries.major):
            if unfinished.exists():
                shutil.rmtree(unfinished)
            unfinished.mkdir(mode=0o700)
            account.give(unfinished)
            private_file.write(pwfile, f"{home.passfile.record(SUPERUSER)}\n")
            account.give(pwfile)
            written = home.log.stat().st_size if home.log.exists() else 0
            command = [
                str(binaries.tool("initdb")),
                "--pgdata=" + directory_argument(unfinished, reachable),
                f"--username={SUPERUSER}",
                f"--pwfile=../{PWFILE}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-instructions",
                *arguments,
                *([] if durable else ["--no-sync"]),
                *([] if durable or binaries.major < 16 else [f"--set={QUICK}"]),
            ]
            if run(command, account, unfinished, home.log, lock) == 0:
                break
            if "invalid locale" not in home.log.read_bytes()[written:].decode(errors="replace"):
                raise refusal(home, written)
        else:
            raise refusal(home, written)
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(f"\n# Written anew at every start; it wins.\ninclude_if_exists '{settings.FILE}'\n")
        os.rename(unfinished, home.data)
    finally:
        pwfile.unlink(missing_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)


def refusal(home: Home, written: int) -> ServerError:
    """Why initdb failed: what it wrote to the log after the first `written` bytes."""
    return ServerError(f"The data directory {home.data} could not be made", reason_in(home.log, written))


def locales(major: int) -> Iterator[list[str]]:
    """Ways to ask for byte-wise sorting of UTF-8 text, which is the same everywhere; the best first."""
    if major >= 17:
        yield ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return
    yield ["--locale=C.UTF-8"]
    yield ["--locale=C"]  # where the system has no C.UTF-8: upper() then knows only ASCII


def run(command: list[str], account: Account, data: Path, log: Path, lock: int) -> int:
    """Run initdb inside `data`; its exit status. It is ended when we are interrupted."""
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        child = subprocess.Popen(
            command,
            cwd=data,
            stdout=descriptor,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[lock],
            **account.process_options(),
        )
        try:
            return child.wait()
        except BaseException:
            child.kill()
            child.wait()
            raise
    finally:
        os.close(descriptor)
