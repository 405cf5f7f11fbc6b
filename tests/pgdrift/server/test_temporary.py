"""A temporary server is gone when its owner is, however that ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pgdrift.server import temporary, watchdog
from pgdrift.server.binaries import Binaries
from pgdrift.server.cluster import Cluster
from pgdrift.server.temporary import temporary_cluster
from tests.pgdrift.server.stories import execute, is_gone, pid

OWNER = """
import sys, time
from pgdrift.server.temporary import temporary_cluster
with temporary_cluster(int(sys.argv[1])) as server:
    print((server.home.data / "postmaster.pid").read_text().split()[0], flush=True)
    time.sleep(60)
"""


@pytest.fixture(autouse=True)
def temporary_folder(place: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder in which nobody else's servers lie."""
    monkeypatch.setenv("TMPDIR", str(place))
    monkeypatch.setattr(tempfile, "tempdir", None)
    return place


def test_it_runs_without_durability_and_leaves_nothing(temporary_folder: Path, programs: Binaries) -> None:
    with temporary_cluster(programs.major) as server:
        assert execute(server, "SELECT current_setting('server_version_num')::int / 10000") == [
            (programs.major,)
        ]
        assert execute(server, "SELECT name FROM pg_settings WHERE setting = 'off' AND name IN "
                               "('fsync', 'full_page_writes', 'synchronous_commit') ORDER BY 1") == [
            ("fsync",), ("full_page_writes",), ("synchronous_commit",)
        ]  # fmt: skip
        running = pid(server)
    assert is_gone(running)
    assert list(temporary_folder.iterdir()) == []


def test_connecting_to_it_does_not_hash_a_random_password_4096_times(programs: Binaries) -> None:
    times = 1 if programs.major >= 16 else 4096  # which 15 cannot be asked to change
    with temporary_cluster(programs.major) as server:
        server.ensure_login("somebody")
        passwords = execute(server, "SELECT rolpassword FROM pg_authid WHERE rolcanlogin")
        assert [text.partition(":")[0] for (text,) in passwords] == [f"SCRAM-SHA-256${times}"] * 2
        assert execute(server, "SHOW password_encryption") == [("scram-sha-256",)]


def test_it_is_gone_when_the_block_raises(temporary_folder: Path, programs: Binaries) -> None:
    with pytest.raises(ZeroDivisionError), temporary_cluster(programs.major):
        1 / 0  # noqa: B018
    assert list(temporary_folder.iterdir()) == []


@pytest.mark.parametrize("blow", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_is_gone_when_its_owner_is_killed(
    temporary_folder: Path, programs: Binaries, blow: signal.Signals
) -> None:
    command = [sys.executable, "-c", OWNER, str(programs.major)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as owner:
        assert owner.stdout is not None
        running = int(owner.stdout.readline())
        owner.send_signal(blow)
    assert is_gone(running)
    assert becomes_empty(temporary_folder)


@pytest.mark.parametrize("blow", [signal.SIGTERM, signal.SIGKILL])
def test_it_is_gone_when_its_owner_is_killed_while_making_it(
    temporary_folder: Path, programs: Binaries, blow: signal.Signals
) -> None:
    command = [sys.executable, "-c", OWNER, str(programs.major)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as owner:
        while not list(temporary_folder.glob("*/server/data.new/base")):
            assert owner.poll() is None
            time.sleep(0.005)
        owner.send_signal(blow)
    assert becomes_empty(temporary_folder)


def test_the_next_one_sweeps_what_not_even_the_watchdog_could(
    temporary_folder: Path, make_cluster: Callable[..., Cluster], programs: Binaries
) -> None:
    left, owner = temporary.make_folder()
    server = make_cluster(f"{left.name}/server")
    server.start()
    running = pid(server)
    temporary.sweep()
    assert server.running()  # its owner lives
    os.close(owner)
    with temporary_cluster(programs.major):
        assert is_gone(running)
        assert not left.exists()


def test_the_watchdog_leaves_an_owned_server_alone(temporary_folder: Path) -> None:
    folder, owner = temporary.make_folder()
    assert not watchdog.leave(folder, remove=True)
    os.close(owner)
    assert watchdog.leave(folder, remove=True)
    assert not folder.exists()


def becomes_empty(folder: Path) -> bool:
    """Whether nothing is left in `folder` within a minute: a busy machine takes its time."""
    until = time.monotonic() + 60
    while list(folder.iterdir()) and time.monotonic() < until:
        time.sleep(0.05)
    return list(folder.iterdir()) == []
