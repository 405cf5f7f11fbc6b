"""`python -m boardofone migrate`: one command from nothing, and from anything else, to a usable database."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from tests.boardofone.running import PASSWORD, boardofone, environment, one_url, start


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder in which `migrate` has made an embedded server."""
    folder = tmp_path_factory.mktemp("home")
    try:
        made = boardofone(folder, "migrate")
        assert made.returncode == 0, made.stderr
        (folder / "first.out").write_text(made.stdout)
        (folder / "first.err").write_text(made.stderr)
        yield folder
    finally:
        boardofone(folder, "db", "destroy", "--yes")


def superuser(home: Path) -> psycopg.Connection:
    """The embedded server's superuser in the project's database."""
    url = DatabaseURL.parse((home / "first.out").read_text().strip())
    return url.replace(user="postgres").connect(autocommit=True)


def test_from_nothing_it_prints_one_url_that_works_and_holds_no_password(home):
    (line,) = (home / "first.out").read_text().splitlines()
    url = DatabaseURL.parse(line)
    assert url.shown == line == url.revealed
    assert url.options["passfile"] == str(home / ".pgdata" / "passfile")
    with url.connect() as connection:
        connection.execute("SELECT set_config('app.current_user_id', 'ann', true)")
        assert connection.execute("SELECT count(*) FROM personas").fetchone() == (45,)
        assert connection.execute("SELECT count(*) FROM sessions").fetchone() == (0,)
        assert connection.execute("SELECT session_user::text").fetchone() == ("bo1_app_login",)
    told = (home / "first.err").read_text()
    assert "from nothing to " in told
    assert "45 inserted" in told


@pytest.mark.parametrize(
    ("login", "role", "memberships"),
    [
        ("bo1_app_login", "bo1_app_login", ["bo1_app"]),
        ("bo1_service_login", "bo1_service", ["bo1_service"]),
        ("bo1_migrator_login", "bo1_migrator_login", ["bo1_migrator", "bo1_owner"]),
    ],
)
def test_each_login_is_what_its_name_says_and_nothing_more(home, login, role, memberships):
    url = DatabaseURL.parse((home / "first.out").read_text().strip()).replace(user=login)
    assert url.shown in (home / "first.err").read_text()
    with url.connect() as connection:
        assert connection.execute("SELECT current_user::text").fetchone() == (role,)
        can = connection.execute(
            "SELECT rolname::text FROM pg_roles WHERE rolname <> session_user "
            "AND pg_has_role(session_user, oid, 'MEMBER') ORDER BY 1"
        ).fetchall()
    assert [name for (name,) in can] == memberships


def test_the_next_run_finds_nothing_to_do_without_importing_a_driver(home):
    code = (
        "import sys; from boardofone.__main__ import main; code = main(['migrate']); "
        "assert not {'psycopg', 'sqlalchemy', 'alembic'} & set(sys.modules); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=home, env=environment(home), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == (home / "first.out").read_text()
    assert "nothing to migrate, every persona unchanged" in done.stderr


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        (
            "UPDATE personas SET name = 'Nobody' WHERE code = 'growth_hacker'",
            "SELECT name <> 'Nobody' FROM personas WHERE code = 'growth_hacker'",
        ),
        (
            "DELETE FROM personas WHERE code = 'growth_hacker'",
            "SELECT count(*) = 45 FROM personas",
        ),
        (
            "GRANT TEMP ON DATABASE boardofone TO PUBLIC",
            "SELECT NOT has_database_privilege('bo1_app', 'boardofone', 'TEMP')",
        ),
        (
            "REVOKE bo1_app FROM bo1_app_login",
            "SELECT pg_has_role('bo1_app_login', 'bo1_app', 'MEMBER')",
        ),
        (
            "ALTER ROLE bo1_service_login RESET role",
            "SELECT rolconfig = ARRAY['role=bo1_service'] FROM pg_roles WHERE rolname = 'bo1_service_login'",
        ),
    ],
)
def test_what_was_damaged_meanwhile_is_noticed_and_put_right(home, damage, check):
    with superuser(home) as connection:
        connection.execute(damage)
        assert connection.execute(check).fetchone() != (True,)
        done = boardofone(home, "migrate")
        assert done.returncode == 0, done.stderr
        assert connection.execute(check).fetchone() == (True,)


