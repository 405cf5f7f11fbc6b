"""A database with sixty thousand contributions, unequally shared, and connections that ask it as a tenant."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from benchmarks.tenants import rows
from pgdrift.database_url import DatabaseURL
from tests.conftest import Logins

CHUNKS = 3

# As if nobody had ever analyzed: what a database restored a minute ago knows about its rows.
FORGET = """
DELETE FROM pg_catalog.pg_statistic s USING pg_catalog.pg_class c
 WHERE c.oid = s.starelid AND c.relnamespace = 'public'::regnamespace;
UPDATE pg_catalog.pg_class SET reltuples = -1, relpages = 0, relallvisible = 0
 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')
"""
KEEP_AS_IT_IS = """
DO $$ DECLARE name text; BEGIN
    FOR name IN
        SELECT oid::regclass FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
    LOOP EXECUTE format('ALTER TABLE %s SET (autovacuum_enabled = false)', name); END LOOP;
END $$
"""


@dataclass(frozen=True)
class Filled:
    """A database with rows, and what its tenants' queries are about."""

    url: DatabaseURL
    tenant_url: DatabaseURL
    tenants: dict[str, rows.Tenant]

    @contextmanager
    def floor(self) -> Iterator[psycopg.Connection[Any]]:
        """A superuser's transaction, rolled back: row security does not bind it."""
        with serial(self.url) as connection:
            yield connection
            connection.rollback()

    @contextmanager
    def acting_as(self, tenant: rows.Tenant) -> Iterator[psycopg.Connection[Any]]:
        """A tenant's transaction, rolled back."""
        with serial(self.tenant_url) as connection:
            become(connection, tenant)
            yield connection
            connection.rollback()


def become(connection: psycopg.Connection[Any], tenant: rows.Tenant) -> None:
    """Begin the transaction of a tenant, as tenant_session does."""
    connection.execute(
        "SELECT set_config('role', 'bo1_app', true), set_config('app.current_user_id', %s, true)", [tenant.id]
    )
    assert connection.execute("SELECT current_user").fetchone() == ("bo1_app",)


def serial(url: DatabaseURL) -> psycopg.Connection[Any]:
    """A connection without parallel plans, whose workers would read the same pages once each."""
    connection = url.connect()
    connection.execute("SET max_parallel_workers_per_gather = 0")
    connection.commit()
    return connection


@pytest.fixture(scope="session")
def filled(migrated_factory: Callable[[], DatabaseURL], logins: Logins) -> Filled:
    """The newest revision with its rows, analyzed."""
    url = migrated_factory()
    with url.connect(autocommit=True) as connection:
        connection.execute(KEEP_AS_IT_IS)
        rows.fill(connection, CHUNKS)
        rows.settle(connection)
        tenants = {size: rows.tenant(connection, size) for size in rows.TENANTS}
    return Filled(url, logins.url(logins.tenant, url), tenants)


@pytest.fixture(scope="session")
def never_analyzed(
    filled: Filled, database_factory: Callable[[str | None], DatabaseURL], logins: Logins
) -> Filled:
    """The same rows, of which the planner knows nothing."""
    copy = copied(filled, database_factory, logins)
    with copy.url.connect(autocommit=True) as connection:
        connection.execute(FORGET)
    return copy


@pytest.fixture(scope="session")
def written(filled: Filled, database_factory: Callable[[str | None], DatabaseURL], logins: Logins) -> Filled:
    """The same rows, to be written to: what is rolled back stays in tables and indexes, and is read over."""
    return copied(filled, database_factory, logins)


@pytest.fixture(scope="session")
def written_never_analyzed(
    never_analyzed: Filled, database_factory: Callable[[str | None], DatabaseURL], logins: Logins
) -> Filled:
    """The rows of which the planner knows nothing, to be written to."""
    return copied(never_analyzed, database_factory, logins)


def copied(database: Filled, database_factory: Callable[[str | None], DatabaseURL], logins: Logins) -> Filled:
    """A database with the same rows and statistics."""
    url = database_factory(database.url.database)
    with url.connect(autocommit=True) as connection:
        connection.execute("GRANT CONNECT ON DATABASE " + str(url.database) + " TO bo1_app")
    return Filled(url, logins.url(logins.tenant, url), database.tenants)
