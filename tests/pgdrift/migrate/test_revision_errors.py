"""What the Python of a revision raises while it runs is one paragraph: the file, the line, what is left."""

from __future__ import annotations

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.migrate import preflight, printed
from pgdrift.migrate.dry_run import dry_run
from tests.pgdrift.migrate.tiny_project import TinyProject

WRONG = 'op.execute("CREATE TABLE shelves ()")\nundefined_name()'


def test_it_names_the_file_and_the_line_wherever_it_runs(
    tiny: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection, scratch_here: None
) -> None:
    tiny.migrate(empty_database)
    path = tiny.revision("second", "first", WRONG)
    line = path.read_text().splitlines().index("    undefined_name()") + 1
    what = f"The revision {path} stopped at line {line}: NameError: name 'undefined_name' is not defined."

    def looked_at() -> None:
        with empty_database.connect(autocommit=True) as connection:
            preflight.check(connection, tiny.project)

    for command, unchanged in (
        (lambda: tiny.migrate(empty_database), "still at revision first: no revision changed anything."),
        (looked_at, "Nothing was changed"),
        (lambda: dry_run(tiny.project, empty_database), f"Nothing was changed in {empty_database.database}."),
        (lambda: printed.script(tiny.project, empty_database), "Nothing was changed."),
    ):
        with pytest.raises(PgdriftError) as caught:
            command()
        assert what in str(caught.value)
        assert unchanged in str(caught.value)
        assert "\n" not in str(caught.value)
    assert superuser.execute("SELECT to_regclass('shelves')").fetchone() == (None,)


def test_at_the_command_line_there_is_no_traceback(tiny: TinyProject, empty_database: DatabaseURL) -> None:
    tiny.revision("second", "first", WRONG)
    done = tiny.alembic(empty_database, "upgrade", "head")
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    assert "NameError" in done.stdout
    assert "The database was at revision base and is now at first" in done.stdout


def test_what_it_had_committed_is_said(tiny: TinyProject, empty_database: DatabaseURL) -> None:
    tiny.migrate(empty_database)
    block = 'with op.get_context().autocommit_block():\n    op.execute("VACUUM books")'
    tiny.revision("second", "first", f"{block}\nop.drop_tabel('books')")
    with pytest.raises(PgdriftError, match=r"AttributeError.* steps? of revision second committed already"):
        tiny.migrate(empty_database)


def test_a_statement_that_fails_on_the_scratch_server_is_named_with_its_revision(
    tiny: TinyProject, empty_database: DatabaseURL, scratch_here: None
) -> None:
    tiny.migrate(empty_database)
    tiny.revision("second", "first", 'op.execute("ALTER TABLE books ADD pages integer")')
    statement = "op.execute(\"UPDATE books SET title = 'a secret'\")"
    path = tiny.revision("third", "second", statement)
    line = path.read_text().splitlines().index(f"    {statement}") + 1
    what = f"PostgreSQL stopped the revision {path} at line {line} (`UPDATE books SET title = '...'`): "
    with empty_database.connect(autocommit=True) as connection, pytest.raises(PgdriftError) as caught:
        preflight.check(connection, tiny.project)
    said = str(caught.value)
    assert what in said
    assert "SET LOCAL ROLE" in said
    assert "Nothing was changed in the live one" in said
    for misleading in ("--allow-drift", "secret", "its own revision", "running again continues"):
        assert misleading not in said
    with pytest.raises(PgdriftError) as caught:
        tiny.migrate(empty_database)
    assert what in str(caught.value)
    assert "running again continues from there. The database was at revision first" in str(caught.value)


def test_a_revision_that_has_run_already_may_fail_for_the_scratch_servers_sake(
    tiny: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection, scratch_here: None
) -> None:
    path = tiny.revision("second", "first", 'op.execute("SELECT no_such_function()")')
    tiny.migrate(empty_database, "first")
    superuser.execute("UPDATE alembic_version SET version_num = 'second'")
    tiny.revision("third", "second", 'op.execute("SELECT 1")')
    with empty_database.connect(autocommit=True) as connection, pytest.raises(PgdriftError) as caught:
        preflight.check(connection, tiny.project)
    assert f"PostgreSQL stopped the revision {path} at line" in str(caught.value)
    assert "`./noxw -s migrate -- --allow-drift`" in str(caught.value)
