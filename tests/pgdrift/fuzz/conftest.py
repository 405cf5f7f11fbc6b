"""Databases that stories are told in, for each module's own."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.fuzz.laboratory import Laboratory


@pytest.fixture(scope="module")
def laboratories(
    cluster: Cluster, database_factory: Callable[..., DatabaseURL]
) -> Iterator[list[Laboratory]]:
    """Three databases: one that is changed, one that is built from facts, one to spell texts in."""
    opened = [Laboratory(cluster, database_factory()) for _ in range(3)]
    yield opened
    for laboratory in opened:
        laboratory.close()
