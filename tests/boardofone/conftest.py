"""A migrated database in which Ann and Bob have one deliberation each, and doors to it."""

from collections.abc import Callable, Iterator

import pytest
from psycopg import sql

from pgdrift.database_url import DatabaseURL
from tests.boardofone.doors import DOORS, Door
from tests.isolation.conftest import assert_contained
from tests.users import sign_up


@pytest.fixture(scope="module")
def boards(migrated_factory: Callable[[], DatabaseURL]) -> DatabaseURL:
    """The superuser's URL. Even temporary tables are allowed here, so that leaving one behind is possible."""
    url = migrated_factory()
    with url.connect() as connection:
        sign_up(connection, "ann", "bob")
        for user in ("ann", "bob"):
            connection.execute(
                "INSERT INTO sessions (id, user_id, problem_statement) VALUES (%s, %s, 'Which way?')",
                [f"{user}-1", user],
            )
        connection.execute(
            sql.SQL("GRANT TEMP ON DATABASE {} TO bo1_app").format(sql.Identifier(str(url.database)))
        )
    return url


@pytest.fixture(scope="module")
def tenant_url(boards: DatabaseURL, logins) -> DatabaseURL:
    """The URL of a login that is proven to be a member of bo1_app and of nothing else."""
    url = logins.url(logins.tenant, boards)
    with url.connect() as connection:
        assert_contained(connection)
    return url


@pytest.fixture(params=DOORS)
def open_door(request: pytest.FixtureRequest) -> Iterator[Callable[..., Door]]:
    """`open_door(url, **engine_options)`: a door, sync and async in turn, closed after the test."""
    doors: list[Door] = []

    def opened(url: DatabaseURL | str, **engine_options: object) -> Door:
        doors.append(DOORS[request.param](url, **engine_options))
        return doors[-1]

    yield opened
    for door in doors:
        door.close()


@pytest.fixture
def door(open_door: Callable[..., Door], tenant_url: DatabaseURL) -> Door:
    """A door whose engine keeps a single connection, so that whatever is left behind is found by the next."""
    return open_door(tenant_url)
