"""A database goes with the test that made it, unless a fixture of several tests did."""

from collections.abc import Callable

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests import databases


@pytest.fixture(scope="module")
def shared(database_factory: Callable[..., DatabaseURL]) -> DatabaseURL:
    """A database that all tests of this module may find."""
    return database_factory()


@pytest.fixture
def own(database_factory: Callable[..., DatabaseURL]) -> DatabaseURL:
    """A database of one test; remembered, even if it should not lie in memory."""
    url = database_factory()
    databases.made(url)
    return url


def test_only_what_a_test_made_is_dropped(shared: DatabaseURL, own: DatabaseURL, cluster: Cluster) -> None:
    with own.connect(), databases.dropped():
        pass
    with cluster.url().connect() as connection:
        left = {name for (name,) in connection.execute("SELECT datname FROM pg_database")}
    assert shared.database in left
    assert own.database not in left
