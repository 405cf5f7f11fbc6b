"""What is reported, to whom, and that an application's logging stays its own."""

import json
import re
import subprocess
import sys

from tests.pgdrift.migrate.tiny_project import environment

APPLICATION = """
import json, logging, sys
import psycopg, sqlalchemy.pool
from pathlib import Path
from pgdrift import project
from pgdrift.database_url import DatabaseURL
from pgdrift.migrate import in_process
from pgdrift.migrate.request import Request

if "configured" in sys.argv:
    logging.basicConfig(level=logging.WARNING)
logging.getLogger("app").setLevel(logging.DEBUG)

def state():
    names = [None, "app", "alembic", "alembic.runtime.migration", "sqlalchemy", "pgdrift", "psycopg"]
    loggers = [logging.getLogger(name) for name in names]
    return [(l.level, l.disabled, l.propagate, [type(h).__name__ for h in l.handlers]) for l in loggers]

import alembic.command
before = state()
in_process.upgrade(Request(project.find(Path(sys.argv[1])), DatabaseURL.parse(sys.argv[2])))
print(json.dumps(before == state()))
"""


def test_a_program_that_migrates_keeps_its_logging_and_its_output(tiny, empty_database):
    for how in ("configured", "bare"):
        done = subprocess.run(
            [sys.executable, "-c", APPLICATION, tiny.folder, empty_database.shown, how],
            env=environment(None),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout) is True
        assert done.stderr == ""


def test_a_person_sees_each_revision_and_how_long_it_took(tiny, empty_database):
    done = tiny.alembic(empty_database, "upgrade", "head")
    assert done.stdout == ""
    assert "Running upgrade  -> first, first\n  done in " in done.stderr
    assert "Context impl" not in done.stderr


def test_a_long_index_build_shows_its_phase_and_the_end_what_changed(tiny, empty_database, superuser, caplog):
    tiny.migrate(empty_database)
    tiny.revision(
        "second",
        "first",
        """
        op.execute("CREATE FUNCTION slow(id integer) RETURNS integer IMMUTABLE LANGUAGE plpgsql AS "
                   "$$ BEGIN PERFORM pg_sleep(0.01); RETURN id; END $$")
        op.execute("ALTER TABLE books DROP COLUMN title")
        with op.get_context().autocommit_block():
            op.execute("CREATE INDEX CONCURRENTLY idx_slow ON books (slow(id))")
        op.execute("ALTER TABLE books ADD CONSTRAINT named CHECK (slow(id) > 0) NOT VALID")
        op.execute("ALTER TABLE books VALIDATE CONSTRAINT named")
        """,
    )
    superuser.execute("INSERT INTO books SELECT n, 'Trillian' FROM generate_series(1, 220) n")
    caplog.set_level("INFO", "pgdrift.migrate")
    tiny.migrate(empty_database)
    built = [message for message in caplog.messages if "CREATE INDEX idx_slow: building index" in message]
    validated = [m for m in caplog.messages if "VALIDATE CONSTRAINT named of books (" in m]
    assert built
    assert validated
    assert re.search(
        r"1 revision in .* s: 1 index, 1 constraint, 1 function more, 1 column less", caplog.text
    )
    assert "Trillian" not in caplog.text


def test_sql_parameters_are_never_logged(tiny, empty_database, caplog):
    secret = "a row's own business"
    tiny.revision(
        "second",
        "first",
        f"""
        import sqlalchemy as sa
        op.execute("SET LOCAL ROLE {tiny.name}_migrator")
        op.get_bind().execute(sa.text("INSERT INTO books VALUES (1, :title)"), {{"title": "{secret}"}})
        op.execute("SET LOCAL ROLE {tiny.name}_owner")
        """,
    )
    caplog.set_level("DEBUG", "sqlalchemy.engine")
    tiny.migrate(empty_database)
    assert any("INSERT INTO books" in message for message in caplog.messages)
    assert not any(secret in message for message in caplog.messages)
