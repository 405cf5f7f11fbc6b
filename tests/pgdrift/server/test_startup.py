"""However many start a server, and whatever interrupts or surrounds them, there is one and it answers."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pgdrift.server import processes
from pgdrift.server.binaries import Binaries
from pgdrift.server.cluster import Cluster
from tests.pgdrift.server.stories import MakeCluster, in_child, pid


def test_six_starters_at_once_make_one_server(place: Path, programs: Binaries) -> None:
    server = Cluster(place / "server", binaries=programs, durable=False)
    found = place / "found"
    found.mkdir()

    def story() -> None:
        mine = Cluster(place / "server", binaries=programs, durable=False)
        mine.start()
        (found / str(os.getpid())).write_text(str(pid(mine)))

    starters = [threading.Thread(target=in_child, args=[story]) for _ in range(6)]
    for starter in starters:
        starter.start()
    for starter in starters:
        starter.join()
    assert [path.read_text() for path in found.iterdir()] == [str(pid(server))] * 6


@pytest.mark.parametrize("durable", [True, False])
def test_the_address_is_told_of_a_server_that_stays_and_not_of_a_scratch_server(
    make_cluster: MakeCluster, caplog: pytest.LogCaptureFixture, durable: bool
) -> None:
    server = make_cluster(durable=durable)
    with caplog.at_level("INFO", "pgdrift"):
        server.start()
    assert ("listens on" in caplog.text) is durable
    server.stop()


@pytest.mark.parametrize("blow", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_a_start_interrupted_in_the_middle_is_made_good_by_the_next(
    place: Path, programs: Binaries, blow: signal.Signals
) -> None:
    home = place / "server"
    code = (
        "import sys; from pathlib import Path; from pgdrift.server.cluster import Cluster; "
        "from pgdrift.server.binaries import Binaries; "
        "Cluster(Path(sys.argv[1]), binaries=Binaries(int(sys.argv[2]), Path(sys.argv[3]))).start()"
    )
    command = [sys.executable, "-c", code, home, str(programs.major), programs.bin]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as starter:
        while not (home / "data.new" / "base").exists():
            assert starter.poll() is None
            time.sleep(0.005)
        starter.send_signal(blow)
    assert not (home / "data").exists()
    server = Cluster(home, binaries=programs, durable=False)
    server.start()
    assert server.running()
    assert not (home / "data.new").exists()
    assert not (home / "initdb-password").exists()
    assert set(processes.working_in(server.home.data)) >= {pid(server)}


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(make_cluster: MakeCluster) -> None:
    server = make_cluster()

    def story() -> None:
        os.setpgid(0, 0)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        server.start()
        os.killpg(0, signal.SIGINT)

    assert in_child(story) == 0
    assert os.getsid(pid(server)) not in (os.getsid(0), 0)
    assert server.running()


def test_the_server_keeps_nothing_of_its_starters_open(make_cluster: MakeCluster) -> None:
    server = make_cluster()
    reading, writing = os.pipe()
    os.set_inheritable(writing, True)
    server.start()
    os.close(writing)
    os.set_blocking(reading, False)
    assert os.read(reading, 1) == b""  # end of file: nobody else has the writing end
    os.close(reading)


def test_the_environment_of_the_starter_does_not_steer_the_server(
    make_cluster: MakeCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = make_cluster()
    for name, value in {
        "PGPORT": "1", "PGHOST": "nowhere.invalid", "PGHOSTADDR": "203.0.113.1", "PGOPTIONS": "-c nonsense=1",
        "PGSSLMODE": "verify-full", "PGDATA": "/nowhere", "PGTZ": "Asia/Tokyo", "LANG": "xx_XX.UTF-8",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    server.start()
    assert server.running()
