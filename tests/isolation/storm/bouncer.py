"""A real PgBouncer in transaction mode in front of the test's server, for as long as a `with` block."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from pgdrift.database_url import DatabaseURL
from pgdrift.server.account import server_account
from pgdrift.server.cluster import Cluster
from pgdrift.server.settings import choose_port

NOT_INSTALLED = "PgBouncer is not installed"  # as tests/allowed_skips.txt has it
_PROGRAM = shutil.which("pgbouncer", path=f"{os.environ.get('PATH', '')}:/usr/sbin")

# It is started again when it has ended, and ends for good with the process that holds the other end of the
# standard input, however that ends.
_UNTIL_INPUT_ENDS = """
while :; do "$1" -q "$2"; sleep 0.02; done &
cat >/dev/null
trap '' TERM
kill 0
wait
"""


def installed() -> bool:
    return _PROGRAM is not None


@dataclass(frozen=True)
class Bouncer:
    """Where it listens, and who may speak to its console."""

    port: int
    database: str
    administrator: str
    passfile: Path

    def url(self, direct: DatabaseURL) -> DatabaseURL:
        """The way to the same database, as the same login, that leads through PgBouncer."""
        return direct.replace(port=self.port, passfile=str(self.passfile))

    def console(self) -> psycopg.Connection[Any]:
        """A connection to PgBouncer itself, which knows SHOW, KILL, RECONNECT and the like."""
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            dbname="pgbouncer",
            user=self.administrator,
            passfile=str(self.passfile),
            autocommit=True,
            cursor_factory=psycopg.ClientCursor,  # the console speaks the simple protocol only
        )


@contextmanager
def bouncer(
    cluster: Cluster, database: str, logins: Sequence[str], *, connections: int = 4, **settings: str
) -> Iterator[Bouncer]:
    """PgBouncer with ``connections`` to the server for each of ``logins``, the first of which administers it.

    It knows no password: it lets clients in, and logs in to the server, by the server's own SCRAM verifiers.
    """
    assert _PROGRAM is not None
    account, port = server_account(cluster.home.data), choose_port()
    folder = Path(tempfile.mkdtemp(prefix="pgdrift-bouncer-"))
    try:
        with cluster.url().connect() as connection:
            verifiers = connection.execute(
                "SELECT rolname::text, rolpassword FROM pg_authid WHERE rolname = ANY (%s)", [list(logins)]
            ).fetchall()
        users = "".join(f'"{name}" "{verifier}"\n' for name, verifier in verifiers)
        options = {
            "listen_addr": "127.0.0.1",
            "listen_port": port,
            "unix_socket_dir": "",
            "auth_type": "scram-sha-256",
            "auth_file": folder / "users",
            "admin_users": logins[0],
            "logfile": folder / "log",
            "pool_mode": "transaction",
            "default_pool_size": connections,
            "max_client_conn": 500,
            **settings,
        }
        lines = [f"{name} = {value}" for name, value in options.items()]
        target = f"{database} = host=127.0.0.1 port={cluster.home.port} dbname={database}"
        passwords = "".join(
            f"127.0.0.1:{port}:*:{name}:{cluster.home.passfile.password(name)}\n" for name in logins
        )
        (folder / "passfile").touch(0o600)
        (folder / "passfile").write_text(passwords)
        (folder / "users").write_text(users)
        (folder / "ini").write_text("\n".join(["[databases]", target, "[pgbouncer]", *lines, ""]))
        account.give_tree(folder)
        process = subprocess.Popen(
            ["/bin/sh", "-c", _UNTIL_INPUT_ENDS, "sh", _PROGRAM, str(folder / "ini")],
            **{**account.process_options(), "stdin": subprocess.PIPE},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )
        try:
            made = Bouncer(port, database, logins[0], folder / "passfile")
            _wait_for(made, folder / "log")
            yield made
            _wait_for(made, folder / "log")
        finally:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(30)
    finally:
        shutil.rmtree(folder)


def _wait_for(made: Bouncer, log: Path) -> None:
    until = time.monotonic() + 60
    while True:
        try:
            made.console().close()
            return
        except psycopg.OperationalError as error:
            if time.monotonic() > until:
                said = log.read_text()[-2000:] if log.exists() else "nothing"
                raise AssertionError(f"PgBouncer does not answer: {error}; it said: {said}") from error
        time.sleep(0.05)
