"""One PostgreSQL server and the folder that holds its data, passwords, port and log."""

from __future__ import annotations

import logging
import os
import secrets
import shutil
import subprocess
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.server import binaries as programs
from pgdrift.server import initdb, lock, postmaster, private_file, processes, settings, staging
from pgdrift.server.account import server_account
from pgdrift.server.binaries import Binaries
from pgdrift.server.failure import ServerError, reason_in
from pgdrift.server.passfile import Passfile

LOG = logging.getLogger("pgdrift.server")
SUPERUSER = initdb.SUPERUSER


class Cluster:
    """A server on 127.0.0.1 whose whole state lies in one folder.

    `home` holds `data` (PostgreSQL's own directory), `passfile`, `port`, `server.log` and two lock files. The
    folder may be copied, moved or deleted at any time: a copy gets a server of its own, and a server whose folder
    is gone is ended by the next start.
    """

    def __init__(
        self,
        data: Path,
        *,
        binaries: Binaries | None = None,
        durable: bool = True,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Describe the server in the folder `data`; nothing is touched before `start`.

        `binaries` defaults to the newest embedded PostgreSQL. Without `durable` a crash of the machine may lose
        the data, and everything is faster. `settings` are added to postgresql.conf and win.
        """
        self.home = Path(os.path.abspath(data))
        self.data = self.home / "data"
        self.log_path = self.home / "server.log"
        self.durable = durable
        self.passfile = Passfile(self.home / "passfile")
        self._given_binaries = binaries
        self._settings = dict(settings or {})

    @cached_property
    def binaries(self) -> Binaries:
        """The programs that serve and query this cluster."""
        return self._given_binaries or programs.find()

    def start(self) -> None:
        """Have the server accept connections: found running, started, healed or newly made.

        Any number of processes may call this at once. Raises PgdriftError with one paragraph: no programs, data of
        another major version, no room, no permission, or what the server's log says.
        """
        self._refuse_other_major()
        if self.running():
            return
        with lock.exclusive(self.home / "lock", doing=f"start the server in {self.home}") as held:
            self._refuse_other_major()
            if self.running():
                return
            account = server_account(self.data)
            runnable = staging.reachable(self.binaries, account)
            reachable = account.reaches(self.home)
            postmaster.clear(self.data)
            if not self.data.exists():
                LOG.info("creating a PostgreSQL %d server in %s", self.binaries.major, self.home)
                self.passfile.forget()
                initdb.create(
                    runnable,
                    account,
                    self.data,
                    self.log_path,
                    password=self.passfile.record(SUPERUSER),
                    durable=self.durable,
                    lock=held,
                    reachable=reachable,
                )
            self.passfile.protect()
            self._launch(runnable, account, reachable)

    def _launch(self, runnable: Binaries, account: Any, reachable: bool) -> None:
        port = self._remembered_port()
        for _ in range(5):
            if port is None or not settings.is_free(port):
                port = settings.choose_port()
            private_file.write(self.home / "port", f"{port}\n")
            private_file.write(
                self.data / settings.FILE,
                settings.render(port, durable=self.durable, overrides=self._settings),
            )
            serving = lock.try_lock(self.home / "serving")
            if serving is None:
                raise ServerError(
                    f"Another process still works on {self.data}", advice="End it and try again."
                )
            start = self.log_path.stat().st_size if self.log_path.exists() else 0
            try:
                child = postmaster.launch(
                    runnable, account, self.data, self.log_path, serving=serving, reachable=reachable
                )
            finally:
                os.close(serving)
            ready = postmaster.wait_until_ready(child, self.data, 300)
            if ready and self.running():
                LOG.info("server in %s listens on 127.0.0.1:%d", self.home, port)
                return
            reason = reason_in(self.log_path, start)
            if "TCP/IP" not in reason:
                break
            port = None  # somebody took the port between our look and the server's
        postmaster.stop(self.data)
        raise ServerError(f"The server in {self.home} did not start", reason)

    def stop(self) -> None:
        """End the server, its data kept; nothing happens when it does not run."""
        if self.home.exists():
            with lock.exclusive(self.home / "lock", doing=f"stop the server in {self.home}"):
                postmaster.stop(self.data)
        else:
            processes.kill(processes.working_in(self.data))

    def destroy(self) -> None:
        """End the server and remove everything it kept. What is not ours in the folder stays."""
        if not self.home.exists():
            processes.kill(processes.working_in(self.data))
            return
        with lock.exclusive(self.home / "lock", doing=f"remove the server in {self.home}"):
            postmaster.stop(self.data, immediately=True)
            for folder in (self.data, self.data.with_name("data.new")):
                shutil.rmtree(folder, ignore_errors=False) if folder.exists() else None
            for name in ("passfile", "port", "server.log", "initdb-password", "serving", "lock"):
                (self.home / name).unlink(missing_ok=True)
            if not any(self.home.iterdir()):
                self.home.rmdir()

    def running(self) -> bool:
        """Whether a real connection succeeds, and it is to the server of this very data directory."""
        file = postmaster.read_pid_file(self.data)
        password = self.passfile.password(SUPERUSER)
        if file is None or file.port is None or password is None:
            return False
        # A copied folder brings the original's pid file and password along. A file that we write now is seen
        # only by the server that really works in this directory.
        proof = self.data / f"pgdrift-proof-{secrets.token_hex(8)}"
        try:
            private_file.write(proof, "x")
            with self._connect(file.port, password) as connection:
                answer = connection.execute(
                    "SELECT pg_read_file(%s, 0, 1, true) IS NOT NULL", [proof.name]
                ).fetchone()
        except (psycopg.Error, OSError):
            return False
        finally:
            proof.unlink(missing_ok=True)
        return answer is not None and bool(answer[0])

    def url(self, user: str = SUPERUSER, database: str = "postgres") -> DatabaseURL:
        """The address for `user`: TCP on 127.0.0.1, `?passfile=<absolute path>` and no password."""
        port = self._remembered_port()
        if port is None:
            raise ServerError(f"There is no server in {self.home} yet", advice="Start it first.")
        passfile = quote(str(self.passfile.path), safe="/")
        return DatabaseURL.parse(
            f"postgresql://{quote(user, safe='')}@127.0.0.1:{port}/{quote(database, safe='')}?passfile={passfile}",
            source="the embedded server's URL",
        )

    def ensure_login(self, name: str) -> None:
        """Have a LOGIN role `name` whose random password is in the passfile. What it may do is the caller's."""
        with lock.exclusive(self.home / "lock", doing=f"create the login {name}"):
            password = self.passfile.record(name)
        with self._superuser() as connection:
            encrypted = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
            exists = connection.execute(
                "SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = %s", [name]
            ).fetchone()
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                    sql.SQL("ALTER" if exists else "CREATE"),
                    sql.Identifier(name),
                    sql.Literal(encrypted.decode()),
                )
            )

    def ensure_database(self, name: str) -> bool:
        """Have a database `name`; True when it was created now."""
        with self._superuser() as connection:
            if connection.execute(
                "SELECT 1 FROM pg_catalog.pg_database WHERE datname = %s", [name]
            ).fetchone():
                return False
            try:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            except psycopg.errors.DuplicateDatabase:
                return False
            return True

    def psql(self, *arguments: str, user: str = SUPERUSER, database: str = "postgres") -> int:
        """Run the bundled psql on the caller's terminal; its exit status."""
        url = self.url(user, database).shown
        return subprocess.run([self.binaries.tool("psql"), url, *arguments], check=False).returncode

    def _superuser(self) -> psycopg.Connection[Any]:
        port, password = self._remembered_port(), self.passfile.password(SUPERUSER)
        if port is None or password is None:
            raise ServerError(f"There is no server in {self.home} yet", advice="Start it first.")
        return self._connect(port, password)

    def _connect(self, port: int, password: str) -> psycopg.Connection[Any]:
        return psycopg.connect(
            host="127.0.0.1",
            hostaddr="127.0.0.1",
            port=port,
            user=SUPERUSER,
            password=password,
            dbname="postgres",
            sslmode="disable",
            connect_timeout=10,
            application_name="pgdrift",
            # Whoever else listens there must not be able to ask for the password itself.
            require_auth="scram-sha-256",
            autocommit=True,
        )

    def _remembered_port(self) -> int | None:
        try:
            return int((self.home / "port").read_text())
        except (OSError, ValueError):
            return None

    def _refuse_other_major(self) -> None:
        try:
            found = (self.data / "PG_VERSION").read_text().strip()
        except FileNotFoundError:
            return
        if found != str(self.binaries.major):
            raise PgdriftError(
                f"The data in {self.home} was made by PostgreSQL {found}, and the programs used now are PostgreSQL "
                f"{self.binaries.major}, which cannot read it. To keep the rows, start that folder with PostgreSQL "
                f"{found}, save them with pg_dump and load them into a new one; to begin anew, move {self.home} away "
                f"or remove it with its server."
            )
