"""What keeps a server from starting is named in a paragraph; once it is gone, the server starts."""

from __future__ import annotations

import contextlib
import os
import resource
import shutil
import signal
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from pgdrift.errors import PgdriftError
from pgdrift.server import lock
from pgdrift.server.binaries import Binaries
from pgdrift.server.cluster import Cluster
from tests.pgdrift.server.stories import MakeCluster, Story, in_child, said


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
