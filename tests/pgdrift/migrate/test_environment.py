"""Plain Alembic, as a person types it: what it does, and how it refuses."""

import os
import subprocess
import sys

import pytest

from pgdrift.errors import PgdriftError
from pgdrift.migrate import in_process
from pgdrift.migrate.request import Request
from pgdrift.references import migrated
from tests.pgdrift.migrate.conftest import CHECKOUT, PASSWORD
from tests.pgdrift.migrate.tiny_project import run_alembic

SAYS_WHO_IT_IS = """
op.execute('''
    CREATE TABLE witness AS
    SELECT current_user::text AS who, current_setting('row_security') AS row_security,
           current_setting('lock_timeout') AS lock_timeout, current_setting('search_path') AS path
''')
with op.get_context().autocommit_block():
    op.execute('''
        INSERT INTO witness
        SELECT current_user, current_setting('row_security'), current_setting('lock_timeout'),
               current_setting('search_path')
    ''')
"""


def refused(answer, *expected):
    """The command failed with one paragraph that says all of ``expected``."""
    assert answer.returncode != 0
    assert answer.stdout.startswith("FAILED: ")
    assert "Traceback" not in answer.stdout + answer.stderr
    assert PASSWORD not in answer.stdout + answer.stderr
    for text in expected:
        assert text in answer.stdout


def test_the_specified_commands_work_from_the_checkout(empty_database, superuser):
    def run(*arguments):
        answer = run_alembic(CHECKOUT, empty_database, *arguments)
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return answer.stdout

    run("upgrade", "396e8f26d0a5")
    assert run("current").strip() == "396e8f26d0a5"
    assert "ced8f3f148bb -> 396e8f26d0a5" in run("history")
    run("downgrade", "-1")
    assert run("current").strip() == "ced8f3f148bb"
    run("upgrade", "+1")
    run("downgrade", "base")
    assert superuser.execute("SELECT to_regclass('users')").fetchone() == (None,)
    run("upgrade", "head")
    assert "(head)" in run("current")
    assert "No new upgrade operations detected" in run("check")


def test_the_two_line_settings_of_an_installed_wheel_work_in_an_empty_directory(tmp_path, empty_database):
    (tmp_path / "alembic.ini").write_text("[alembic]\nscript_location = migrations:.\n")
    answer = run_alembic(tmp_path, empty_database, "upgrade", "head")
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert "(head)" in run_alembic(tmp_path, empty_database, "current").stdout


def test_every_statement_runs_as_the_owner_who_cannot_silently_skip_rows(tiny, empty_database, superuser):
    tiny.revision("second", "first", SAYS_WHO_IT_IS)
    tiny.migrate(empty_database)
    rows = superuser.execute("SELECT * FROM witness").fetchall()
    # In the transaction and in the autocommit block alike.
    assert rows == [(f"{tiny.name}_owner", "off", "500ms", "public")] * 2


def test_the_owner_under_force_cannot_update_without_noticing(tiny, empty_database, superuser):
    tiny.revision("second", "first", """op.execute("UPDATE books SET title = 'x'")""")
    with pytest.raises(PgdriftError, match=r"row-level security policy.*42501"):
        tiny.migrate(empty_database)
    assert superuser.execute("SELECT version_num FROM alembic_version").fetchall() == [("first",)]


def test_a_login_whose_search_path_leads_elsewhere_migrates_public(tiny, empty_database, superuser):
    superuser.execute("CREATE SCHEMA elsewhere")
    superuser.execute(f"ALTER DATABASE {empty_database.database} SET search_path = elsewhere".encode())
    tiny.migrate(empty_database)
    names = superuser.execute(
        "SELECT oid::regclass::text FROM pg_class WHERE relname IN ('books', 'alembic_version') ORDER BY 1"
    ).fetchall()
    assert {name.rpartition(".")[0] for (name,) in names} <= {"public", ""}
    assert tiny.alembic(empty_database, "check").returncode == 0


def test_without_a_url_and_without_an_embedded_server_it_says_what_to_set(tiny):
    said = ("DATABASE_URL is not set", "Set DATABASE_URL to a URL such as postgresql://")
    refused(tiny.alembic(None, "upgrade", "head"), *said)


def test_a_revision_this_checkout_does_not_know(tiny, empty_database, superuser):
    tiny.migrate(empty_database)
    superuser.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    for command in (["upgrade", "head"], ["current"]):
        refused(tiny.alembic(empty_database, *command), "revision from_the_future, which is not in")


