"""Servers of the tests' own, which they may kill, copy and lose."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from pgdrift.server import binaries
from pgdrift.server.binaries import Binaries
from pgdrift.server.cluster import Cluster
from tests import memory
from tests.pgdrift.server.stories import MakeCluster, Story, execute, in_child


@pytest.fixture(scope="session")
def programs() -> Binaries:
    """The PostgreSQL that the whole run is about."""
    return binaries.find(int(os.environ.get("PGDRIFT_TEST_MAJOR", "18")))


@pytest.fixture
def place() -> Iterator[Path]:
    """A new folder that every account may walk through; what still runs in it afterwards is ended."""
    folder = Path(tempfile.mkdtemp(prefix="pgdrift-test-", dir=memory.place()))
    folder.chmod(0o711)
    yield folder
    for home in {found.parent for found in folder.glob("**/PG_VERSION") if found.parent.name == "data"}:
        Cluster(home.parent).stop()
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def seed(programs: Binaries) -> Iterator[Path]:
    """The folder of a server that was made, given a row, and stopped."""
    folder = Path(tempfile.mkdtemp(prefix="pgdrift-test-", dir=memory.place()))
    folder.chmod(0o711)
    server = Cluster(folder / "server", binaries=programs, durable=False)
    try:
        server.start()
        execute(server, "CREATE TABLE note AS SELECT 'from the seed' AS said")
        server.stop()
        yield server.home.path
    finally:
        server.stop()
        shutil.rmtree(folder)


@pytest.fixture
def make_cluster(programs: Binaries, seed: Path, place: Path) -> MakeCluster:
    """`make_cluster(name="server", **options)` copies the seed, which is quicker than initdb; not started."""

    def make(name: str = "server", **options: Any) -> Cluster:
        shutil.copytree(seed, place / name)
        return Cluster(place / name, **{"binaries": programs, "durable": False, **options})

    return make


@pytest.fixture
def server(make_cluster: MakeCluster) -> Cluster:
    """A running server with the seed's row."""
    cluster = make_cluster()
    cluster.start()
    return cluster


@pytest.fixture(params=["as we are", "as an ordinary user"] if os.geteuid() == 0 else ["as we are"])
def run_as(request: pytest.FixtureRequest, place: Path) -> Callable[[Story], None]:
    """Runs a story in a child: as root and as an ordinary user when we are root, else as who we are."""
    ordinary = request.param != "as we are"
    nobody = pwd.getpwnam("nobody")

    def run(story: Story) -> None:
        def dropped() -> None:
            if ordinary:
                os.setgroups([])
                os.setgid(nobody.pw_gid)
                os.setuid(nobody.pw_uid)
                os.environ["HOME"] = "/nonexistent"
            story()

        if ordinary:
            subprocess.run(["chown", "-R", f"{nobody.pw_uid}:{nobody.pw_gid}", place], check=True)
        assert in_child(dropped) == 0

    return run
