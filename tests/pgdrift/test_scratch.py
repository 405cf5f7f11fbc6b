"""Scratch databases: everybody shares one server, and nothing of them stays."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pgdrift import scratch
from pgdrift.database_url import DatabaseURL
from pgdrift.scratch import PREFIX, Scratch, scratch_server
from pgdrift.server.cluster import Cluster

MAJOR = int(os.environ.get("PGDRIFT_TEST_MAJOR", "18"))
USER = f"""
import sys
from pgdrift.scratch import scratch_server
with scratch_server(major={MAJOR}) as server, server.database() as url:
    print(url.port, url.database, flush=True)
    sys.stdin.readline()
"""


@pytest.fixture(autouse=True)
def cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A cache of this test's own."""
    folder = Path(tempfile.mkdtemp(prefix="pgdrift-test-"))
    folder.chmod(0o711)
    monkeypatch.setenv("PGDRIFT_CACHE_DIR", str(folder))
    yield folder
    for found in folder.glob("scratch-*"):
        Cluster(found / "server").destroy()
    shutil.rmtree(folder)


def names(url: DatabaseURL) -> list[str]:
    with url.connect() as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY 1"
        ).fetchall()
    return [name for (name,) in rows]


def only(cache: Path) -> Cluster:
    (folder,) = cache.glob("scratch-*")
    return Cluster(folder / "server")


def stops(cluster: Cluster) -> bool:
    until = time.monotonic() + 10
    while cluster.running() and time.monotonic() < until:
        time.sleep(0.05)
    return not cluster.running()


def test_a_database_is_fresh_and_dropped_afterwards(cache: Path) -> None:
    with scratch_server(major=MAJOR) as server:
        with server.database() as url:
            with url.connect() as connection:
                connection.execute("CREATE TABLE t ()")
            assert url.database in names(server.url)
            with server.database(template=url.database) as copy, copy.connect() as connection:
                assert connection.execute("SELECT to_regclass('t') IS NOT NULL").fetchone() == (True,)
            with server.database() as other, other.connect() as connection:
                assert connection.execute("SELECT to_regclass('t')").fetchone() == (None,)
        assert names(server.url) == ["postgres"]
        assert only(cache).running()
    assert not only(cache).running()


def test_a_database_that_is_still_in_use_is_dropped_nevertheless(cache: Path) -> None:
    with scratch_server(major=MAJOR) as server:
        with server.database() as url:
            forgotten = url.connect()
        assert names(server.url) == ["postgres"]
        forgotten.close()


def test_parallel_runs_share_the_server_and_the_last_one_stops_it(cache: Path) -> None:
    with run() as first, run() as second:
        port, name = told(first)
        other_port, other_name = told(second)
        assert port == other_port
        assert name != other_name
        finish(first)
        assert only(cache).running()
        finish(second)
        assert not only(cache).running()


def test_a_killed_run_stops_the_server_and_the_next_one_drops_its_database(cache: Path) -> None:
    with run() as killed:
        told(killed)
        killed.send_signal(signal.SIGKILL)
    assert stops(only(cache))
    with scratch_server(major=MAJOR) as server:
        assert names(server.url) == ["postgres"]


def test_a_killed_run_does_not_take_the_server_from_another(cache: Path) -> None:
    with scratch_server(major=MAJOR) as server:
        with run() as killed:
            told(killed)
            killed.send_signal(signal.SIGKILL)
        time.sleep(1.5)
        assert only(cache).running()
        assert len(names(server.url)) == 2
    assert stops(only(cache))


def test_different_roles_get_different_servers(cache: Path) -> None:
    with scratch_server("ours", major=MAJOR) as ours, scratch_server("theirs", major=MAJOR) as theirs:
        assert ours.url.port != theirs.url.port


def test_spoilt_data_is_made_anew(cache: Path) -> None:
    with scratch_server(major=MAJOR):
        pass
    (only(cache).home.data / "global" / "pg_control").write_bytes(b"spoilt")
    with scratch_server(major=MAJOR) as server:
        assert names(server.url) == ["postgres"]


def test_servers_unused_for_two_weeks_are_removed(cache: Path) -> None:
    with scratch_server("old", major=MAJOR):
        pass
    (old,) = cache.glob("scratch-*")
    long_ago = time.time() - (scratch.UNUSED_DAYS + 1) * scratch.DAY
    os.utime(old / "users", (long_ago, long_ago))
    with scratch_server("new", major=MAJOR):
        assert not old.exists()


def test_without_a_writable_cache_it_is_in_the_temporary_folder(
    cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (cache / "file").write_text("")
    monkeypatch.setenv("PGDRIFT_CACHE_DIR", str(cache / "file"))
    with scratch_server(major=MAJOR) as server, server.database() as url:
        url.connect().close()
        home = Path(server.url.options["passfile"]).parent
    assert not home.exists()


@pytest.mark.parametrize("by", ["argument", "environment"])
def test_another_server_can_take_its_place(
    cluster: Cluster, cache: Path, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    given = {"url": cluster.url()} if by == "argument" else {}
    if by == "environment":
        monkeypatch.setenv("PGDRIFT_SCRATCH_URL", cluster.url().shown)
    with scratch_server(**given) as server, server.database() as url:
        assert url.port == cluster.home.port
        assert url.database in names(cluster.url())
    assert url.database not in names(cluster.url())
    assert cluster.running()
    assert list(cache.iterdir()) == []


def test_on_a_given_server_only_old_unused_scratch_databases_are_dropped(cluster: Cluster) -> None:
    now = int(time.time())
    old, used = f"{PREFIX}{now - 90_000}_a", f"{PREFIX}{now - 90_000}_b"
    new, foreign = f"{PREFIX}{now}_c", f"{PREFIX}mine"
    for name in (old, used, new, foreign):
        cluster.ensure_database(name)
    with cluster.url(database=used).connect():
        Scratch(cluster.url()).drop_leftovers(older_than=scratch.DAY)
    left = set(names(cluster.url()))
    assert old not in left
    assert {used, new, foreign} <= left
    with cluster.url().connect(autocommit=True) as connection:
        for name in (used, new, foreign):
            scratch.drop(connection, name)


def run() -> subprocess.Popen[str]:
    """Another run of this program, which ends when it is told to."""
    return subprocess.Popen(
        [sys.executable, "-c", USER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def told(user: subprocess.Popen[str]) -> list[str]:
    assert user.stdout is not None
    return user.stdout.readline().split()


def finish(user: subprocess.Popen[str]) -> None:
    assert user.stdin is not None
    user.stdin.close()
    assert user.wait(20) == 0
