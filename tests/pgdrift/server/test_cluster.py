"""A server in a folder: started from any state, found again, and never mistaken for another."""

from __future__ import annotations

import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from pgdrift.errors import PgdriftError
from pgdrift.server.binaries import Binaries
from pgdrift.server.cluster import Cluster
from tests.pgdrift.server.stories import MakeCluster, Story, execute, is_gone, pid, said


def test_a_new_folder_becomes_a_server_that_can_be_stopped_started_and_removed(
    place: Path, programs: Binaries, run_as: Callable[[Story], None]
) -> None:
    def story() -> None:
        server = Cluster(place / "server", binaries=programs, durable=False)
        server.start()
        assert server.running()
        execute(server, "CREATE TABLE note AS SELECT 'kept' AS said")
        first = pid(server)
        server.start()
        assert pid(server) == first
        server.stop()
        assert not server.running()
        assert is_gone(first)
        server.start()
        assert said(server) == [("kept",)]
        last = pid(server)
        server.destroy()
        assert is_gone(last)

    run_as(story)
    assert list(place.iterdir()) == []


def test_text_sorts_by_its_bytes_on_every_machine(server: Cluster) -> None:
    assert execute(server, "SELECT string_agg(x, '' ORDER BY x) FROM unnest('{a,B,ä,Z,b}'::text[]) x") == [
        ("BZabä",)
    ]
    assert execute(server, "SELECT current_setting('server_encoding'), upper('ä')") == [("UTF8", "Ä")]


