"""Whatever state a server was left in, the next start leaves it answering, or says in a paragraph why not."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pgdrift.errors import PgdriftError
from pgdrift.server import lock, processes
from pgdrift.server.binaries import Binaries
from pgdrift.server.cluster import Cluster
from tests.pgdrift.server.stories import Story, execute, in_child, is_gone, pid, said

MakeCluster = Callable[..., Cluster]


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


def test_a_killed_server_comes_back_with_its_data_and_without_its_orphans(
    make_cluster: MakeCluster, run_as: Callable[[Story], None], place: Path
) -> None:
    server = make_cluster(durable=True)

    def story() -> None:
        server.start()
        execute(server, "INSERT INTO note VALUES ('before the crash')")
        killed = pid(server)
        # A backend in the middle of its work does not notice that the process in charge is gone.
        busy = server.url().connect(autocommit=True)
        busy.pgconn.send_query(b"DO 'BEGIN LOOP PERFORM 1; END LOOP; END'")
        working = busy.info.backend_pid
        os.kill(killed, signal.SIGKILL)
        assert is_gone(killed)
        time.sleep(0.3)
        assert processes.is_alive(working)
        server.start()
        assert is_gone(working)
        busy.close()
        assert said(server) == [("from the seed",), ("before the crash",)]
        server.destroy()

    run_as(story)


def test_a_folder_deleted_under_its_server_begins_anew_and_the_old_server_ends(server: Cluster) -> None:
    orphan = pid(server)
    assert processes.is_alive(orphan)
    shutil.rmtree(server.home.path)
    server.start()
    assert is_gone(orphan)
    assert execute(server, "SELECT to_regclass('note')") == [(None,)]


@pytest.mark.parametrize("remove", [Cluster.stop, Cluster.destroy])
def test_a_deleted_folders_server_can_be_ended(server: Cluster, remove: Callable[[Cluster], None]) -> None:
    orphan = pid(server)
    shutil.rmtree(server.home.path)
    remove(server)
    assert is_gone(orphan)
    assert not server.home.path.exists()


def test_a_pid_file_that_names_somebody_elses_process_is_stale(make_cluster: MakeCluster) -> None:
    server = make_cluster()
    with subprocess.Popen(["sleep", "60"]) as bystander:
        lines = [
            str(bystander.pid),
            str(server.home.data),
            "1",
            str(server.home.port),
            ".",
            "127.0.0.1",
            "0 0",
            "ready",
        ]
        (server.home.data / "postmaster.pid").write_text("\n".join(lines) + "\n")
        (server.home.data / f".s.PGSQL.{server.home.port}.lock").write_text(f"{bystander.pid}\n")
        server.start()
        assert said(server) == [("from the seed",)]
        assert bystander.poll() is None
        bystander.kill()


def test_a_port_that_somebody_took_meanwhile_is_replaced_and_remembered(make_cluster: MakeCluster) -> None:
    server = make_cluster()
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        server.home.remember_port(somebody.getsockname()[1])
        server.start()
        assert server.home.port != somebody.getsockname()[1]
    chosen = server.home.port
    server.stop()
    server.start()
    assert server.home.port == chosen


def test_lost_passwords_are_set_anew(server: Cluster) -> None:
    running = pid(server)
    server.home.passfile.path.unlink()
    server.start()
    assert is_gone(running)
    assert said(server) == [("from the seed",)]


def test_wrong_passwords_are_set_anew(make_cluster: MakeCluster) -> None:
    server = make_cluster()
    server.home.passfile.forget()
    server.home.passfile.record("postgres")
    server.start()
    assert said(server) == [("from the seed",)]


def test_permissions_that_a_copy_widened_are_narrowed(make_cluster: MakeCluster) -> None:
    server = make_cluster()
    server.home.data.chmod(0o755)
    server.home.passfile.path.chmod(0o644)
    server.start()
    assert said(server) == [("from the seed",)]
    assert stat.S_IMODE(server.home.data.stat().st_mode) == 0o700
    assert stat.S_IMODE(server.home.passfile.path.stat().st_mode) == 0o600


def test_a_server_that_is_out_of_connections_is_not_ended(make_cluster: MakeCluster) -> None:
    server = make_cluster(settings={"max_connections": "4", "superuser_reserved_connections": "1"})
    server.start()
    with contextlib.ExitStack() as held:
        users = [held.enter_context(server.url().connect()) for _ in range(4)]
        with pytest.raises(PgdriftError, match=r"does not answer.*too many clients"):
            server.start()
        assert users[0].execute("SELECT 1").fetchone() == (1,)
    server.start()


def test_the_folder_may_be_closed_to_everybody_else(place: Path, make_cluster: MakeCluster) -> None:
    # As a checkout inside /root is to the account that root's servers run as.
    server = make_cluster("closed/server")
    closed = place / "closed"
    closed.chmod(0o700)
    if server.binaries.major < 16 and os.geteuid() == 0:
        with pytest.raises(PgdriftError, match="cannot get to"):
            server.start()
    else:
        server.start()
        assert said(server) == [("from the seed",)]
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700


def test_a_new_server_in_a_folder_closed_to_everybody_else(place: Path, programs: Binaries) -> None:
    server = Cluster(place / "closed" / "server", binaries=programs, durable=False)
    place.chmod(0o700)
    if programs.major < 16 and os.geteuid() == 0:
        with pytest.raises(PgdriftError, match="cannot get to"):
            server.start()
    else:
        server.start()
        assert server.running()
    assert stat.S_IMODE(place.stat().st_mode) == 0o700


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


def test_a_server_that_only_its_lock_gives_away_is_not_doubled(make_cluster: MakeCluster) -> None:
    # As one in another container, whose processes are not to be seen from here.
    server = make_cluster()
    unseen = lock.try_lock(server.home.path / "serving")
    assert unseen is not None
    with pytest.raises(PgdriftError, match="cannot be seen from here"):
        server.start()
    os.close(unseen)
    server.start()
    assert lock.try_lock(server.home.path / "serving") is None


def test_a_full_disk_is_named_with_what_the_log_says(place: Path, programs: Binaries) -> None:
    server = Cluster(place / "server", binaries=programs, durable=False)
    outcome = place / "outcome"

    def story() -> None:
        # The same refusal to write as on a full disk, without needing one.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))
        try:
            server.start()
        except PgdriftError as error:
            outcome.write_text(str(error))

    assert in_child(story) == 0
    assert "File too large" in outcome.read_text()
    assert "could not be made" in outcome.read_text()
    assert not server.home.data.exists()
    server.start()
    assert server.running()


def test_a_server_that_refuses_to_start_is_quoted(make_cluster: MakeCluster) -> None:
    server = make_cluster(settings={"shared_buffers": "all of it"})
    with pytest.raises(PgdriftError, match=r'did not start.*parameter "shared_buffers".*server\.log'):
        server.start()
    again = Cluster(server.home.path, binaries=server.binaries, durable=False)
    again.start()
    assert said(again) == [("from the seed",)]


def test_a_file_in_the_folders_place_is_named(place: Path, programs: Binaries) -> None:
    (place / "server").write_text("not a folder")
    with pytest.raises(PgdriftError, match=r"Could not start the server in .*server"):
        Cluster(place / "server", binaries=programs).start()


def test_a_folder_that_may_not_be_written_to_is_named(
    make_cluster: MakeCluster, run_as: Callable[[Story], None]
) -> None:
    server = make_cluster()

    def story() -> None:
        server.home.path.chmod(0o500)
        if os.geteuid() == 0:
            server.start()  # nothing is closed to root
            assert said(server) == [("from the seed",)]
            return
        (server.home.path / "lock").chmod(0o400)
        for act in (server.start, server.stop, server.destroy):
            with pytest.raises(PgdriftError, match="Permission denied"):
                act()

    run_as(story)
    server.home.path.chmod(0o711)
    (server.home.path / "lock").chmod(0o600)


def test_data_of_another_user_is_left_alone(
    make_cluster: MakeCluster, run_as: Callable[[Story], None]
) -> None:
    server = make_cluster()

    def story() -> None:
        if os.geteuid() == 0:
            server.start()  # root hands the data to the account that runs its servers
            assert said(server) == [("from the seed",)]
            return
        shutil.rmtree(server.home.data)
        os.symlink("/usr", server.home.data)
        with pytest.raises(PgdriftError, match="belongs to user 0"):
            server.start()

    run_as(story)
