"""Starting a server that does not answer, from whatever state its folder was left in."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pgdrift.server import initdb, liveness, lock, postmaster, private_file, processes, settings, staging
from pgdrift.server.account import Account, server_account
from pgdrift.server.binaries import Binaries
from pgdrift.server.failure import ServerError, reason_in
from pgdrift.server.home import Home
from pgdrift.server.initdb import SUPERUSER
from pgdrift.server.liveness import Answer

LOG = logging.getLogger("pgdrift.server")
RECOVERY_SECONDS = 600.0


@dataclass(frozen=True)
class Startup:
    """One attempt to start the server in `home`; its lock, `held`, is ours."""

    home: Home
    binaries: Binaries
    account: Account
    reachable: bool
    durable: bool
    overrides: Mapping[str, str]
    held: int

    def run(self) -> None:
        """Leave the server answering; ServerError says why it does not."""
        if self._found_alive():
            return
        postmaster.clear(self.home.data)
        if self.home.data.exists():
            self._repossess()
        else:
            self._create()
        if self.home.passfile.password(SUPERUSER) is None:
            self._reset_password()
        if self._launch() is Answer.REFUSED:
            postmaster.stop(self.home.data)
            self.home.passfile.forget(SUPERUSER)
            self._reset_password()
            self._launch()

    def _found_alive(self) -> bool:
        """Whether the process in charge is there and answers after all, once it has recovered."""
        pid = postmaster.pid_of(self.home.data)
        if pid is None:
            return False
        if not postmaster.wait_until_ready(pid, self.home.data, RECOVERY_SECONDS) and not processes.is_alive(
            pid
        ):
            return False
        answer, reason = liveness.ask(self.home)
        if answer in (Answer.OURS, Answer.FOREIGN):
            return answer is Answer.OURS
        if answer is Answer.REFUSED:
            postmaster.stop(self.home.data)
            return False
        raise ServerError(
            f"The server in {self.home.path} runs as process {pid} and does not answer ({reason})",
            advice="It may be busy, or out of connections; end what uses it, or stop it, and try again.",
        )

    def _create(self) -> None:
        kind = "server" if self.durable else "scratch server"
        LOG.info("creating a PostgreSQL %d %s in %s", self.binaries.major, kind, self.home.path)
        self.home.passfile.forget()
        self.home.passfile.record(SUPERUSER)
        initdb.create(
            self.binaries,
            self.account,
            self.home,
            durable=self.durable,
            lock=self.held,
            reachable=self.reachable,
        )

    def _repossess(self) -> None:
        """Have the data belong to the server's account, as it does not after a copy made by root."""
        owner = self.home.data.stat().st_uid
        if self.account.switch and owner == 0:
            self.account.give_tree(self.home.data)
        elif owner != self.account.uid:
            raise ServerError(
                f"The data in {self.home.path} belongs to user {owner}, and you are user {self.account.uid}",
                advice="Run this as its owner, or make a server of your own in another folder.",
            )
        if self.home.data.stat().st_mode & 0o077:
            self.home.data.chmod(0o700)

    def _launch(self) -> Answer:
        port = self.home.port
        reason = ""
        for _ in range(5):
            if port is None or not settings.is_free(port):
                port = settings.choose_port()
            self.home.remember_port(port)
            text = settings.render(port, durable=self.durable, overrides=self.overrides)
            private_file.write(self.home.data / settings.FILE, text)
            written = self.home.log.stat().st_size if self.home.log.exists() else 0
            child = self._spawn()
            if postmaster.wait_until_ready(child.pid, self.home.data, RECOVERY_SECONDS):
                answer, reason = liveness.ask(self.home)
                if answer in (Answer.OURS, Answer.REFUSED):
                    # Nobody is to connect to a scratch server, so its address is not for everybody.
                    level = logging.INFO if self.durable else logging.DEBUG
                    LOG.log(level, "the server in %s listens on 127.0.0.1:%d", self.home.path, port)
                    return answer
                break
            reason = reason_in(self.home.log, written)
            if "TCP/IP" not in reason:
                break
            port = None  # somebody took the port between our look at it and the server's
        postmaster.stop(self.home.data)
        raise ServerError(
            f"The server in {self.home.path} did not start",
            reason,
            f"Remove the cause and try again; the whole log is {self.home.log}.",
        )

    def _spawn(self) -> subprocess.Popen[Any]:
        serving = lock.try_lock(self.home.path / "serving")
        if serving is None:
            raise ServerError(
                f"A server process that cannot be seen from here still works on {self.home.data}",
                advice="It may belong to another container; end it there and try again.",
            )
        try:
            return postmaster.launch(
                self.binaries, self.account, self.home.data, self.home.log, serving, self.reachable
            )
        finally:
            os.close(serving)

    def _reset_password(self) -> None:
        """Give the superuser a new password without knowing the old one: whoever owns the files may."""
        LOG.info("the password of %s in %s is not recorded; setting a new one", SUPERUSER, self.home.path)
        password = self.home.passfile.record(SUPERUSER)
        options = self.account.process_options()
        del options["stdin"]
        where = postmaster.directory_argument(self.home.data, self.reachable)
        outcome = subprocess.run(
            [self.binaries.tool("postgres"), "--single", "-D", where, "-j", "postgres"],
            cwd=self.home.data,
            input=f"ALTER ROLE {SUPERUSER} PASSWORD '{password}';\n\n".encode(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            check=False,
            **options,
        )
        if outcome.returncode != 0:
            self.home.passfile.forget(SUPERUSER)
            raise ServerError(
                f"The passwords of the server in {self.home.path} are lost and could not be set anew",
                advice=f"Start it once to see the reason in {self.home.log}, or begin with an empty folder.",
            )


def prepare(
    home: Home, binaries: Binaries, *, durable: bool, overrides: Mapping[str, str], held: int
) -> Startup:
    """Find out who will run the server and whether it gets to its programs and its data."""
    home.tidy()
    account = server_account(home.data)
    runnable = staging.reachable(binaries, account)
    reachable = account.reaches(home.path)
    # Before 16 PostgreSQL walks back to its working directory by name.
    if not reachable and (binaries.major < 16 or not sys.platform.startswith("linux")):
        raise ServerError(
            f"The user {account.name}, who runs the server because root may not, cannot get to {home.path}",
            advice="Put it into a folder that this user may pass through, or run this as an ordinary user.",
        )
    return Startup(home, runnable, account, reachable, durable, overrides, held)