def test_the_url_names_a_file_instead_of_a_password(server: Cluster) -> None:
    url = server.url(user="postgres", database="postgres")
    assert url.revealed == url.shown
    assert f"@127.0.0.1:{server.home.port}/postgres?passfile=" in url.shown
    assert stat.S_IMODE(server.home.passfile.path.stat().st_mode) == 0o600
    psql = subprocess.run(
        [server.binaries.tool("psql"), url.shown, "-Atc", "select 1"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert psql.stdout == "1\n"


@pytest.mark.parametrize("host", ["127.0.0.1", "the socket"])
def test_nobody_gets_in_without_the_password(server: Cluster, host: str) -> None:
    where = str(server.home.data) if host == "the socket" else host
    with pytest.raises(
        psycopg.OperationalError, match=r"no password supplied|password authentication failed"
    ):
        psycopg.connect(host=where, port=server.home.port, user="postgres", passfile=os.devnull)
    password = server.home.passfile.password("postgres")
    psycopg.connect(host=where, port=server.home.port, user="postgres", password=password).close()


def test_nobody_else_reaches_the_data_or_the_socket(server: Cluster) -> None:
    assert stat.S_IMODE(server.home.data.stat().st_mode) == 0o700
    assert [path.parent for path in server.home.path.rglob(".s.PGSQL.*") if path.is_socket()] == [
        server.home.data
    ]
    assert execute(server, "SHOW listen_addresses") == [("127.0.0.1",)]


def test_the_log_keeps_no_values(server: Cluster) -> None:
    execute(server, "CREATE TABLE secret (word text UNIQUE)")
    with server.url().connect(autocommit=True) as connection:
        for _ in range(2):
            try:
                connection.execute("INSERT INTO secret VALUES (%s)", ["hunter2"])
            except psycopg.errors.UniqueViolation:
                connection.execute("SET application_name = 'seen'")
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            connection.execute("SELECT %s::text::int", ["hunter2"])
    server.stop()
    assert "shut down" in server.log_path.read_text()
    assert "hunter2" not in server.log_path.read_text()


def test_a_login_gets_a_password_of_its_own_and_keeps_it(server: Cluster) -> None:
    name = "ordinary:l\\ogin"
    server.ensure_login(name)
    password = server.home.passfile.password(name)
    server.ensure_login(name)
    assert server.home.passfile.password(name) == password != server.home.passfile.password("postgres")
    assert execute(
        server, "SELECT current_user::text, rolsuper FROM pg_roles WHERE rolname = current_user", user=name
    ) == [(name, False)]


def test_a_database_is_created_once(server: Cluster) -> None:
    assert server.ensure_database("a b")
    assert not server.ensure_database("a b")
    assert execute(server, "SELECT current_database()::text", database="a b") == [("a b",)]


def test_psql_runs_on_the_callers_terminal(server: Cluster, capfd: pytest.CaptureFixture[str]) -> None:
    assert server.psql("-Atc", "SELECT current_user") == 0
    assert capfd.readouterr().out == "postgres\n"
    assert server.psql("-c", "SELECT nonsense") == 1


def test_two_servers_side_by_side_share_nothing(
    make_cluster: MakeCluster, place: Path, programs: Binaries
) -> None:
    here = make_cluster("here")
    there = Cluster(place / "there", binaries=programs, durable=False)
    here.start()
    there.start()
    assert here.home.port != there.home.port
    with pytest.raises(PgdriftError, match="password"):
        here.url().replace(passfile=str(there.home.passfile.path)).connect()
    here.stop()
    assert there.running()


def test_a_copied_folder_gets_a_server_of_its_own(
    server: Cluster, make_cluster: MakeCluster, place: Path
) -> None:
    subprocess.run(["cp", "-a", server.home.path, place / "copy"], check=True)
    copy = Cluster(place / "copy", binaries=server.binaries, durable=False)
    assert not copy.running()
    copy.start()
    execute(copy, "INSERT INTO note VALUES ('from the copy')")
    assert copy.home.port != server.home.port
    assert pid(copy) != pid(server)
    assert said(server) == [("from the seed",)]
    copy.destroy()
    assert server.running()


def test_a_copy_whose_original_is_stopped_does_not_wake_it(make_cluster: MakeCluster) -> None:
    original, copy = make_cluster("original"), make_cluster("copy")
    copy.start()
    assert not original.running()


def test_a_folder_moved_while_stopped_keeps_its_data(make_cluster: MakeCluster, place: Path) -> None:
    before = make_cluster("before")
    os.rename(before.home.path, place / "after")
    after = Cluster(place / "after", binaries=before.binaries, durable=False)
    after.start()
    assert said(after) == [("from the seed",)]
    assert not before.home.path.exists()


def test_a_folder_moved_under_a_running_server_is_still_its_folder(server: Cluster, place: Path) -> None:
    running = pid(server)
    os.rename(server.home.path, place / "after")
    after = Cluster(place / "after", binaries=server.binaries, durable=False)
    after.start()
    assert pid(after) == running
    assert said(after) == [("from the seed",)]
    # A new server in the old place is another one, and leaves the moved one alone.
    anew = Cluster(place / "server", binaries=server.binaries, durable=False)
    anew.start()
    assert after.running()
    after.stop()
    assert is_gone(running)
    assert anew.running()


def test_data_of_another_major_version_is_refused_and_kept(make_cluster: MakeCluster) -> None:
    server = make_cluster()
    (server.home.data / "PG_VERSION").write_text("14\n")
    with pytest.raises(PgdriftError) as refused:
        server.start()
    assert "PostgreSQL 14" in str(refused.value)
    assert f"PostgreSQL {server.binaries.major}" in str(refused.value)
    assert "pg_dump" in str(refused.value)
    (server.home.data / "PG_VERSION").write_text(f"{server.binaries.major}\n")
    server.start()
    assert said(server) == [("from the seed",)]


def test_a_path_of_150_characters_is_no_obstacle(make_cluster: MakeCluster) -> None:
    deep = "/".join(["a folder with a rather long name"] * 5)
    server = make_cluster(deep)
    assert len(str(server.home.path)) > 150
    server.start()
    assert said(server) == [("from the seed",)]


def test_what_is_not_ours_survives_the_removal(server: Cluster) -> None:
    own = server.home.path / "notes.txt"
    own.write_text("mine")
    server.destroy()
    assert list(server.home.path.iterdir()) == [own]


def test_there_is_no_url_before_the_first_start(place: Path, programs: Binaries) -> None:
    with pytest.raises(PgdriftError, match="Start it first"):
        Cluster(place / "never", binaries=programs).url()
    Cluster(place / "never", binaries=programs).stop()
    Cluster(place / "never", binaries=programs).destroy()
    assert list(place.iterdir()) == []