def test_plain_alembic_finds_the_embedded_server(home):
    (home / "alembic.ini").write_text("[alembic]\nscript_location = migrations:.\n")
    command = [sys.executable, "-m", "alembic", "current"]
    done = subprocess.run(command, cwd=home, env=environment(home), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert "(head)" in done.stdout


def test_a_stopped_server_is_started_again(home):
    assert boardofone(home, "db", "stop").returncode == 0
    assert one_url(boardofone(home, "migrate")).user == "bo1_app_login"


def test_a_moved_folder_does_not_answer_for_the_copy_that_took_its_place(home, tmp_path):
    """The copy has the same path, port, passwords and memory as the original had, and is another database."""
    place, moved = tmp_path / "place", tmp_path / "moved"
    original = one_url(boardofone(_made(place), "migrate"))
    try:
        place.rename(moved)
        shutil.copytree(moved, place, symlinks=True, ignore=shutil.ignore_patterns(".s.PGSQL*"))
        copy = one_url(boardofone(place, "migrate"))
        assert copy.port != original.port
    finally:
        boardofone(place, "db", "destroy", "--yes")
        boardofone(moved, "db", "destroy", "--yes")


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_six_at_once_from_nothing_give_one_database(tmp_path):
    try:
        started = [start(tmp_path, "migrate") for _ in range(6)]
        ended = [(*process.communicate(timeout=180), process.returncode) for process in started]
        assert [code for _, _, code in ended] == [0] * 6, ended
        assert len({out for out, _, _ in ended}) == 1
        assert sum("from nothing to" in err for _, err, _ in ended) >= 1
        with one_url(boardofone(tmp_path, "migrate")).connect() as connection:
            assert connection.execute("SELECT count(*) FROM personas").fetchone() == (45,)
    finally:
        boardofone(tmp_path, "db", "destroy", "--yes")


def test_a_given_database_is_migrated_seeded_and_named_without_its_password(
    tmp_path, empty_database, superuser
):
    superuser.execute(f"CREATE ROLE given_{superuser.info.dbname} SUPERUSER LOGIN PASSWORD '{PASSWORD}'")
    url = empty_database.replace(user=f"given_{superuser.info.dbname}", password=PASSWORD)
    first = boardofone(tmp_path, "migrate", url=url)
    assert one_url(first) == DatabaseURL.parse(url.shown)
    assert superuser.execute("SELECT count(*) FROM personas").fetchone() == (45,)
    assert not (tmp_path / ".pgdata").exists()
    again = boardofone(tmp_path, "migrate", url=url)
    assert again.stdout == first.stdout
    assert "nothing to migrate, every persona unchanged" in again.stderr

    superuser.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    unknown = boardofone(tmp_path, "migrate", url=url)
    assert (unknown.returncode, unknown.stdout) == (2, "")
    assert "from_the_future, which is not in" in unknown.stderr


def test_an_ordinary_login_is_handed_sql_and_goes_on_after_an_administrator_ran_it(
    tmp_path, empty_database, superuser, cluster
):
    name = f"ordinary_{superuser.info.dbname}"
    superuser.execute(f"CREATE ROLE {name} LOGIN PASSWORD '{PASSWORD}'")
    url = empty_database.replace(user=name, password=PASSWORD)
    refusal = boardofone(tmp_path, "migrate", url=url)
    assert (refusal.returncode, refusal.stdout) == (2, "")
    paragraph, _, sql = refusal.stderr.partition("\n\n")
    assert "An administrator" in paragraph
    psql = [cluster.binaries.tool("psql"), empty_database.shown, "-qX", "-v", "ON_ERROR_STOP=1"]
    subprocess.run(psql, input=sql, text=True, check=True)
    assert one_url(boardofone(tmp_path, "migrate", url=url)).user == name
    assert superuser.execute("SELECT count(*) FROM personas").fetchone() == (45,)
    again = boardofone(tmp_path, "migrate", url=url)
    assert "nothing to migrate, every persona unchanged" in again.stderr


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", "DATABASE_URL"),
        (f"mysql://x:{PASSWORD}@localhost/x", "DATABASE_URL"),
        (f"postgresql://x:{PASSWORD}@127.0.0.1:1/x", "127.0.0.1:1"),
        (f"postgresql://x:{PASSWORD}@nowhere.invalid/x", "nowhere.invalid"),
    ],
)
def test_a_url_that_leads_nowhere_is_one_paragraph(tmp_path, url, said):
    done = boardofone(tmp_path, "migrate", url=url)
    assert (done.returncode, done.stdout) == (2, "")
    (line,) = done.stderr.splitlines()
    assert said in line


def test_a_wrong_password_and_a_missing_database_are_one_paragraph_each(tmp_path, empty_database, superuser):
    name = f"wrong_{superuser.info.dbname}"
    superuser.execute(f"CREATE ROLE {name} LOGIN PASSWORD 'another'")
    wrong = empty_database.replace(user=name, password=PASSWORD)
    missing = empty_database.replace(database="not_there")
    for url, said in ((wrong, "password"), (missing, "not_there")):
        done = boardofone(tmp_path, "migrate", url=url)
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert said in line
