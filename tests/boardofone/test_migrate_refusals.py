"""What `python -m boardofone migrate` meets in a database or checkout that is not in order: one paragraph."""

import shutil
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.migrate import bootstrap
from pgdrift.project import find
from pgdrift.references import migrated
from tests.boardofone.running import PASSWORD, boardofone, environment, one_url

ROOT = Path(__file__).resolve().parents[2]
SPECIFIED = "396e8f26d0a5"


@pytest.fixture(autouse=True)
def _with_vector(superuser: psycopg.Connection) -> None:
    if bootstrap.unavailable_extensions(superuser, ["vector"]):
        pytest.skip("pgvector is not installed for this PostgreSQL")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of this project that a test may spoil."""
    folder = tmp_path / "checkout"
    for package in ("boardofone", "pgdrift", "schema", "policies", "migrations", "seed_data"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "alembic.ini"):
        shutil.copy(ROOT / name, folder)
    return folder


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one paragraph on standard error of a command that printed nothing else."""
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    return line


def test_an_empty_url_is_not_the_embedded_server(tmp_path: Path) -> None:
    for command in ("migrate", "seed"):
        line = refused(boardofone(tmp_path, command, url=""))
        assert line.startswith("DATABASE_URL is set but empty: unset it to use the embedded server, or ")
    assert not (tmp_path / ".pgdata").exists()


def test_a_view_where_a_table_should_be_is_named(
    tmp_path: Path, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    superuser.execute("CREATE VIEW users AS SELECT 1 AS id")
    line = refused(boardofone(tmp_path, "migrate", url=empty_database))
    assert "has the view public.users, where this project makes tables. Nothing was changed." in line


def test_two_rows_in_the_table_of_revisions_are_shown_with_the_next_step(
    tmp_path: Path, migrated_database: DatabaseURL
) -> None:
    with migrated_database.connect() as connection:
        connection.execute(f"INSERT INTO alembic_version VALUES ('{SPECIFIED}')".encode())
    line = refused(boardofone(tmp_path, "migrate", url=migrated_database))
    assert f"DELETE FROM public.alembic_version WHERE version_num = '{SPECIFIED}'" in line
    assert "Nothing was changed" in line


def test_a_database_whose_idle_sessions_end_at_once_is_migrated_and_seeded(
    tmp_path: Path, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    name = empty_database.database
    for limit in ("idle_session_timeout", "idle_in_transaction_session_timeout"):
        superuser.execute(f"ALTER DATABASE {name} SET {limit} = '100ms'".encode())
    one_url(boardofone(tmp_path, "migrate", url=empty_database))


def test_an_application_learns_how_to_get_the_password(
    tmp_path: Path, migrated_database: DatabaseURL
) -> None:
    with migrated_database.connect(autocommit=True) as connection:
        connection.execute(f"CREATE ROLE hinted SUPERUSER LOGIN PASSWORD '{PASSWORD}'".encode())
    url = migrated_database.replace(user="hinted", password=PASSWORD)
    for _ in ("the long way", "the shortcut"):
        done = boardofone(tmp_path, "migrate", url=url)
        assert one_url(done) == DatabaseURL.parse(url.shown)
        (line,) = [line for line in done.stderr.splitlines() if "password" in line]
        assert "give an application DATABASE_URL itself" in line
    assert "password" not in boardofone(tmp_path, "migrate", url=migrated_database).stderr


def test_a_revision_that_is_no_python_is_named_with_its_line(
    checkout: Path, migrated_database: DatabaseURL
) -> None:
    broken = checkout / "migrations" / "versions" / "broken.py"
    broken.write_text('"""009"""\n\nrevision = "broken"\nsyntax error(\n')
    line = refused(boardofone(checkout, "migrate", url=migrated_database))
    assert f"The revision {broken} cannot be read: line 4: SyntaxError" in line
    command = [sys.executable, "-m", "alembic", "upgrade", "head"]
    done = subprocess.run(
        command, cwd=checkout, env=environment(checkout, migrated_database), capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
    assert f"{broken} cannot be read: line 4" in done.stdout + done.stderr


def test_a_declaration_that_cannot_be_imported_is_named_with_its_line(
    checkout: Path, empty_database: DatabaseURL
) -> None:
    broken = checkout / "schema" / "votes.py"
    broken.write_text(f"import renamed_fromm\n{broken.read_text()}")
    for command in ("migrate", "seed"):
        line = refused(boardofone(checkout, command, url=empty_database))
        assert f"{broken}, line 1, cannot be imported: ModuleNotFoundError" in line


def test_a_revision_that_cannot_be_imported_is_named_too(
    checkout: Path, migrated_database: DatabaseURL
) -> None:
    broken = checkout / "migrations" / "versions" / "broken.py"
    broken.write_text('"""009"""\n\nrevision = no_such_name\n')
    line = refused(boardofone(checkout, "migrate", url=migrated_database))
    assert f"The revision {broken} cannot be read: line 3: NameError" in line


def test_a_run_that_stops_half_way_says_where_it_left_the_database(
    tmp_path: Path, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    migrated.build(find(ROOT), empty_database, SPECIFIED)
    # Revision 007 makes a view of this name.
    superuser.execute("CREATE TABLE my_account (id integer)")
    done = boardofone(tmp_path, "migrate", "--allow-drift", url=empty_database)
    assert (done.returncode, done.stdout) == (2, "")
    line = done.stderr.splitlines()[-1]
    assert f"The database was at revision {SPECIFIED} and is now at 7d01047b7ae6." in line
    assert f"`alembic downgrade {SPECIFIED}` (docs/adoption.md, The way back," in line
    assert superuser.execute("SELECT version_num FROM alembic_version").fetchone() == ("7d01047b7ae6",)
