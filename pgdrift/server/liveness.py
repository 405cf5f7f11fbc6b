"""Whether the server of a folder answers, and whether it is really that folder's server."""

from __future__ import annotations

import contextlib
import secrets
from enum import Enum
from typing import TYPE_CHECKING, Any

from pgdrift.server import postmaster, private_file
from pgdrift.server.home import Home
from pgdrift.server.initdb import SUPERUSER

if TYPE_CHECKING:
    import psycopg


class Answer(Enum):
    """What came of connecting."""

    OURS = "the server answers"
    FOREIGN = "another data directory's server answers"
    REFUSED = "the server does not accept the recorded password"
    NONE = "nothing answers"


def ask(home: Home) -> tuple[Answer, str]:
    """Connect to the server that the pid file of `home` names; the second value says why it did not work."""
    file = postmaster.read_pid_file(home.data)
    if file is None or file.port is None:
        return Answer.NONE, "it has not said on which port it listens"
    # Imported here: a server that is only now being made can be, while the driver is imported elsewhere.
    import psycopg

    # A copied folder brings the original's pid file and passwords along. A file that is written only now can
    # be read only by the server that really works in this directory.
    proof = home.data / f"pgdrift-proof-{secrets.token_hex(8)}"
    try:
        if home.passfile.password(SUPERUSER) is None:
            return Answer.REFUSED, "its password is not recorded"
        private_file.write(proof, "x")
        with connect(home, file.port) as connection:
            seen = connection.execute("SELECT pg_read_file(%s, 0, 1, true) IS NOT NULL", [proof.name])
            row = seen.fetchone()
        return (Answer.OURS, "") if row and row[0] else (Answer.FOREIGN, Answer.FOREIGN.value)
    except psycopg.Error as error:
        said = " ".join(str(error).split())
        return (Answer.REFUSED if "authentication failed" in said else Answer.NONE), said
    except OSError as error:
        return Answer.NONE, str(error)
    finally:
        with contextlib.suppress(OSError):
            proof.unlink()


def connect(home: Home, port: int | None = None) -> psycopg.Connection[Any]:
    """A superuser's autocommit connection; psycopg.Error when that fails."""
    import psycopg

    return psycopg.connect(
        host="127.0.0.1",
        hostaddr="127.0.0.1",  # PGHOSTADDR would otherwise lead elsewhere
        port=port or home.port,
        user=SUPERUSER,
        password=home.passfile.password(SUPERUSER),
        dbname="postgres",
        sslmode="disable",
        connect_timeout=10,
        application_name="pgdrift",
        options="",
        # Whoever else may listen there must not be able to ask for the password itself.
        require_auth="scram-sha-256",
        autocommit=True,
    )
