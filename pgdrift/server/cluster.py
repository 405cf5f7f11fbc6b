"""One PostgreSQL server, whose whole state lies in one folder."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError, paragraph
from pgdrift.server import binaries as programs
from pgdrift.server import liveness, startup
from pgdrift.server.binaries import Binaries
from pgdrift.server.failure import ServerError
from pgdrift.server.home import Home
from pgdrift.server.initdb import SUPERUSER
from pgdrift.server.liveness import Answer

if TYPE_CHECKING:
    import psycopg


class Cluster:
    """A server that listens on 127.0.0.1 only and knows nobody without a password.

    Its folder holds `data` (PostgreSQL's own directory), `passfile`, `port`, `server.log` and two lock files.
    It may be copied, moved or deleted at any time: a copy gets a server of its own, and a server whose folder
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

        `binaries` defaults to the newest embedded PostgreSQL. Without `durable` a crash of the machine may
        lose the data, and everything is faster. `settings` are added to postgresql.conf and win.
        """
        self.home = Home(Path(os.path.abspath(data)))
        self.log_path = self.home.log
        self.durable = durable
        self._given = binaries
        self._settings = dict(settings or {})

    @cached_property
    def binaries(self) -> Binaries:
        """The programs that serve and query this cluster."""
        return self._given or programs.find()

    def start(self) -> None:
        """Have the server accept connections: found running, started, healed or newly made.

        Any number of processes may call this at once. Raises PgdriftError with one paragraph: no programs,
        data of another major version, no room, no permission, or what the server's log says.
        """
        self._refuse_other_major()
        if self.running():
            return
        with self.home.locked(f"start the server in {self.home.path}") as held:
            self._refuse_other_major()
            if not self.running():
                attempt = startup.prepare(
                    self.home, self.binaries, durable=self.durable, overrides=self._settings, held=held
                )
                attempt.run()

    def stop(self) -> None:
        """End the server, its data kept; nothing happens when it does not run."""
        self.home.stop()

    def destroy(self) -> None:
        """End the server and remove everything it kept. What is not ours in the folder stays."""
        self.home.destroy()

    def running(self) -> bool:
        """Whether a real connection succeeds, and it is to the server of this very data directory."""
        return liveness.ask(self.home)[0] is Answer.OURS

    def url(self, user: str = SUPERUSER, database: str = "postgres") -> DatabaseURL:
        """The address for `user`: TCP on 127.0.0.1, `?passfile=<absolute path>` and no password."""
        port = self.home.port
        if port is None:
            raise ServerError(f"There is no server in {self.home.path} yet", advice="Start it first.")
        passfile = quote(str(self.home.passfile.path), safe="/")
        place = f"127.0.0.1:{port}/{quote(database, safe='')}?passfile={passfile}"
        return DatabaseURL.parse(f"postgresql://{quote(user, safe='')}@{place}", source="the embedded server")

    def ensure_login(self, name: str) -> None:
        """Have a LOGIN role `name` whose random password is in the passfile. Its rights are the caller's."""
        from psycopg import sql

        with self.home.locked(f"create the login {name}"):
            password = self.home.passfile.record(name)
        with self._superuser() as connection:
            # Encrypted here, so that the password itself is in no statement.
            verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
            known = connection.execute("SELECT FROM pg_catalog.pg_roles WHERE rolname = %s", [name])
            connection.execute(
                sql.SQL("{} ROLE {} LOGIN PASSWORD {}").format(
                    sql.SQL("ALTER" if known.rowcount else "CREATE"),
                    sql.Identifier(name),
                    sql.Literal(verifier.decode()),
                )
            )

    def ensure_database(self, name: str) -> bool:
        """Have a database `name`; True when it was created now."""
        from psycopg import errors, sql

        with self._superuser() as connection:
            known = connection.execute("SELECT FROM pg_catalog.pg_database WHERE datname = %s", [name])
            if known.rowcount:
                return False
            try:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            except (errors.DuplicateDatabase, errors.UniqueViolation):
                return False  # somebody else was quicker, before we began or while we were at it
            return True

    def psql(self, *arguments: str, user: str = SUPERUSER, database: str = "postgres") -> int:
        """Run the bundled psql on the caller's terminal; its exit status."""
        url = self.url(user, database).shown
        return subprocess.run([self.binaries.tool("psql"), url, *arguments], check=False).returncode

    def _superuser(self) -> psycopg.Connection[Any]:
        import psycopg

        try:
            return liveness.connect(self.home)
        except psycopg.Error as error:
            reason = paragraph(str(error))
        raise ServerError(f"The server in {self.home.path} does not answer ({reason})", advice="Start it.")

    def _refuse_other_major(self) -> None:
        ours = self.binaries.major
        try:
            found = (self.home.data / "PG_VERSION").read_text(encoding="utf-8").strip()
        except OSError:
            return  # no data yet, or none of ours: starting will say which
        if found != str(ours):
            raise PgdriftError(
                f"The data in {self.home.path} was made by PostgreSQL {found}, and the programs used now are "
                f"PostgreSQL {ours}, which cannot read it. To begin anew, stop that server and move the "
                f"folder away. To keep the rows, first start it with PostgreSQL {found}, save them with "
                f"pg_dump, and load them into the new one."
            )