def test_tables_without_a_revision(tiny, empty_database, superuser):
    superuser.execute("CREATE TABLE books (id integer)")
    with pytest.raises(PgdriftError, match=r"the tables books but no revision.*`./noxw -s adopt`"):
        tiny.migrate(empty_database)
    assert superuser.execute("SELECT to_regclass('alembic_version')").fetchone() == (None,)
    assert superuser.execute("SELECT to_regrole(%s)", [f"{tiny.name}_owner"]).fetchone() == (None,)
    assert tiny.alembic(empty_database, "stamp", "first").returncode == 0
    tiny.migrate(empty_database)


@pytest.mark.parametrize("revision", ["ced8f3f148bb", "396e8f26d0a5"])
def test_the_specified_tables_without_a_revision_are_recognised(project, empty_database, superuser, revision):
    migrated.build(project, empty_database, revision)
    superuser.execute("DROP TABLE alembic_version")
    with pytest.raises(PgdriftError, match=f"looks like revision {revision}.*`./noxw -s adopt`"):
        in_process.upgrade(Request(project, empty_database))


def test_two_heads_name_their_files(tiny, empty_database, superuser):
    one = tiny.revision("one", "first", "pass")
    two = tiny.revision("two", "first", "pass")
    with pytest.raises(PgdriftError) as refusal:
        tiny.migrate(empty_database)
    for text in ("2 heads", str(one), str(two), "down_revision"):
        assert text in str(refusal.value)
    assert superuser.execute("SELECT to_regclass('books')").fetchone() == (None,)


def test_a_database_that_takes_no_writes(tiny, empty_database, superuser):
    superuser.execute(
        f"ALTER DATABASE {empty_database.database} SET default_transaction_read_only = on".encode()
    )
    with pytest.raises(PgdriftError, match=r"takes no writes.*primary"):
        tiny.migrate(empty_database)


def test_a_lock_that_somebody_else_holds_stops_it_after_the_timeout(tiny, empty_database, superuser):
    tiny.migrate(empty_database)
    tiny.revision("second", "first", 'op.execute("ALTER TABLE books ADD COLUMN pages integer")')
    with empty_database.connect() as other:
        other.execute("SELECT * FROM books")
        with pytest.raises(PgdriftError, match=r"lock timeout.*less traffic"):
            tiny.migrate(empty_database)
    tiny.migrate(empty_database)


def test_a_statement_that_forced_row_security_stops_is_told_the_role_to_run_as(tiny, empty_database):
    """Whoever is logged in is not the reason: the same happens to a superuser."""
    fill = """op.execute("UPDATE books SET title = 'x'")"""
    tiny.migrate(empty_database)
    tiny.revision("second", "first", fill)
    become = 'op.execute("SET LOCAL ROLE {}_{}")'
    with pytest.raises(PgdriftError) as stopped:
        tiny.migrate(empty_database)
    assert become.format(tiny.name, "migrator") + " before the statement in the revision" in str(
        stopped.value
    )
    assert "Log in" not in str(stopped.value)
    reference = Request(tiny.project, empty_database, reference=True)
    with pytest.raises(PgdriftError, match=f"SET LOCAL ROLE {tiny.name}_migrator"):
        in_process.upgrade(reference)
    around = [become.format(tiny.name, "migrator"), fill, become.format(tiny.name, "owner")]
    tiny.revision("second", "first", "\n".join(around))
    tiny.migrate(empty_database)


def test_rows_in_an_error_are_not_shown(tiny, empty_database, superuser):
    tiny.migrate(empty_database)
    superuser.execute("INSERT INTO books VALUES (1, %s)", [PASSWORD])
    superuser.execute("INSERT INTO books VALUES (2, %s)", [PASSWORD])
    tiny.revision("second", "first", 'op.execute("ALTER TABLE books ADD UNIQUE (title)")')
    answer = tiny.alembic(empty_database, "upgrade", "head")
    refused(answer, "books_title_key", "23505")


@pytest.mark.parametrize(
    "url",
    ["nonsense", f"postgresql://nobody:{PASSWORD}@127.0.0.1:1/nowhere", f"postgresql://x:{PASSWORD}@[/y"],
)
def test_a_url_that_leads_nowhere(tiny, url):
    answer = subprocess.run(
        [sys.executable, "-m", "alembic", "upgrade", "head"],
        cwd=tiny.folder,
        env={**os.environ, "DATABASE_URL": url},
        capture_output=True,
        text=True,
        timeout=60,
    )
    refused(answer)


def test_migrations_that_belong_to_another_project_are_not_run(tiny, tmp_path, empty_database):
    other = tmp_path / "other"
    other.mkdir()
    (other / "alembic.ini").write_text(f"[alembic]\nscript_location = {tiny.folder}/migrations\n")
    (tiny.folder / "pyproject.toml").unlink()
    refused(run_alembic(other, empty_database, "upgrade", "head"), "do not belong to the project boardofone")
