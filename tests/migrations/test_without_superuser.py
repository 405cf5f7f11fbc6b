"""Once an administrator has run the printed SQL, an ordinary login does everything, revision by revision."""

from __future__ import annotations

import subprocess

import psycopg
import pytest

from pgdrift import project as projects
from pgdrift.adopt import adopt
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.check import check
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.history import Step
from pgdrift.migrate import bootstrap, in_process
from pgdrift.migrate.administrator import AdministratorNeeded
from pgdrift.migrate.request import Request
from pgdrift.references import migrated
from pgdrift.references.store import References
from pgdrift.scope import scoped
from pgdrift.scratch import Scratch
from pgdrift.server.cluster import Cluster
from seed_data import loader
from tests.migrations.administrator import administrator

PROJECT = projects.find()
SPECIFIED = "396e8f26d0a5"
LOGIN, PASSWORD = "bo1", "Slartibartfast-never-shown"


@pytest.fixture(scope="module")
def made(cluster: Cluster) -> list[tuple[Step, Snapshot]]:
    """Every revision with what the migrations make up to it."""
    with cluster.url().connect() as connection:
        if bootstrap.unavailable_extensions(connection, ["vector"]):
            pytest.skip("pgvector is not installed for this PostgreSQL")
    return References(PROJECT, lambda: Scratch(cluster.url())).every_migrated()


@pytest.fixture
def strange_server(strange_server: Cluster) -> Cluster:
    """Has an empty database that an ordinary login owns."""
    with strange_server.url().connect(autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {LOGIN} LOGIN PASSWORD '{PASSWORD}'".encode())
        connection.execute(f"CREATE DATABASE boardofone OWNER {LOGIN}".encode())
    return strange_server


def prepared(server: Cluster, login: DatabaseURL) -> None:
    """The login is refused and changes nothing; the administrator runs what it was handed, once."""
    with pytest.raises(AdministratorNeeded) as caught:
        in_process.upgrade(Request(PROJECT, login))
    assert PASSWORD not in str(caught.value)
    administrator(server, caught.value.sql)


def one_by_one(login: DatabaseURL, made: list[tuple[Step, Snapshot]], after: str | None) -> None:
    """Run every revision after ``after`` on its own; each leaves exactly what it leaves a superuser."""
    start = 1 + [step.revision for step, _ in made].index(after) if after else 0
    for step, own in made[start:]:
        in_process.upgrade(Request(PROJECT, login), step.revision)
        with login.connect(autocommit=True) as connection:
            assert compare(own, scoped(read(connection), PROJECT)) == [], step


def assert_current_and_ordinary(login: DatabaseURL, cluster: Cluster) -> None:
    """The same login seeds, checks and adopts; it never was a superuser, and owns nothing itself."""
    with login.connect(autocommit=True) as connection:
        assert "45 inserted" in str(loader.load(connection))
        assert "45 unchanged" in str(loader.load(connection))
        rights = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls FROM pg_roles "
            "WHERE rolname = session_user"
        ).fetchone()
        assert rights == (False,) * 5
        owned = "SELECT count(*) FROM pg_class WHERE relowner = session_user::regrole"
        assert connection.execute(owned).fetchone() == (0,)
    report = check(PROJECT, login, scratch_url=cluster.url())
    assert [(finding.id, finding.object) for finding in report.findings] == []
    assert "nothing to adopt" in adopt(PROJECT, login, scratch_url=cluster.url()).said


def test_from_an_empty_database_and_back_and_forth_again(
    cluster: Cluster, strange_server: Cluster, made: list[tuple[Step, Snapshot]]
) -> None:
    login = strange_server.url(database="boardofone").replace(user=LOGIN, password=PASSWORD)
    prepared(strange_server, login)
    in_process.upgrade(Request(PROJECT, login))
    in_process.downgrade(Request(PROJECT, login), "base")
    with login.connect() as connection, pytest.raises(psycopg.errors.UndefinedTable):
        connection.execute("SELECT FROM public.users")
    one_by_one(login, made, None)
    assert_current_and_ordinary(login, cluster)


def test_from_the_specified_tables_without_a_revision(
    cluster: Cluster,
    strange_server: Cluster,
    made: list[tuple[Step, Snapshot]],
    empty_database: DatabaseURL,
) -> None:
    migrated.build(PROJECT, empty_database, SPECIFIED)
    dump = [cluster.binaries.tool("pg_dump"), "--no-owner", "--no-acl", "-T", "alembic_version"]
    script = subprocess.run([*dump, empty_database.shown], check=True, capture_output=True, text=True).stdout
    plain = "\n".join(line for line in script.splitlines() if " EXTENSION " not in line)
    administrator(strange_server, f"SET SESSION AUTHORIZATION {LOGIN};\n{plain}")
    login = strange_server.url(database="boardofone").replace(user=LOGIN, password=PASSWORD)
    assert adopt(PROJECT, login, scratch_url=cluster.url()).fits
    prepared(strange_server, login)
    one_by_one(login, made, SPECIFIED)
    assert_current_and_ordinary(login, cluster)
