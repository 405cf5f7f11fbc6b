"""Why a connection failed, told by real servers, by things that are no PostgreSQL, and by nobody at all."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.server.cluster import Cluster

SECRET = "hunter2-correct-horse"


def refusal(url: DatabaseURL) -> str:
    """The paragraph that connecting ends with, checked for what every one of them must be."""
    with pytest.raises(PgdriftError) as refused:
        url.connect()
    error = refused.value
    assert "\n" not in str(error)
    assert SECRET not in str(error)
    assert error.__cause__ is None
    assert error.__context__ is None
    return str(error)


@pytest.fixture
def login(cluster: Cluster) -> Iterator[str]:
    cluster.ensure_login("test_caller")
    yield "test_caller"
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute("ALTER ROLE test_caller LOGIN CONNECTION LIMIT -1")


@pytest.fixture
def listening() -> Iterator[Callable[[bytes], int]]:
    """`listening(answer)`: the port of something that gives every caller the same answer, then hangs up."""
    sockets: list[socket.socket] = []

    def listen(answer: bytes) -> int:
        server = socket.create_server(("127.0.0.1", 0))
        sockets.append(server)

        def serve() -> None:
            while True:
                try:
                    caller, _ = server.accept()
                except OSError:
                    return
                with caller:
                    caller.recv(1000)
                    caller.sendall(answer)
                    caller.shutdown(socket.SHUT_WR)
                    caller.recv(1000)

        threading.Thread(target=serve, daemon=True).start()
        return int(server.getsockname()[1])

    yield listen
    for server in sockets:
        server.shutdown(socket.SHUT_RDWR)
        server.close()


def test_it_connects_under_its_own_name(empty_database: DatabaseURL) -> None:
    asked = "SELECT current_database(), current_setting('application_name')"
    with empty_database.connect() as connection:
        assert connection.execute(asked).fetchone() == (empty_database.database, "pgdrift")
        assert not connection.autocommit
    with empty_database.connect(application_name="me", autocommit=True) as connection:
        assert connection.execute(asked).fetchone() == (empty_database.database, "me")
        assert connection.autocommit
    with empty_database.replace(application_name="mine").connect() as connection:
        assert connection.execute(asked).fetchone() == (empty_database.database, "mine")


def test_a_password_with_every_awkward_character_logs_in(cluster: Cluster) -> None:
    password = "p@ss:w/rd#?%'\"\\ ä€&=+ "
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS test_awkward")
        connection.execute(psycopg.sql.SQL("CREATE ROLE test_awkward LOGIN PASSWORD {}").format(password))
    url = cluster.url(user="test_awkward").replace(password=password, passfile="/nonexistent")
    with DatabaseURL.parse(url.revealed).connect() as connection:
        assert connection.info.user == "test_awkward"


def test_a_wrong_password(cluster: Cluster) -> None:
    said = refusal(cluster.url().replace(password=SECRET))
    assert 'password authentication failed for user "postgres". Check the user name and the password' in said


def test_no_password(cluster: Cluster) -> None:
    said = refusal(cluster.url().replace(passfile="/nonexistent"))
    assert "no password supplied. Give the password in the URL" in said


def test_no_such_database(cluster: Cluster) -> None:
    said = refusal(cluster.url(database="atlantis"))
    assert 'database "atlantis" does not exist. Correct the database name' in said


def test_a_role_that_may_not_log_in(cluster: Cluster, login: str) -> None:
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {login} NOLOGIN".encode())
    assert "not permitted to log in. Log in as a role that has LOGIN" in refusal(cluster.url(login))


def test_a_database_that_lets_nobody_in(empty_database: DatabaseURL, cluster: Cluster, login: str) -> None:
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(f"REVOKE CONNECT ON DATABASE {empty_database.database} FROM PUBLIC".encode())
    said = refusal(cluster.url(login, str(empty_database.database)))
    assert "permission denied for database" in said
    assert "GRANT CONNECT" in said


def test_too_many_connections(cluster: Cluster, login: str) -> None:
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {login} CONNECTION LIMIT 0".encode())
    assert "too many connections for role" in refusal(cluster.url(login))


def test_ssl_where_there_is_none(cluster: Cluster) -> None:
    said = refusal(cluster.url().replace(sslmode="require"))
    assert "server does not support SSL, but SSL was required. Check sslmode" in said


def test_an_option_with_a_value_that_makes_no_sense(cluster: Cluster) -> None:
    assert "Correct that option" in refusal(cluster.url().replace(sslmode="bogus"))
    assert "Correct that option" in refusal(cluster.url().replace(connect_timeout="soon"))


def test_nobody_listens() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
    said = refusal(DatabaseURL.parse(f"postgresql://ann:{SECRET}@127.0.0.1:{port}/b"))
    assert said == (
        f"Could not connect to postgresql://ann@127.0.0.1:{port}/b (from DATABASE_URL): Connection refused. "
        "Check that a PostgreSQL server is running there and that host and port are right."
    )


def test_no_socket_in_the_directory(tmp_path: Path) -> None:
    said = refusal(DatabaseURL.parse(f"postgresql:///b?host={tmp_path}"))
    assert "No such file or directory. Check that a PostgreSQL server is running there" in said


def test_no_such_host() -> None:
    said = refusal(DatabaseURL.parse("postgresql://no-such-host.invalid/b"))
    assert "no-such-host.invalid" in said
    assert "Check the spelling of the host" in said


def test_no_such_service() -> None:
    assert "Check the name in ?service=" in refusal(DatabaseURL.parse("?service=nowhere"))


def test_several_hosts_and_none_of_them_there() -> None:
    said = refusal(DatabaseURL.parse("postgresql://127.0.0.1:1,127.0.0.1:2/b"))
    assert said.count("Connection refused") == 1


@pytest.mark.parametrize(
    "answer", [b"HTTP/1.1 400 Bad Request\r\n\r\n", b"SSH-2.0-OpenSSH_9.6\r\n", b"-ERR\r\n", b""]
)
@pytest.mark.parametrize("sslmode", ["prefer", "disable"])
def test_something_that_is_no_postgresql(
    listening: Callable[[bytes], int], answer: bytes, sslmode: str
) -> None:
    said = refusal(DatabaseURL.parse(f"postgresql://127.0.0.1:{listening(answer)}/b?sslmode={sslmode}"))
    assert "does not answer as PostgreSQL does: check the host and the port" in said


def test_something_that_does_not_answer_at_all() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as server:
        port = server.getsockname()[1]
        said = refusal(DatabaseURL.parse(f"postgresql://127.0.0.1:{port}/b?connect_timeout=2"))
    assert "Nothing answered in time" in said


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


def test_a_server_that_is_starting(listening: Callable[[bytes], int]) -> None:
    starting = b"SFATAL\0VFATAL\0C57P03\0Mthe database system is starting up\0\0"
    port = listening(message(b"E", starting))
    said = refusal(DatabaseURL.parse(f"postgresql://127.0.0.1:{port}/b?sslmode=disable"))
    assert "the database system is starting up. The server is there but not ready: wait" in said


def test_a_server_that_speaks_another_language(listening: Callable[[bytes], int]) -> None:
    german = "SFATAL\0VFATAL\0C3D000\0MDatenbank »b« existiert nicht\0\0".encode()
    port = listening(message(b"E", german))
    said = refusal(DatabaseURL.parse(f"postgresql://127.0.0.1:{port}/b?sslmode=disable"))
    assert "Datenbank »b« existiert nicht. Check every part of the URL" in said


def test_a_server_that_is_too_old(listening: Callable[[bytes], int]) -> None:
    # No server this old can be had here, so this is the beginning of what one says.
    welcome = message(b"R", struct.pack("!i", 0)) + b"".join(
        message(b"S", b"%s\0%s\0" % pair)
        for pair in ((b"server_version", b"14.9"), (b"client_encoding", b"UTF8"))
    )
    port = listening(welcome + message(b"Z", b"I"))
    said = refusal(DatabaseURL.parse(f"postgresql://127.0.0.1:{port}/b?sslmode=disable"))
    assert "is PostgreSQL 14.9, but 15 is the oldest that works here. Upgrade the server" in said
