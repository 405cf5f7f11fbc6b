"""A database with tables and no revision: which one it is at is found out, or nothing is changed."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from pgdrift import project as projects
from pgdrift.adopt import Adoption, adopt
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.check import check
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from pgdrift.ignoring import from_option
from pgdrift.migrate import lock, stamping
from pgdrift.references import migrated
from pgdrift.server.cluster import Cluster
from pgdrift.server.temporary import temporary_cluster
from tests.newest_revisions import ALL, NEWEST
from tests.pgdrift.migrate import tiny_project
from tests.pgdrift.migrate.tiny_project import TinyProject

ROOT = Path(__file__).resolve().parents[2]
SPECIFIED = "396e8f26d0a5"
PASSWORD = "Marvin-0042-never-shown"


@pytest.fixture
def tiny(tmp_path: Path) -> TinyProject:
    """A project with three revisions: a table, an index on it, and rows."""
    tiny = tiny_project.write(tmp_path / "tiny")
    tiny.revision("second", "first", 'op.execute("CREATE INDEX idx_books_title ON books (title)")')
    return tiny


@pytest.fixture
def shop(tiny: TinyProject, empty_database: DatabaseURL) -> DatabaseURL:
    """What the tiny project's newest revision makes, without the table of revisions."""
    return without_revision(tiny, empty_database)


def without_revision(tiny: TinyProject, url: DatabaseURL, revision: str = "heads") -> DatabaseURL:
    tiny.migrate(url, revision)
    run(url, "DROP TABLE alembic_version")
    return url


