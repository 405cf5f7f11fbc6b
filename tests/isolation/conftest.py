"""Two tenants with a row in every table, and connections that are what they say they are."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from tests.isolation.matrix import PLAIN, Mode, Subject
from tests.isolation.matrix.actors import ANN, BOB, Standing
from tests.isolation.matrix.signed import KEY
from tests.isolation.rows import populate
from tests.isolation.signed_world import Signed
from tests.isolation.signing import install

__all__ = ["ANN", "BOB", "World", "assert_contained"]


@dataclass(frozen=True)
class World:
    """A migrated database in which Ann and Bob have one row in every table."""

    url: DatabaseURL
    rows: dict[str, dict[str, dict[str, Any]]]
    acting_as: Callable[[str | None], AbstractContextManager[psycopg.Connection[Any]]]

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, as a superuser sees it."""
        with self.url.connect() as connection:
            return {
                table: connection.execute(f"SELECT t::text FROM {table} t ORDER BY 1".encode()).fetchall()
                for table in self.rows[ANN]
            }


@pytest.fixture(scope="module")
def shared_world(migrated_factory, logins) -> World:
    url = migrated_factory()
    with url.connect() as connection:
        rows = populate(connection, ANN, BOB)
    tenant_url = logins.url(logins.tenant, url)

    @contextmanager
    def acting_as(tenant: str | None) -> Iterator[psycopg.Connection[Any]]:
        """A transaction of the tenant login, rolled back at the end; `None` leaves the tenant unset."""
        with tenant_url.connect() as connection:
            assert_contained(connection)
            connection.execute("SELECT set_config('role', 'bo1_app', true)")
            if tenant is not None:
                connection.execute("SELECT set_config('app.current_user_id', %s, true)", [tenant])
            assert connection.execute("SELECT current_user").fetchone() == ("bo1_app",)
            yield connection
            connection.rollback()

    return World(url, rows, acting_as)


@pytest.fixture
def world(shared_world: World) -> Iterator[World]:
    """The shared world, which must be untouched when the test is over: every act in it is rolled back."""
    before = shared_world.everything()
    yield shared_world
    assert shared_world.everything() == before


def assert_contained(connection: psycopg.Connection[Any]) -> None:
    """The login is a member of bo1_app and of nothing else, and no superuser."""
    row = connection.execute("""
        SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolreplication,
               ARRAY(SELECT r.rolname::text FROM pg_roles r
                     WHERE pg_has_role(session_user, r.oid, 'MEMBER') AND r.rolname <> session_user)
        FROM pg_roles WHERE rolname = session_user
    """).fetchone()
    assert row == (False, ["bo1_app"])


@pytest.fixture(scope="module")
def populated(migrated_factory: Callable[[], DatabaseURL], logins: Any) -> Callable[[Mode], Subject]:
    """`populated(mode)`: a migrated database with rows for the matrix and a key to sign with."""

    def subject(mode: Mode) -> Subject:
        url = migrated_factory()
        tenant = logins.tenant if mode is PLAIN else logins.signed_tenant
        names = {
            Standing.TENANT: tenant,
            Standing.SERVICE: logins.service,
            Standing.STRANGER: logins.stranger,
        }
        made = Subject(url, {standing: logins.url(name, url) for standing, name in names.items()}, mode)
        made.populate()
        with url.connect() as superuser:
            install(superuser, KEY)
        return made

    return subject


@pytest.fixture(scope="module")
def signed(migrated_factory: Callable[[], DatabaseURL], logins: Any) -> Signed:
    """Where tenants are who was signed for."""
    url = migrated_factory()
    with url.connect() as connection:
        populate(connection, ANN, BOB)
        install(connection, KEY)
    return Signed(url, logins.url(logins.signed_tenant, url))
