"""Everything that keeps a catalog from being read, done to real servers."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator

import psycopg
import pytest

from pgdrift.catalog import read
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.server import postmaster
from pgdrift.server.cluster import Cluster
from tests.memory import cluster_in_memory
from tests.pgdrift.catalog.conftest import Waiting


def refusal(reading: Callable[[], object]) -> str:
    """The paragraph that reading ends with."""
    with pytest.raises(PgdriftError) as refused:
        reading()
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_a_connection_that_is_ended_half_way(
    waiting: Callable[..., Waiting], filled: psycopg.Connection
) -> None:
    halfway = waiting("hidden.notes")
    filled.execute("SELECT pg_terminate_backend(%s)", [halfway.pid])
    said = refusal(halfway.outcome.result)
    assert f"The connection to the database {filled.info.dbname} at 127.0.0.1:" in said
    assert (
        "was lost while its catalog was read: terminating connection due to administrator command. " in said
    )
    assert said.endswith("Nothing was compared; try again.")


def test_a_reading_that_an_administrator_cancels(
    waiting: Callable[..., Waiting], filled: psycopg.Connection
) -> None:
    halfway = waiting("hidden.notes")
    filled.execute("SELECT pg_cancel_backend(%s)", [halfway.pid])
    assert "was stopped by its server: canceling statement due to user request" in refusal(
        halfway.outcome.result
    )


@pytest.fixture
def doomed(cluster: Cluster) -> Iterator[Cluster]:
    """A server of this test's own."""
    with cluster_in_memory(cluster.binaries.major) as server:
        yield server


@pytest.fixture
def empty_database(
    request: pytest.FixtureRequest, database_factory: Callable[..., DatabaseURL]
) -> DatabaseURL:
    """On the doomed server for the tests that want one."""
    if "doomed" in request.fixturenames:
        return request.getfixturevalue("doomed").url()
    return database_factory()


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGQUIT, signal.SIGINT], ids=lambda how: how.name)
def test_a_server_that_is_shut_down_or_dies_half_way(
    doomed: Cluster, waiting: Callable[..., Waiting], filled: psycopg.Connection, how: signal.Signals
) -> None:
    halfway = waiting("hidden.notes")
    pid = postmaster.pid_of(doomed.home.data)
    assert pid is not None
    os.kill(pid, how)
    if how is signal.SIGKILL:
        os.kill(halfway.pid, signal.SIGQUIT)
    assert "was lost while its catalog was read: " in refusal(halfway.outcome.result)
    filled.close()


@pytest.fixture
def stranger(filled: psycopg.Connection, cluster: Cluster) -> Iterator[psycopg.Connection]:
    """A login without any privilege."""
    cluster.ensure_login("reading_stranger")
    with cluster.url("reading_stranger", filled.info.dbname).connect(autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize(
    ("taken", "said"),
    [
        ("SELECT ON pg_catalog.pg_policy", "permission denied for table pg_policy"),
        ("SELECT ON pg_catalog.pg_class", "permission denied for table pg_class"),
        ("SELECT ON pg_catalog.pg_roles", "permission denied for view pg_roles"),
        (
            "EXECUTE ON FUNCTION pg_catalog.pg_get_viewdef(oid)",
            "permission denied for function pg_get_viewdef",
        ),
        ("USAGE ON SCHEMA pg_catalog", "permission denied for schema pg_catalog"),
    ],
)
def test_a_catalog_that_the_role_may_not_read_is_not_an_empty_one(
    taken: str, said: str, stranger: psycopg.Connection, filled: psycopg.Connection
) -> None:
    filled.execute(f"REVOKE {taken} FROM PUBLIC".encode())
    told = refusal(lambda: read(stranger))
    assert f"The role may not read what it has to in the database {filled.info.dbname}" in told
    assert said in told


def test_an_object_that_postgresql_cannot_spell_out_is_not_passed_over(filled: psycopg.Connection) -> None:
    filled.execute("SET allow_system_table_mods = on")
    filled.execute(
        "UPDATE pg_catalog.pg_index SET indclass = '999999' WHERE indexrelid = 'hidden.notes_lower'::regclass"
    )
    said = refusal(lambda: read(filled))
    assert "PostgreSQL could not say what is in the catalog of the database" in said
    assert "cache lookup failed for opclass 999999" in said


def test_names_in_no_encoding(cluster: Cluster) -> None:
    with cluster.url().connect(autocommit=True) as admin:
        admin.execute("CREATE DATABASE bytes ENCODING 'SQL_ASCII' LOCALE 'C' TEMPLATE template0")
    with cluster.url(database="bytes").connect(autocommit=True, client_encoding="utf8") as connection:
        connection.execute("CREATE TABLE public.äpfel (id integer)")
        assert 'public."äpfel"' in read(connection).of_kind("table")
        connection.execute(rb"COMMENT ON TABLE public.%s IS E'\xe4'" % "äpfel".encode())
        assert "holds text that is not UTF-8" in refusal(lambda: read(connection))
        assert connection.info.transaction_status is psycopg.pq.TransactionStatus.IDLE
