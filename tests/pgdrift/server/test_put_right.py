"""Whatever a server's folder has lost, or has in it that is wrong, the next start or end puts right."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pgdrift.server import processes
from pgdrift.server.cluster import Cluster
from tests.pgdrift.server.stories import MakeCluster, Story, execute, is_gone, pid, said


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
