"""`python -m pgdrift audit`: what it prints, and with which exit code."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pgdrift.audit.auditing import audit
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError

ROOT = Path(__file__).resolve().parents[3]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run() -> Run:
    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "pgdrift", "audit", *arguments],
            cwd=ROOT,
            env=dict(os.environ),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return command


@pytest.fixture
def open_table(empty_database: DatabaseURL) -> DatabaseURL:
    """Somebody's database, with a table that shows every tenant's rows."""
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE votes (id integer PRIMARY KEY, tenant_id text NOT NULL)")
    return empty_database


def test_what_is_broken_is_told_with_its_remedy(run: Run, open_table: DatabaseURL) -> None:
    result = run(open_table.shown)
    assert result.returncode == 1, result.stderr
    assert "error[table-without-row-security] public.votes\n" in result.stdout
    assert "ALTER TABLE public.votes ENABLE ROW LEVEL SECURITY" in result.stdout
    assert result.stdout.splitlines()[-1].startswith("audit: ")


def test_json_has_the_form_of_a_check(run: Run, open_table: DatabaseURL) -> None:
    document = json.loads(run(open_table.shown, "--format", "json").stdout)
    checked = json.loads(run("nonsense", "--format", "json").stdout)
    assert document.keys() == checked.keys()
    found = {finding["id"]: finding for finding in document["findings"]}["table-without-row-security"]
    assert (found["severity"], found["comparison"], found["object"]) == ("error", "audit", "public.votes")


def test_what_is_ignored_is_not_told(run: Run, open_table: DatabaseURL) -> None:
    ignored = run(open_table.shown, "--ignore", "table-without-row-security:public.votes")
    assert "table-without-row-security" not in ignored.stdout
    assert "1 ignored" in ignored.stdout
    unknown = run(open_table.shown, "--ignore", "table-without-row-securty:public.votes")
    assert unknown.returncode == 2
    assert "Did you mean table-without-row-security?" in unknown.stderr


def test_a_database_that_cannot_be_audited_is_exit_code_2(run: Run, empty_database: DatabaseURL) -> None:
    for url, said in (
        (empty_database.shown, "nothing to audit"),
        ("postgresql://someone:very-secret@127.0.0.1:1/nothing", "127.0.0.1"),
    ):
        result = run(url)
        assert (result.returncode, result.stdout) == (2, "")
        assert said in result.stderr
        assert "very-secret" not in result.stderr
        assert "Traceback" not in result.stderr


def test_a_role_without_any_privilege_finds_the_same(open_table: DatabaseURL) -> None:
    with open_table.connect(autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS auditor")
        connection.execute("CREATE ROLE auditor")
        connection.execute(
            "ALTER ROLE CURRENT_USER IN DATABASE " + open_table.database + " SET role = auditor"
        )
    expected = audit(open_table)
    with open_table.connect(autocommit=True) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("auditor",)
        connection.execute("RESET ROLE")
        connection.execute("ALTER ROLE CURRENT_USER IN DATABASE " + open_table.database + " RESET role")
    assert [f.id for f in expected.findings] == [f.id for f in audit(open_table).findings]


def test_an_empty_database_is_refused(empty_database: DatabaseURL) -> None:
    with pytest.raises(PgdriftError, match="nothing to audit"):
        audit(empty_database)


def test_advice_about_a_name_of_two_lines_runs_none_of_it(open_table: DatabaseURL) -> None:
    with open_table.connect(autocommit=True) as connection:
        connection.execute("ALTER TABLE votes ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        connection.execute('CREATE POLICY "all\nDROP TABLE votes; --" ON votes USING (true)')
    found = {finding.id: finding for finding in audit(open_table).findings}
    fix = found["policy-always-true"].fix or ""
    assert "DROP TABLE votes" in fix
    assert all(line.startswith("--") for line in fix.splitlines())
