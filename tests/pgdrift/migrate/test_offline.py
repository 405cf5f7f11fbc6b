"""``--sql``: the same database as online, from a script that anybody can read first."""

import subprocess
import threading
from contextlib import contextmanager

import psycopg
import pytest

from pgdrift.catalog.reading import read
from pgdrift.difference import compare
from pgdrift.migrate import bootstrap, lock
from pgdrift.references import migrated
from tests.pgdrift.migrate.conftest import CHECKOUT
from tests.pgdrift.migrate.tiny_project import run_alembic


def psql(cluster, url, script):
    """Run the script as the README says."""
    tool = cluster.binaries.tool("psql")
    return subprocess.run(
        [tool, url.shown, "-qX", "-v", "ON_ERROR_STOP=1"], input=script, text=True, capture_output=True
    )


def test_piped_into_psql_on_a_bare_server_it_gives_the_same_facts(project, bare_cluster, require_vector):
    script = run_alembic(CHECKOUT, None, "upgrade", "head", "--sql")
    assert script.returncode == 0, script.stderr
    bare_cluster.ensure_database("offline")
    url = bare_cluster.url(database="offline")
    done = psql(bare_cluster, url, script.stdout)
    assert done.returncode == 0, done.stderr
    bare_cluster.ensure_database("online")
    online = bare_cluster.url(database="online")
    with online.connect(autocommit=True) as theirs:
        lacking = {step.what for step in bootstrap.missing(theirs, project)}
        assert not [what for what in lacking if "role" in what or "membership" in what]
    migrated.build(project, online)
    with url.connect() as ours, online.connect() as theirs:
        assert compare(read(theirs), read(ours)) == []


def test_rows_that_break_a_rule_stop_the_script(tiny, cluster, empty_database, superuser):
    tiny.migrate(empty_database)
    superuser.execute("INSERT INTO books VALUES (1, 'b%d'), (2, 'b%d')")
    tiny.revision(
        "second",
        "first",
        'op.execute("ALTER TABLE books ADD COLUMN pages integer")',
        constants="""
        COUNT = "SELECT count(*) FROM books WHERE title = 'b%d'"
        PRECONDITIONS = (('books', 'no b%ds', COUNT),)
        """,
    )
    script = tiny.alembic(None, "upgrade", "first:second", "--sql").stdout
    done = psql(cluster, empty_database, script)
    assert done.returncode != 0
    assert "books has 2 rows that break no b%ds: nothing was changed" in done.stderr
    assert script.index("no b%ds") < script.index("CREATE ROLE")
    with pytest.raises(psycopg.errors.UndefinedColumn):
        superuser.execute("SELECT pages FROM books")
    superuser.execute("DELETE FROM books")
    assert psql(cluster, empty_database, script).returncode == 0


def test_rows_are_counted_on_a_server_that_nobody_has_set_up(tiny, bare_cluster):
    bare_cluster.ensure_database("rows")
    url = bare_cluster.url(database="rows")
    with url.connect() as connection:
        connection.execute("CREATE TABLE books (id integer PRIMARY KEY, title text)")
        connection.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
        connection.execute("INSERT INTO alembic_version VALUES ('first')")
        connection.execute("INSERT INTO books VALUES (1, NULL)")
    constants = "PRECONDITIONS = (('books', 'a title', 'SELECT count(*) FROM books WHERE title IS NULL'),)"
    tiny.revision("second", "first", "pass", constants=constants)
    done = psql(bare_cluster, url, tiny.alembic(None, "upgrade", "first:second", "--sql").stdout)
    assert done.returncode != 0
    assert "books has 1 row that breaks a title: nothing was changed" in done.stderr
    with url.connect() as connection:
        query = "SELECT count(*) FROM pg_roles WHERE starts_with(rolname, %s)"
        assert connection.execute(query, [tiny.name]).fetchone() == (0,)