def run(url: DatabaseURL, *statements: str) -> None:
    with url.connect(autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def facts(url: DatabaseURL) -> Snapshot:
    with url.connect(autocommit=True) as connection:
        return read(connection)


def revisions(url: DatabaseURL) -> list[str]:
    with url.connect() as connection:
        return [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]


@pytest.fixture
def adopting(tiny: TinyProject, cluster: Cluster) -> Callable[..., Adoption]:
    """Adopts for the tiny project; the references are built on the test server."""
    return lambda url, **options: adopt(tiny.project, url, scratch_url=cluster.url(), **options)


def refused(adopting: Callable[..., Adoption], url: DatabaseURL, *said: str) -> None:
    """It is refused in one paragraph that says all this, and the database is as it was."""
    before = facts(url)
    with pytest.raises(PgdriftError) as caught:
        adopting(url)
    for text in (*said, "Nothing was changed") if "empty" not in said else said:
        assert text in str(caught.value)
    assert compare(before, facts(url)) == []


@pytest.mark.parametrize("revision", ["first", "second"])
def test_it_is_stamped_with_the_revision_that_makes_the_same(
    tiny: TinyProject, adopting: Callable[..., Adoption], empty_database: DatabaseURL, revision: str
) -> None:
    tiny.migrate(empty_database, revision)
    before = facts(empty_database)
    run(empty_database, "DROP TABLE alembic_version")
    outcome = adopting(empty_database)
    assert (outcome.fits, outcome.exit_code) == (True, 0)
    assert f"is what revision {revision} ({revision}) makes. That is written down now" in outcome.said
    assert revisions(empty_database) == [revision]
    # The table of revisions has the owner and the privileges that migrating gives it.
    assert compare(before, facts(empty_database)) == []
    tiny.migrate(empty_database)
    assert revisions(empty_database) == ["second"]


def test_this_projects_newest_revision_is_clean_afterwards(
    cluster: Cluster, migrated_database: DatabaseURL
) -> None:
    project = projects.find(ROOT)
    before = facts(migrated_database)
    run(migrated_database, "DROP TABLE alembic_version")
    outcome = adopt(project, migrated_database, scratch_url=cluster.url())
    assert f"is what revision {NEWEST} (" in outcome.said
    assert "No revision is pending" in outcome.said
    assert compare(before, facts(migrated_database)) == []
    report = check(project, migrated_database, scratch_url=cluster.url())
    assert [finding.id for finding in report.findings] == []


@pytest.fixture
def restored(cluster: Cluster, empty_database: DatabaseURL) -> Iterator[DatabaseURL]:
    """The specified tables, restored from a dump by an ordinary login on a server without our roles."""
    migrated.build(projects.find(ROOT), empty_database, SPECIFIED)
    dump = [cluster.binaries.tool("pg_dump"), "--no-owner", "--no-acl", "-T", "alembic_version"]
    script = subprocess.run([*dump, empty_database.shown], check=True, capture_output=True, text=True).stdout
    script = re.sub(r"^.* EXTENSION .*$", "", script, flags=re.M)
    with temporary_cluster(cluster.binaries.major) as server:
        run(
            server.url(),
            f"CREATE ROLE bo1 LOGIN PASSWORD '{PASSWORD}'",
            "CREATE DATABASE boardofone OWNER bo1",
        )
        url = server.url(database="boardofone")
        psql(cluster, url, f"SET SESSION AUTHORIZATION bo1;\n{script}")
        yield url


def psql(cluster: Cluster, url: DatabaseURL, script: str) -> None:
    command = [cluster.binaries.tool("psql"), url.shown, "-qX", "-v", "ON_ERROR_STOP=1"]
    subprocess.run(command, input=script, text=True, check=True, stdout=subprocess.DEVNULL)


def test_a_restored_dump_is_recognised_without_any_of_our_roles(
    cluster: Cluster, restored: DatabaseURL
) -> None:
    bo1, before = restored.replace(user="bo1", password=PASSWORD), facts(restored)
    outcome = adopt(projects.find(ROOT), bo1, scratch_url=cluster.url())
    assert f"is what revision {SPECIFIED} (002_create_rls_policies) makes." in outcome.said
    assert "It lacks what belongs to no revision" in outcome.said
    assert f"`./noxw -s migrate` sets that up, and runs {len(ALL) - 2} revisions." in outcome.said
    assert revisions(restored) == [SPECIFIED]
    changed = compare(before, facts(restored))
    # Nothing but the table of revisions, which is the login's that owns the others.
    assert {d.name for d in changed if "alembic_version" not in d.name} == set()
    (table,) = [d for d in changed if d.kind == "table"]
    assert table.fact["owner"] == "bo1"
    # When it is the administrator who adopts, the login that migrates afterwards must be able to read it.
    run(restored, "DROP TABLE alembic_version")
    assert adopt(projects.find(ROOT), restored, scratch_url=cluster.url(), revision=SPECIFIED).fits
    assert facts(restored).of_kind("table")["public.alembic_version"]["owner"] == "bo1"


def test_when_none_fits_the_nearest_is_named_with_what_differs(
    adopting: Callable[..., Adoption], shop: DatabaseURL, cluster: Cluster
) -> None:
    run(shop, "ALTER TABLE books ADD shelf integer", "ALTER TABLE books NO FORCE ROW LEVEL SECURITY")
    before = facts(shop)
    outcome = adopting(shop)
    assert (outcome.fits, outcome.exit_code) == (False, 1)
    assert [(finding.id, finding.object) for finding in outcome.report.findings] == [
        ("rls-not-forced", "public.books"),
        ("column-extra", "public.books.shelf"),
    ]
    assert "the nearest is second (second): 2 things above are different." in outcome.said
    assert "`alembic stamp second`" in outcome.said
    assert "Nothing was changed" in outcome.said
    assert "\n" not in outcome.said
    assert compare(before, facts(shop)) == []


def test_the_sql_it_prints_makes_the_database_fit(
    tiny: TinyProject, shop: DatabaseURL, cluster: Cluster
) -> None:
    run(shop, "ALTER TABLE books ADD shelf integer", "DROP INDEX idx_books_title")
    told = command(tiny, cluster, shop, "--revision", "second")
    assert told.returncode == 1
    assert "warning[column-extra] public.books.shelf" in told.stdout
    assert "adopt: 0 errors, 2 warnings" in told.stdout
    (paragraph,) = told.stderr.splitlines()
    assert "is not what revision second (second) makes: 2 things above are different" in paragraph
    script = command(tiny, cluster, shop, "--revision", "second", "--sql", "--allow-destructive")
    assert script.returncode == 1
    psql(cluster, shop, script.stdout)
    done = command(tiny, cluster, shop, "--format", "json")
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert (document["status"], document["revision"]) == ("clean", "second")


def command(
    tiny: TinyProject, cluster: Cluster, url: DatabaseURL, *arguments: str
) -> subprocess.CompletedProcess[str]:
    """`python -m pgdrift adopt` as a person runs it."""
    environment = {**tiny_project.environment(url), "PGDRIFT_SCRATCH_URL": cluster.url().shown}
    done = subprocess.run(
        [sys.executable, "-m", "pgdrift", "adopt", "--no-cache", *arguments],
        cwd=tiny.folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert "Traceback" not in done.stderr
    return done


def test_an_empty_database_has_nothing_to_adopt(
    adopting: Callable[..., Adoption], empty_database: DatabaseURL
) -> None:
    refused(adopting, empty_database, "empty", "so there is nothing to adopt. Run `./noxw -s migrate`")


def test_tables_of_somebody_else_are_not_adopted(
    adopting: Callable[..., Adoption], empty_database: DatabaseURL
) -> None:
    run(empty_database, "CREATE TABLE theirs (id integer)")
    with pytest.raises(PgdriftError, match=r"none of this project's tables \(public\.books\)"):
        adopting(empty_database)
    assert "public.alembic_version" not in facts(empty_database).of_kind("table")


def test_a_revision_of_another_history_is_not_overwritten(
    tiny: TinyProject, adopting: Callable[..., Adoption], empty_database: DatabaseURL
) -> None:
    tiny.migrate(empty_database)
    run(empty_database, "UPDATE alembic_version SET version_num = 'theirs'")
    refused(
        adopting,
        empty_database,
        "is at revision theirs, which is not in",
        "DELETE FROM public.alembic_version",
    )
    run(empty_database, "DELETE FROM public.alembic_version")
    assert adopting(empty_database).fits
    assert revisions(empty_database) == ["second"]


def test_a_database_that_is_half_way_through_a_revision_goes_on_there(
    tiny: TinyProject, adopting: Callable[..., Adoption], empty_database: DatabaseURL
) -> None:
    (tiny.folder / "migrations" / "versions" / "second.py").unlink()
    tiny.revision(
        "first",
        None,
        'op.execute("CREATE TABLE books (id integer)")\nwith op.get_context().autocommit_block():\n'
        '    op.execute("CREATE INDEX CONCURRENTLY idx ON no_such_table (id)")',
    )
    with pytest.raises(PgdriftError, match="no_such_table"):
        tiny.migrate(empty_database)
    refused(adopting, empty_database, "half way through revision first", "`./noxw -s migrate` again")


def test_a_login_that_may_not_read_the_revision_is_told_so(
    tiny: TinyProject, adopting: Callable[..., Adoption], empty_database: DatabaseURL
) -> None:
    tiny.migrate(empty_database)
    name = f"{tiny.name}_stranger"
    run(empty_database, f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
    run(empty_database, f"GRANT CONNECT ON DATABASE {empty_database.database} TO {name}")
    with pytest.raises(PgdriftError, match=f"The login {name} may not read public.alembic_version") as caught:
        adopting(empty_database.replace(user=name, password=PASSWORD))
    assert PASSWORD not in str(caught.value)


def test_a_login_that_may_not_create_tables_is_told_what_fits_and_changes_nothing(
    tiny: TinyProject, adopting: Callable[..., Adoption], shop: DatabaseURL
) -> None:
    name, before = f"{tiny.name}_reader", facts(shop)
    run(shop, f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
    run(
        shop,
        f"GRANT CONNECT ON DATABASE {shop.database} TO {name}",
        f"GRANT USAGE ON SCHEMA public TO {name}",
    )
    with pytest.raises(PgdriftError) as caught:
        adopting(shop.replace(user=name, password=PASSWORD))
    said = str(caught.value)
    assert "is what revision second (second) makes, but that could not be written down" in said
    assert "permission denied for schema public" in said
    assert PASSWORD not in said
    assert [d for d in compare(before, facts(shop)) if name not in d.name] == []


@pytest.fixture
def rows_only(tiny: TinyProject) -> TinyProject:
    """The tiny project with a third revision, which changes rows and nothing else."""
    tiny.revision("third", "second", "op.execute(\"SELECT 'UPDATE books'\")")
    return tiny


def test_revisions_that_change_rows_alone_are_told_apart_by_a_person(
    rows_only: TinyProject, adopting: Callable[..., Adoption], shop: DatabaseURL
) -> None:
    before, outcome = facts(shop), adopting(shop)
    assert (outcome.fits, outcome.exit_code) == (False, 1)
    assert "2 revisions make what is in the database" in outcome.said
    assert "third (third), second (second)" in outcome.said
    assert compare(before, facts(shop)) == []
    with pytest.raises(
        PgdriftError, match=r"--revision names fourth, which is not in .* It has first, second"
    ):
        adopting(shop, revision="fourth")
    assert not adopting(shop, revision="first").fits
    assert adopting(shop, revision="second").fits
    assert revisions(shop) == ["second"]


@pytest.mark.parametrize(
    ("answer", "revision"), [("true", "third"), ("false", "second"), ("1 / 0 = 1", "second")]
)
def test_a_revision_that_can_be_recognised_by_its_rows_is(
    tiny: TinyProject, adopting: Callable[..., Adoption], shop: DatabaseURL, answer: str, revision: str
) -> None:
    constant = f'RECOGNISED_BY = "SELECT {answer}"'
    tiny.revision("third", "second", "op.execute(\"SELECT 'UPDATE books'\")", constants=constant)
    assert adopting(shop).fits
    assert revisions(shop) == [revision]


def test_who_only_asks_changes_nothing(adopting: Callable[..., Adoption], shop: DatabaseURL) -> None:
    before = facts(shop)
    outcome = adopting(shop, stamping_it=False)
    assert outcome.fits
    assert "Nothing was changed: `./noxw -s adopt` writes that down." in outcome.said
    assert compare(before, facts(shop)) == []


def test_what_the_project_ignores_stops_nothing(adopting: Callable[..., Adoption], shop: DatabaseURL) -> None:
    run(shop, "CREATE TABLE theirs (id integer)")
    outcome = adopting(shop, ignore=[from_option("table-extra:public.theirs")])
    assert outcome.fits
    assert "leaving out 1 finding that the project ignores" in outcome.said
    assert revisions(shop) == ["second"]


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
