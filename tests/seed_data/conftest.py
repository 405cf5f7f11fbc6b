"""The declared database without a row in it, and logins as an operator would make them."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from pgdrift import project
from pgdrift.database_url import DatabaseURL
from pgdrift.references import declared
from pgdrift.server.cluster import Cluster


@pytest.fixture(scope="session")
def declared_template(database_factory: Callable[..., DatabaseURL]) -> str:
    """The name of a database that holds what is declared and is only ever copied."""
    url = database_factory()
    declared.build(project.find(Path(__file__).parent), url)
    assert url.database is not None
    return url.database


@pytest.fixture
def unseeded(database_factory: Callable[..., DatabaseURL], declared_template: str) -> DatabaseURL:
    """A database of the test's own with every table and no persona; superuser's URL."""
    return database_factory(declared_template)


@pytest.fixture
def connection(unseeded: DatabaseURL) -> psycopg.Connection:
    """A superuser's connection to `unseeded`."""
    with unseeded.connect() as connection:
        yield connection


@pytest.fixture
def member_of(cluster: Cluster, unseeded: DatabaseURL) -> Callable[..., DatabaseURL]:
    """`member_of("bo1_service")`: a login with that one membership, which it must SET ROLE to use."""

    def make(role: str) -> DatabaseURL:
        login = f"seeding_{role}"
        cluster.ensure_login(login)
        with unseeded.connect(autocommit=True) as connection:
            connection.execute(f"ALTER ROLE {login} NOINHERIT")
            connection.execute(f"GRANT {role} TO {login}")
            connection.execute(f"GRANT CONNECT ON DATABASE {unseeded.database} TO {login}")
        assert unseeded.database is not None
        return cluster.url(login, unseeded.database)

    return make