def test_a_script_run_twice_stops_before_it_changes_anything(tiny, cluster, empty_database, superuser):
    script = tiny.alembic(None, "upgrade", "head", "--sql").stdout
    assert psql(cluster, empty_database, script).returncode == 0
    superuser.execute(f"REVOKE {tiny.name}_owner FROM {tiny.name}_migrator")
    done = psql(cluster, empty_database, script)
    assert done.returncode != 0
    assert "this script starts from an empty database, and the database is at first" in done.stderr
    members = f"SELECT pg_has_role('{tiny.name}_migrator', '{tiny.name}_owner', 'MEMBER')"
    assert superuser.execute(members).fetchone() == (False,)


def test_a_script_for_another_revision_stops(tiny, cluster, empty_database):
    tiny.revision("second", "first", "pass")
    script = tiny.alembic(None, "upgrade", "first:second", "--sql").stdout
    done = psql(cluster, empty_database, script)
    assert done.returncode != 0
    assert "this script starts from first, and the database is at no revision" in done.stderr


def test_the_script_stops_while_another_migration_runs(tiny, cluster, empty_database):
    script = tiny.alembic(None, "upgrade", "head", "--sql").stdout
    with empty_database.connect(autocommit=True) as connection, lock.held(connection, tiny.project):
        done = psql(cluster, empty_database, script)
    assert done.returncode != 0
    assert "another migration of this database is running" in done.stderr


def test_what_stops_it_is_told_where_psql_does_not_read_it(tiny):
    tiny.revision("one", "first", "pass")
    (tiny.folder / f"{tiny.name}_model.py").unlink()
    done = tiny.alembic(None, "upgrade", "head", "--sql")
    assert done.returncode != 0
    assert f"{tiny.name}_model" in done.stderr
    assert "Traceback" not in done.stderr


IN_PARTS = """
op.execute("ALTER TABLE books ADD COLUMN pages integer")
with op.get_context().autocommit_block():
    op.create_index("idx_books_title", "books", ["title"], postgresql_concurrently=True)
op.execute("ALTER TABLE books ADD CONSTRAINT positive CHECK (pages > 0)")
"""


def in_parts(superuser) -> list:
    """The column, whether the index is valid, the check, the revision and the note of how far it has come."""
    queries = (
        "SELECT count(*) FROM pg_attribute WHERE attrelid = 'books'::regclass AND attname = 'pages'",
        "SELECT bool_and(indisvalid) FROM pg_index WHERE indexrelid = to_regclass('idx_books_title')",
        "SELECT count(*) FROM pg_constraint WHERE conname = 'positive'",
        "SELECT version_num FROM alembic_version",
        "SELECT obj_description('alembic_version'::regclass) IS NOT NULL",
    )
    return [superuser.execute(query).fetchone()[0] for query in queries]


@contextmanager
def report_that_runs(url):
    """A transaction that CREATE INDEX CONCURRENTLY has to wait for."""
    with url.connect() as reader:
        reader.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        reader.execute("SELECT FROM pg_class")
        yield reader


def test_what_is_in_nobodys_way_may_wait_for_long(tiny, cluster, empty_database, superuser):
    tiny.migrate(empty_database)
    tiny.revision("second", "first", IN_PARTS)
    script = tiny.alembic(None, "upgrade", "first:second", "--sql").stdout
    with report_that_runs(empty_database) as reader:
        ended = threading.Timer(1.5, reader.rollback)  # three times as long as lock_timeout
        ended.start()
        done = psql(cluster, empty_database, script)
        ended.join()
    assert done.returncode == 0, done.stderr
    assert in_parts(superuser) == [1, True, 1, "second", False]


def test_migrating_goes_on_where_a_script_has_stopped(tiny, cluster, empty_database, superuser):
    tiny.migrate(empty_database)
    tiny.revision("second", "first", IN_PARTS)
    tiny.settings(concurrent_lock_timeout="500ms")
    script = tiny.alembic(None, "upgrade", "first:second", "--sql").stdout
    with report_that_runs(empty_database):
        done = psql(cluster, empty_database, script)
    assert "canceling statement due to lock timeout" in done.stderr
    assert in_parts(superuser) == [1, False, 0, "first", True]
    again = psql(cluster, empty_database, script)
    assert "stopped half way: nothing was changed" in again.stderr
    assert "migrat" in again.stderr
    tiny.migrate(empty_database)
    assert in_parts(superuser) == [1, True, 1, "second", False]
