"""A workshop: a project to declare things in, on the server of this test process."""

from pathlib import Path

import pytest

from pgdrift.scratch import Scratch
from pgdrift.server.cluster import Cluster
from tests.pgdrift.generate.workshop import Workshop, open_workshop


@pytest.fixture
def shop(tmp_path: Path, cluster: Cluster) -> Workshop:
    """A project that declares nothing yet."""
    return open_workshop(tmp_path, Scratch(cluster.url()))
