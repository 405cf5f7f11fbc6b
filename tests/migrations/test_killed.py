"""This project's history on a database with rows, killed with SIGKILL at random moments."""

from collections import Counter

import psycopg
import pytest
from alembic.script import ScriptDirectory

from pgdrift import project as projects
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.migrate import bootstrap, in_process, journal, revisions
from pgdrift.migrate.request import Request
from tests.facts import facts
from tests.migrations import specified_rows
from tests.pgdrift.migrate.killing import KILLS, duration, killed_after, moments

PROJECT = projects.find()
SCRIPT = ScriptDirectory.from_config(in_process.configuration(PROJECT.migrations))
HISTORY = [script.revision for script in reversed(list(SCRIPT.walk_revisions()))]


@pytest.fixture
def inhabited(database_factory) -> DatabaseURL:
    """A database at the first revision with rows in every table."""
    url = database_factory()
    with url.connect(autocommit=True) as connection:
        if bootstrap.unavailable_extensions(connection, ["vector"]):
            pytest.skip("pgvector is not installed for this PostgreSQL")
    in_process.upgrade(Request(PROJECT, url, reference=True), "ced8f3f148bb")
    specified_rows.insert(url)
    return url


def test_whenever_it_is_killed_the_next_run_completes_and_no_row_is_lost(inhabited, database_factory) -> None:
    undisturbed = database_factory(inhabited.database)
    longest = duration(lambda: in_process.upgrade(Request(PROJECT, undisturbed)))
    reference, rows = facts(undisturbed), specified_rows.checksums(inhabited)
    stopped_at, again = Counter[str](), 0
    url = database_factory(inhabited.database)
    for stage, moment in moments(longest, len(HISTORY)):
        with url.connect(autocommit=True) as watcher:

            def reached(stage: int = stage, watcher: psycopg.Connection = watcher) -> bool:
                (current,) = revisions.current(watcher, PROJECT)
                return HISTORY.index(current) >= stage

            if not killed_after(PROJECT, url, moment, reached):
                url = database_factory(inhabited.database)
                continue
            stopped_at[" ".join(revisions.current(watcher, PROJECT))] += 1
        # Every other one is killed once more on its way to the end.
        if stage % 2 and killed_after(PROJECT, url, moment):
            again += 1
        in_process.upgrade(Request(PROJECT, url))
        assert compare(reference, facts(url)) == []
        assert specified_rows.checksums(url) == rows
        with url.connect(autocommit=True) as connection:
            assert journal.load(connection) is None
        url = database_factory(inhabited.database)
    print(dict(stopped_at), again)
    if KILLS >= 50:
        assert sum(stopped_at.values()) + again >= 50
        assert len(stopped_at) > 5, "the kills did not spread over the history"
