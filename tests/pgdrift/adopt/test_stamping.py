"""The revision that was found is written down once, whoever else is at work, or not at all."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator

import psycopg
import pytest

from pgdrift.adopt import Adoption
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from pgdrift.migrate import lock, stamping
from pgdrift.references import migrated
from pgdrift.server.cluster import Cluster
from tests.facts import facts
from tests.pgdrift.adopt.databases import revisions, run
from tests.pgdrift.migrate.tiny_project import TinyProject


def test_who_only_asks_changes_nothing(adopting: Callable[..., Adoption], shop: DatabaseURL) -> None:
    before = facts(shop)
    outcome = adopting(shop, stamping_it=False)
    assert outcome.fits
    assert "Nothing was changed: `./noxw -s adopt` writes that down." in outcome.said
    assert compare(before, facts(shop)) == []


def test_what_was_changed_since_it_was_compared_is_not_stamped(
    tiny: TinyProject, shop: DatabaseURL, cluster: Cluster, database_factory: Callable[..., DatabaseURL]
) -> None:
    reference = database_factory()
    tiny.migrate(reference)
    before = facts(shop)
    run(shop, "ALTER TABLE books ADD shelf integer")
    with (
        shop.connect(autocommit=True) as guide,
        pytest.raises(PgdriftError, match="was changed while it was compared"),
    ):
        stamping.stamp(guide, tiny.project, shop, "second", facts(reference), before)
    assert "public.alembic_version" not in facts(shop).of_kind("table")


def test_two_at_once_stamp_once(
    tiny: TinyProject, adopting: Callable[..., Adoption], shop: DatabaseURL
) -> None:
    outcomes: list[Adoption] = []
    threads = [threading.Thread(target=lambda: outcomes.append(adopting(shop))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)
    assert [outcome.exit_code for outcome in outcomes] == [0, 0]
    assert sorted("already" in outcome.said for outcome in outcomes) == [False, True]
    assert revisions(shop) == ["second"]


def test_it_waits_for_a_migration_that_is_at_work(
    tiny: TinyProject, adopting: Callable[..., Adoption], empty_database: DatabaseURL
) -> None:
    outcomes: list[Adoption] = []
    with empty_database.connect(autocommit=True) as migrator, lock.held(migrator, tiny.project):
        thread = threading.Thread(target=lambda: outcomes.append(adopting(empty_database)))
        thread.start()
        time.sleep(0.5)
        assert outcomes == []
        migrated.build(tiny.project, empty_database)
    thread.join(timeout=60)
    assert "is at revision second (second) already" in outcomes[0].said


@pytest.fixture
def in_the_way(shop: DatabaseURL) -> Iterator[psycopg.Connection]:
    """Somebody else who has made a table of revisions and not committed it."""
    with shop.connect() as connection:
        connection.execute("CREATE TABLE alembic_version (id integer)")
        yield connection
        connection.rollback()


def test_killed_while_it_writes_it_has_written_nothing(
    tiny: TinyProject,
    adopting: Callable[..., Adoption],
    shop: DatabaseURL,
    superuser: psycopg.Connection,
    in_the_way: psycopg.Connection,
) -> None:
    tiny.settings(lock_timeout="60s")
    before, child = facts(shop), os.fork()
    if child == 0:
        try:
            adopting(shop)
        finally:
            os._exit(1)
    waits = (
        "SELECT count(*) FROM pg_stat_activity "
        "WHERE wait_event_type = 'Lock' AND datname = current_database()"
    )
    try:
        deadline = time.monotonic() + 60
        while superuser.execute(waits).fetchone() == (0,):
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    in_the_way.rollback()
    assert compare(before, facts(shop)) == []
    assert adopting(shop).fits
    assert revisions(shop) == ["second"]


def test_who_else_makes_that_table_is_waited_for_only_shortly(
    adopting: Callable[..., Adoption], shop: DatabaseURL, in_the_way: psycopg.Connection
) -> None:
    with pytest.raises(PgdriftError, match=r"could not be written down: .*lock timeout.*Nothing was changed"):
        adopting(shop)
