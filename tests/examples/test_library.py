"""The engine serves a project of another domain, found by its ``[tool.pgdrift]``, and names neither."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from psycopg import errors

from pgdrift.database_url import DatabaseURL

ROOT = Path(__file__).resolve().parents[2]
LIBRARY = ROOT / "examples" / "library"


def run(url: DatabaseURL, *command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LIBRARY_DATABASE_URL": url.shown, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=LIBRARY,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def library(database_factory) -> DatabaseURL:
    url = database_factory()
    migrated = run(url, "alembic", "upgrade", "head")
    assert migrated.returncode == 0, migrated.stderr
    return url


def test_what_it_declares_is_what_its_history_makes_and_what_is_live(library: DatabaseURL) -> None:
    checked = run(library, "pgdrift", "check", "--format", "json")
    report = json.loads(checked.stdout)
    assert (checked.returncode, report["status"], report["findings"]) == (0, "clean", [])
    assert report["compared"]["policy"] == 1


def test_a_policy_that_somebody_dropped_is_found_and_said_where_it_is_declared(library: DatabaseURL) -> None:
    with library.connect(autocommit=True) as connection:
        connection.execute("DROP POLICY own_loans ON loans")
    try:
        checked = run(library, "pgdrift", "check")
        assert checked.returncode == 1
        assert "error[policy-missing] public.loans.own_loans" in checked.stdout
        assert "library_rules.py:" in checked.stdout
    finally:
        repaired = run(library, "pgdrift", "check", "--sql")
        with library.connect(autocommit=True) as connection:
            connection.execute(
                "CREATE POLICY own_loans ON loans TO library_reader "
                "USING (reader = public.reader()) WITH CHECK (reader = public.reader())"
            )
    assert "CREATE POLICY own_loans ON public.loans" in repaired.stdout


def test_nothing_is_left_to_generate(library: DatabaseURL) -> None:
    versions = LIBRARY / "history" / "versions"
    before = sorted(versions.glob("*.py"))
    generated = run(library, "pgdrift", "revision", "-m", "nothing")
    assert generated.returncode == 0, generated.stderr
    assert sorted(versions.glob("*.py")) == before


def test_a_reader_sees_no_loan_but_his_own(library: DatabaseURL) -> None:
    with library.connect() as connection:
        connection.execute("INSERT INTO books VALUES ('1', 'One')")
        connection.execute("SET LOCAL ROLE library_reader")
        for reader in ("ann", "bob"):
            connection.execute("SELECT set_config('library.reader', %s, true)", [reader])
            connection.execute("INSERT INTO loans (isbn, due) VALUES ('1', '2030-01-01')")
            seen = connection.execute("SELECT reader FROM loans").fetchall()
            assert seen == [(reader,)]
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("INSERT INTO loans (isbn, due, reader) VALUES ('1', '2030-01-01', 'ann')")
        connection.rollback()


def test_a_login_without_any_privilege_is_told_what_it_lacks(library: DatabaseURL, cluster) -> None:
    cluster.ensure_login("library_visitor")
    with library.connect(autocommit=True) as connection:
        connection.execute(f'GRANT CONNECT ON DATABASE "{library.database}" TO library_visitor')
    checked = run(cluster.url(user="library_visitor", database=str(library.database)), "pgdrift", "check")
    assert checked.returncode == 2
    assert "alembic_version" in checked.stderr
    assert "Traceback" not in checked.stderr


def test_the_engine_names_nothing_of_board_of_one() -> None:
    domain = re.compile(
        r"\bbo1|board.?of.?one|persona|contribution|deliberat|app\.current_user_id", re.IGNORECASE
    )
    sources = [path for path in (ROOT / "pgdrift").rglob("*") if path.suffix in (".py", ".sql", ".mako")]
    assert sources
    named = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in sources
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if domain.search(line)
    ]
    assert named == []
