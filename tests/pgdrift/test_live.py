"""The live database: refused when there is nothing to compare, let go before anything is compared."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from pgdrift import check as checking
from pgdrift import command_line, live
from pgdrift import diff as diffing
from pgdrift import project as projects
from pgdrift.catalog import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.server.cluster import Cluster

ROOT = Path(__file__).resolve().parents[2]


def sessions(watcher: psycopg.Connection, *urls: DatabaseURL) -> list[tuple[Any, ...]]:
    """Every other session in these databases, which ends a moment after its client has hung up."""
    query = """SELECT pid, application_name, state FROM pg_stat_activity
               WHERE datname = ANY (%s) AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
    for _ in range(100):
        found = watcher.execute(query, [[url.database for url in urls]]).fetchall()
        if not found:
            break
        time.sleep(0.01)
    return found


def test_nothing_is_held_while_two_databases_are_compared(
    cluster: Cluster,
    two_databases: tuple[DatabaseURL, DatabaseURL],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = []
    is_empty = live.is_empty

    def watched(found: Snapshot) -> bool:
        with cluster.url().connect(autocommit=True) as watcher:
            seen.append(sessions(watcher, *two_databases))
        return is_empty(found)

    # It is the first thing that is done with what was read.
    monkeypatch.setattr(live, "is_empty", watched)
    diffing.diff(*two_databases)
    assert seen == [[]]


def test_nothing_is_held_while_references_are_built(
    cluster: Cluster, migrated_database: DatabaseURL, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[tuple[Any, ...]]] = []
    refuse = live.refuse_incomparable

    def watched(*given: Any) -> None:
        with cluster.url().connect(autocommit=True) as watcher:
            seen.append(sessions(watcher, migrated_database))
        refuse(*given)

    monkeypatch.setattr(live, "refuse_incomparable", watched)
    checking.check(projects.find(ROOT), migrated_database, scratch_url=cluster.url())
    assert seen == [[]]


@pytest.fixture
def two_databases(database_factory: Callable[..., DatabaseURL]) -> tuple[DatabaseURL, DatabaseURL]:
    """Two databases with one table each."""
    urls = database_factory(), database_factory()
    for url in urls:
        with url.connect(autocommit=True) as connection:
            connection.execute("CREATE TABLE public.items (id integer DEFAULT 1 PRIMARY KEY)")
    return urls


def test_a_new_database_is_empty_and_so_is_one_with_an_empty_table_of_revisions(
    empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    assert live.is_empty(live.snapshot(empty_database))
    superuser.execute("CREATE SCHEMA app; ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC")
    superuser.execute("CREATE TABLE public.alembic_version (version_num varchar(32) PRIMARY KEY)")
    assert live.is_empty(live.snapshot(empty_database))
    superuser.execute("INSERT INTO public.alembic_version VALUES ('abc')")
    assert not live.is_empty(live.snapshot(empty_database))


@pytest.mark.parametrize(
    "made",
    [
        "CREATE TABLE public.t ()",
        "CREATE VIEW public.v AS SELECT 1 AS one",
        "CREATE TYPE public.e AS ENUM ('a')",
        "CREATE FUNCTION public.f() RETURNS integer LANGUAGE sql RETURN 1",
        "CREATE PUBLICATION p FOR ALL TABLES",
        "CREATE CAST (bigint AS text) WITH INOUT",
        'CREATE COLLATION public.c FROM "C"',
        "SELECT lo_create(4711); GRANT SELECT ON LARGE OBJECT 4711 TO PUBLIC",
    ],
)
def test_a_database_with_anything_in_it_is_not_empty(
    made: str, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    superuser.execute(made.encode())
    assert not live.is_empty(live.snapshot(empty_database))


def test_one_empty_database_is_a_difference_and_two_are_a_mistake(
    empty_database: DatabaseURL, two_databases: tuple[DatabaseURL, DatabaseURL], cluster: Cluster
) -> None:
    report = diffing.diff(two_databases[0], empty_database)
    assert [(finding.id, finding.object) for finding in report.findings] == [
        ("table-missing", "public.items")
    ]
    with pytest.raises(PgdriftError, match="Both databases are empty"):
        diffing.diff(empty_database, cluster.url())


def test_the_limit_of_the_command_line_is_the_one_that_is_documented() -> None:
    assert command_line.parse(["diff", "a", "b"]).max_read == live.MAX_READ == 10


@contextmanager
def started(*arguments: str) -> Iterator[subprocess.Popen[str]]:
    """`python -m pgdrift ...`, to be interfered with."""
    with subprocess.Popen(
        [sys.executable, "-m", "pgdrift", *arguments],
        cwd=ROOT,
        env=dict(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        yield process


def refusal(process: subprocess.Popen[str]) -> str:
    """The paragraph and JSON document that it ends with."""
    output, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert len(said.splitlines()) == 1
    document = json.loads(output)
    assert (document["status"], document["error"]) == ("error", said.strip())
    return said


def test_from_outside_a_lock_is_told_with_its_holder(
    two_databases: tuple[DatabaseURL, DatabaseURL],
) -> None:
    with two_databases[1].connect(application_name="deploy") as holder:
        holder.execute("LOCK TABLE public.items")
        with started("diff", "--format=json", *(url.shown for url in two_databases)) as process:
            said = refusal(process)
        pid = holder.info.backend_pid
    assert f"The catalog of the database {two_databases[1].database} at 127.0.0.1:" in said
    assert f"table public.items is locked by session {pid} (deploy, idle in transaction, its" in said


def test_from_outside_a_connection_that_is_ended_half_way_is_told(
    two_databases: tuple[DatabaseURL, DatabaseURL], cluster: Cluster
) -> None:
    ours = """SELECT pg_terminate_backend(pid) FROM pg_locks
              WHERE NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = %s)"""
    with two_databases[0].connect() as holder, cluster.url().connect(autocommit=True) as admin:
        holder.execute("LOCK TABLE public.items")
        with started("diff", "--format=json", *(url.shown for url in two_databases)) as process:
            while not admin.execute(ours, [two_databases[0].database]).fetchone():
                time.sleep(0.005)
            assert "was lost while its catalog was read: terminating connection" in refusal(process)


@pytest.mark.parametrize("seconds", ["0", "-1", "soon", "nan", "inf", ""])
def test_from_outside_a_limit_that_is_none(seconds: str) -> None:
    with started("diff", "--format=json", f"--max-read={seconds}", "a", "b") as process:
        said = refusal(process)
    assert f"argument --max-read: {seconds!r} is not a positive number of seconds" in said


def test_from_outside_a_limit_that_is_reached(two_databases: tuple[DatabaseURL, DatabaseURL]) -> None:
    urls = [url.shown for url in two_databases]
    with started("diff", "--format=json", "--max-read=0.001", *urls) as process:
        assert "took longer than 0.001 seconds, and it was stopped" in refusal(process)
