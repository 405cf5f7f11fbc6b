"""Making a new data directory."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from pgdrift.server import private_file, settings
from pgdrift.server.account import Account
from pgdrift.server.binaries import Binaries
from pgdrift.server.failure import ServerError, reason_in
from pgdrift.server.postmaster import directory_argument

SUPERUSER = "postgres"


def create(
    binaries: Binaries,
    account: Account,
    data: Path,
    log: Path,
    *,
    password: str,
    durable: bool,
    lock: int,
    reachable: bool,
) -> None:
    """Make `data`, whose superuser has `password`. It appears complete or not at all.

    `lock` is inherited by initdb: when we are killed, nobody else begins before it has ended. ServerError when
    initdb fails; its output is in `log`.
    """
    unfinished = data.with_name(f"{data.name}.new")
    pwfile = data.with_name("initdb-password")
    try:
        for arguments in locales(binaries.major):
            shutil.rmtree(unfinished, ignore_errors=True)
            unfinished.mkdir(mode=0o700)
            account.give(unfinished)
            private_file.write(pwfile, password + "\n")
            account.give(pwfile)
            start = log.stat().st_size if log.exists() else 0
            if run_initdb(binaries, account, unfinished, log, arguments, durable, lock, reachable) == 0:
                break
            if "invalid locale" not in log.read_bytes()[start:].decode(errors="replace"):
                raise ServerError(
                    f"Could not create the database server's files in {data}", reason_in(log, start)
                )
        else:
            raise ServerError(
                f"Could not create the database server's files in {data}", reason_in(log, start)
            )
        with (unfinished / "postgresql.conf").open("a", encoding="utf-8") as file:
            file.write(
                f"\n# Written anew at every start; what is in it wins.\ninclude_if_exists '{settings.FILE}'\n"
            )
        os.rename(unfinished, data)
    finally:
        pwfile.unlink(missing_ok=True)
        shutil.rmtree(unfinished, ignore_errors=True)


def locales(major: int) -> Iterator[list[str]]:
    """Ways to ask for byte-wise sorting of UTF-8 text, which is the same everywhere; the best first."""
    if major >= 17:
        yield ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        return
    yield ["--locale=C.UTF-8"]
    yield ["--locale=C"]  # where the system has no C.UTF-8: upper() then knows only ASCII


def run_initdb(
    binaries: Binaries,
    account: Account,
    data: Path,
    log: Path,
    arguments: list[str],
    durable: bool,
    lock: int,
    reachable: bool,
) -> int:
    """initdb's exit status. It is ended when we are interrupted."""
    command = [
        str(binaries.tool("initdb")),
        "--pgdata=" + directory_argument(data, reachable),
        f"--username={SUPERUSER}",
        "--pwfile=../initdb-password",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--no-instructions",
        *arguments,
        *([] if durable else ["--no-sync"]),
    ]
    descriptor = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        child = subprocess.Popen(
            command,
            cwd=data,
            stdout=descriptor,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            pass_fds=[lock] if sys.platform != "win32" else (),
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
