"""An embedded server: made, found again, and kept apart from every other one."""

from __future__ import annotations

from pgdrift.server.cluster import Cluster


def test_answers_and_names_itself_without_a_password(cluster: Cluster) -> None:
    with cluster.url().connect() as connection:
        assert connection.info.server_version // 10000 == cluster.binaries.major
    assert cluster.url().shown == cluster.url().revealed
