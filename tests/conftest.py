"""One real PostgreSQL server per test process, and databases on it."""

from __future__ import annotations

import gc
import itertools
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from pgdrift.database_url import DatabaseURL
from pgdrift.migrate import bootstrap
from pgdrift.project import find
from pgdrift.references import migrated
from pgdrift.server.cluster import Cluster
from tests import databases
from tests.memory import cluster_in_memory, lies_in_memory

ALLOWED_SKIPS = Path(__file__).with_name("allowed_skips.txt")
DatabaseFactory = Callable[..., DatabaseURL]

_numbers = itertools.count(1)


@pytest.fixture(scope="session", autouse=True)
def _no_ambient_database() -> Iterator[None]:
    """Nothing in the caller's environment may lead a test to a database that is not its own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [
            name for name in os.environ if name.startswith("PG") and not name.startswith("PGDRIFT_")
        ]:
            patch.delenv(name)
        patch.delenv("DATABASE_URL", raising=False)
        yield


@pytest.fixture(scope="session")
def cluster(_no_ambient_database: None) -> Iterator[Cluster]:
    """The server of this test process; PGDRIFT_TEST_MAJOR chooses its version."""
    with cluster_in_memory(int(os.environ.get("PGDRIFT_TEST_MAJOR", "18"))) as server:
        yield server


def pytest_configure(config: pytest.Config) -> None:
    """Have `databases` see every fixture."""
    if not config.pluginmanager.is_registered(databases):
        config.pluginmanager.register(databases)


def pytest_collection_finish() -> None:
    """Spare the collector of garbage a million objects that stay: those of libraries and tests."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _databases_go_with_their_test() -> Iterator[None]:
    """What one test has made in memory does not take it from the next. Being first, this ends as the last."""
    with databases.dropped():
        yield


@pytest.fixture(scope="session")
def database_factory(cluster: Cluster) -> DatabaseFactory:
    """`database_factory(template=None)` makes a database, a copy of `template` if given; superuser's URL.

    They go with the server, those of one test with the test when they take memory: dropping each one costs
    more than it gives.
    """
    in_memory = lies_in_memory(cluster)

    def create(template: str | None = None) -> DatabaseURL:
        name = f"test_{next(_numbers)}"
        with cluster.url().connect(autocommit=True) as connection:
            connection.execute(
                # A server that is thrown away gains nothing by having every page of the copy in its log.
                sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
                    sql.Identifier(name), sql.Identifier(template or "template1")
                )
            )
        url = cluster.url(database=name)
        if in_memory:
            databases.made(url)
        return url

    return create


@pytest.fixture
def empty_database(database_factory: DatabaseFactory) -> DatabaseURL:
    """A fresh database with nothing in it; superuser's URL."""
    return database_factory()


@pytest.fixture
def superuser(empty_database: DatabaseURL) -> Iterator[psycopg.Connection]:
    """A superuser's autocommit connection to `empty_database`."""
    with empty_database.connect(autocommit=True) as connection:
        yield connection


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Fail the run when a test was skipped for a reason that is not in allowed_skips.txt."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None or hasattr(session.config, "workerinput"):
        return
    allowed = tuple(
        line.strip()
        for line in ALLOWED_SKIPS.read_text().splitlines()
        if line.strip() and not line.startswith("#")
    )
    refused = []
    for report in reporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        reason = reason.removeprefix("Skipped: ")
        if not reason.startswith(allowed):
            refused.append(f"{report.nodeid}: {reason}")
    if refused:
        reporter.write_line("")
        for line in refused:
            reporter.write_line(f"skipped without being in tests/{ALLOWED_SKIPS.name}: {line}", red=True)
        if exitstatus == 0:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def migrated_factory(database_factory: DatabaseFactory) -> Callable[[], DatabaseURL]:
    """Makes databases at the newest revision of this project's migrations; superuser's URL."""
    project, template = find(Path(__file__).parent), database_factory()
    migrated.build(project, template)

    def create() -> DatabaseURL:
        copy = database_factory(template.database)
        # Privileges on a database are the one thing that a copy of it does not inherit.
        with copy.connect(autocommit=True) as connection:
            bootstrap.ensure(connection, project)
        return copy

    return create


@pytest.fixture
def migrated_database(migrated_factory: Callable[[], DatabaseURL]) -> DatabaseURL:
    """A fresh database at the newest revision, without rows; superuser's URL."""
    return migrated_factory()


@pytest.fixture(scope="session")
def logins(cluster: Cluster, migrated_factory: Callable[[], DatabaseURL]) -> Logins:
    """Logins of the kinds that operators make, each a member of one role, and `stranger` of none."""
    for name in (Logins.tenant, Logins.signed_tenant, Logins.service, Logins.stranger):
        cluster.ensure_login(name)
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute(f"GRANT bo1_app TO {Logins.tenant}")
        connection.execute(f"GRANT bo1_signed_app TO {Logins.signed_tenant}")
        connection.execute(f"ALTER ROLE {Logins.service} NOINHERIT")
        connection.execute(f"GRANT bo1_service TO {Logins.service}")
        connection.execute(f"ALTER ROLE {Logins.service} SET role = 'bo1_service'")
    return Logins(cluster)


@dataclass(frozen=True)
class Logins:
    """URLs for logins that hold exactly one membership, or none."""

    cluster: Cluster
    tenant = "test_tenant"
    signed_tenant = "test_signed_tenant"
    service = "test_service"
    stranger = "test_stranger"

    def url(self, login: str, database: DatabaseURL) -> DatabaseURL:
        """The URL of `database` for one of the logins."""
        if login not in (self.tenant, self.signed_tenant):
            # A tenant login connects by its one membership; these two inherit nothing.
            with database.connect(autocommit=True) as connection:
                connection.execute(
                    sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(
                        sql.Identifier(str(database.database)), sql.Identifier(login)
                    )
                )
        return self.cluster.url(user=login, database=str(database.database))
