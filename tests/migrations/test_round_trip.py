"""Every revision goes up, down and up again on a database with rows in every table."""

import pytest
from alembic.script import Script, ScriptDirectory

from pgdrift import project as projects
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.migrate import in_process
from pgdrift.migrate.request import Request
from pgdrift.references import declared
from tests.facts import facts
from tests.migrations import specified_rows

PROJECT = projects.find()
HISTORY: list[Script] = list(
    reversed(list(ScriptDirectory.from_config(in_process.configuration(PROJECT.migrations)).walk_revisions()))
)
FIRST, LATER = HISTORY[0].revision, HISTORY[1:]


def go_up(url: DatabaseURL, revision: str) -> Snapshot:
    in_process.upgrade(Request(PROJECT, url, reference=True), revision)
    return facts(url)


def go_down(url: DatabaseURL, revision: str) -> Snapshot:
    in_process.downgrade(Request(PROJECT, url, reference=True), revision)
    return facts(url)


@pytest.fixture(scope="module")
def inhabited(database_factory) -> DatabaseURL:
    """A database at the first revision with rows in every table."""
    url = database_factory()
    go_up(url, FIRST)
    specified_rows.insert(url)
    return url


@pytest.mark.parametrize("script", LATER, ids=lambda script: script.doc.partition(":")[0])
def test_a_revision_goes_up_down_and_up_again(script: Script, inhabited, database_factory) -> None:
    url = database_factory(inhabited.database)
    before = go_up(url, str(script.down_revision))
    rows, positions = specified_rows.checksums(url), specified_rows.positions(url)

    after = go_up(url, script.revision)
    assert specified_rows.checksums(url) == rows
    assert specified_rows.positions(url) == positions

    assert compare(before, go_down(url, str(script.down_revision))) == []
    assert specified_rows.checksums(url) == rows
    assert specified_rows.positions(url) == positions

    assert compare(after, go_up(url, script.revision)) == []
    assert specified_rows.checksums(url) == rows
    assert specified_rows.positions(url) == positions


def test_the_first_revision_leaves_nothing_behind(empty_database) -> None:
    before = go_up(empty_database, FIRST)
    left = go_down(empty_database, "base")
    assert left.of_kind("table").keys() == {"public.alembic_version"}
    assert not left.of_kind("sequence")
    assert compare(before, go_up(empty_database, FIRST)) == []


def test_the_whole_history_ends_where_the_declarations_do(inhabited, database_factory) -> None:
    url, reference = database_factory(inhabited.database), database_factory()
    declared.build(PROJECT, reference)
    assert compare(facts(reference), go_up(url, "heads")) == []
    go_down(url, FIRST)
    assert compare(facts(reference), go_up(url, "heads")) == []
    assert specified_rows.checksums(url) == specified_rows.checksums(inhabited)


def test_rows_keep_their_tenant_through_the_whole_history(inhabited, database_factory) -> None:
    url = database_factory(inhabited.database)
    go_up(url, "heads")
    with url.connect() as connection:
        for table in specified_rows.CHILDREN:
            strangers = connection.execute(
                f"SELECT count(*) FROM {table} c JOIN sessions s ON s.id = c.session_id "
                "WHERE c.user_id IS DISTINCT FROM s.user_id".encode()
            ).fetchone()
            assert strangers == (0,)
