"""`migrate --sql` prints a script from where the database is, which does what migrating would have done."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from pgdrift.catalog.reading import read
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from pgdrift.migrate import printed
from pgdrift.server.cluster import Cluster
from tests.boardofone.running import boardofone
from tests.newest_revisions import NEWEST
from tests.pgdrift.migrate.tiny_project import TinyProject

SECOND = 'op.execute("ALTER TABLE books ADD pages integer")\nop.execute("CREATE INDEX idx ON books (pages)")'


def test_what_is_printed_does_what_migrating_does_and_leaves_nothing_to_print(
    tiny: TinyProject,
    empty_database: DatabaseURL,
    cluster: Cluster,
    database_factory: Callable[..., DatabaseURL],
) -> None:
    tiny.migrate(empty_database)
    # psql would put the name of its user into this.
    slices = """op.execute('ALTER TABLE books ADD a int[], ADD "USER" int, ADD CHECK (a[1:"USER"] <> a)')"""
    tiny.revision("second", "first", f"{SECOND}\n{slices}")
    with empty_database.connect() as connection:
        before = read(connection)
    script = printed.script(tiny.project, empty_database)
    with empty_database.connect() as connection:
        assert compare(before, read(connection)) == []
    assert "CREATE TABLE books" not in script
    psql = [cluster.binaries.tool("psql"), empty_database.shown, "-qX", "-v", "ON_ERROR_STOP=1"]
    subprocess.run(psql, input=script, text=True, check=True, stdout=subprocess.DEVNULL)
    migrated = database_factory()
    tiny.migrate(migrated)
    with empty_database.connect() as ours, migrated.connect() as theirs:
        assert compare(read(theirs), read(ours)) == []
    assert printed.script(tiny.project, empty_database) == ""


def test_a_database_that_a_script_cannot_start_from_is_refused(
    tiny: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    tiny.migrate(empty_database)
    failing = (
        'with op.get_context().autocommit_block():\n    op.execute("CREATE INDEX CONCURRENTLY i ON no (id)")'
    )
    tiny.revision("second", "first", f"{SECOND}\n{failing}")
    with pytest.raises(PgdriftError):
        tiny.migrate(empty_database)
    with pytest.raises(
        PgdriftError, match=r"half way through revision second.*`./noxw -s migrate`, which can"
    ):
        printed.script(tiny.project, empty_database)
    superuser.execute("UPDATE alembic_version SET version_num = 'theirs'")
    with pytest.raises(PgdriftError, match="theirs, which is not in"):
        printed.script(tiny.project, empty_database)
    superuser.execute("DROP TABLE alembic_version")
    with pytest.raises(PgdriftError, match=r"`./noxw -s adopt`"):
        printed.script(tiny.project, empty_database)


def test_for_a_server_that_is_still_to_be_made_it_prints_everything_and_makes_none(tmp_path: Path) -> None:
    done = boardofone(tmp_path, "migrate", "--sql")
    assert done.returncode == 0, done.stderr
    assert "CREATE TABLE users" in done.stdout
    assert f"UPDATE alembic_version SET version_num='{NEWEST}'" in done.stdout
    assert "psql -v ON_ERROR_STOP=1" in done.stderr
    assert not (tmp_path / ".pgdata").exists()
