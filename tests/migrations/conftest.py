"""Servers on which nobody of ours has been."""

from collections.abc import Iterator

import pytest

from pgdrift.migrate import bootstrap
from pgdrift.server.cluster import Cluster
from tests.memory import cluster_in_memory


@pytest.fixture
def strange_server(cluster: Cluster) -> Iterator[Cluster]:
    """A server of the same version that has none of our roles."""
    with cluster.url().connect() as connection:
        if bootstrap.unavailable_extensions(connection, ["vector"]):
            pytest.skip("pgvector is not installed for this PostgreSQL")
    with cluster_in_memory(cluster.binaries.major) as server:
        yield server
