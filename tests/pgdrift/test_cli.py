"""The commands from outside: what they print, where, and with which exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster

ROOT = Path(__file__).resolve().parents[2]
NOWHERE = "postgresql://someone:very-secret@127.0.0.1:1/nothing"

Result = subprocess.CompletedProcess[str]


@pytest.fixture
def pgdrift(cluster: Cluster) -> Callable[..., Result]:
    """Runs `python -m pgdrift ...` with the test server as scratch server."""

    def run(*arguments: str, cwd: Path = ROOT, **variables: str) -> Result:
        return subprocess.run(
            [sys.executable, "-m", "pgdrift", *arguments],
            cwd=cwd,
            env={**os.environ, "PGDRIFT_SCRATCH_URL": cluster.url().shown, **variables},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run


@pytest.fixture
def two(database_factory: Callable[..., DatabaseURL]) -> tuple[DatabaseURL, DatabaseURL]:
    """Two databases that differ in one policy."""
    reference, target = database_factory(), database_factory()
    for url in (reference, target):
        with url.connect(autocommit=True) as connection:
            connection.execute("CREATE TABLE public.items (id integer PRIMARY KEY, owner text NOT NULL)")
            connection.execute("ALTER TABLE public.items ENABLE ROW LEVEL SECURITY")
    with reference.connect(autocommit=True) as connection:
        connection.execute("CREATE POLICY own ON public.items USING (owner = current_user)")
    return reference, target


def document(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_equal_databases_end_with_0(
    pgdrift: Callable[..., Result], two: tuple[DatabaseURL, DatabaseURL], tmp_path: Path
) -> None:
    result = pgdrift("diff", two[0].shown, two[0].shown, cwd=tmp_path)
    assert result.returncode == 0
    assert result.stdout.startswith("diff: 0 errors, 0 warnings - 1 table, 1 policy, ")
    assert result.stderr == ""


def test_a_difference_ends_with_1_and_says_consequence_then_fix(
    pgdrift: Callable[..., Result], two: tuple[DatabaseURL, DatabaseURL]
) -> None:
    result = pgdrift("diff", two[0].shown, two[1].shown)
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert lines[0] == "error[policy-missing] public.items.own"
    assert lines[1] == "  Everyone can read no items: RLS is on and no policy admits it."
    assert lines[2] == "  fix       CREATE POLICY own ON public.items"


def test_json_is_one_document(pgdrift: Callable[..., Result], two: tuple[DatabaseURL, DatabaseURL]) -> None:
    result = pgdrift("diff", "--format", "json", two[0].shown, two[1].shown)
    found = document(result)
    assert result.returncode == 1
    assert (found["format_version"], found["status"], found["error"]) == (1, "drift", None)
    (finding,) = found["findings"]
    assert finding["comparison"] == "reference-target"
    assert (finding["kind"], finding["object"]) == ("policy", "public.items.own")
    assert finding["reference"]["using"] == "(owner = CURRENT_USER)"
    assert finding["target"] is None
    assert found["compared"]["table"] == 1


def test_the_printed_sql_repairs(
    pgdrift: Callable[..., Result], two: tuple[DatabaseURL, DatabaseURL], cluster: Cluster
) -> None:
    reference, target = two
    result = pgdrift("diff", "--sql", reference.shown, target.shown)
    assert result.returncode == 1
    psql = [str(cluster.binaries.tool("psql")), target.shown, "-v", "ON_ERROR_STOP=1", "-qf", "-"]
    subprocess.run(psql, input=result.stdout, text=True, check=True, capture_output=True)
    again = pgdrift("diff", "--sql", reference.shown, target.shown)
    assert (again.returncode, again.stdout) == (0, "")


@pytest.mark.parametrize(
    "arguments",
    [
        ("diff", NOWHERE, NOWHERE),
        ("diff", "not a url", NOWHERE),
        ("check", "--database-url", NOWHERE),
        ("check", "--database-url", "env:NOT_SET_ANYWHERE"),
        ("diff", "--sql", "--format", "json", NOWHERE, NOWHERE),
        ("diff", "--allow-destructive", NOWHERE, NOWHERE),
        ("diff", NOWHERE),
        ("compare",),
        ("check", "--format", "yaml"),
        ("check", "--ignore", "index-extra"),
        ("diff", "--format", "json", "--ignore", "no-such-finding:public.x", NOWHERE, NOWHERE),
    ],
    ids=" ".join,
)
def test_what_could_not_be_compared_is_one_paragraph_and_2(
    arguments: tuple[str, ...], pgdrift: Callable[..., Result]
) -> None:
    result = pgdrift(*arguments)
    assert result.returncode == 2
    assert len(result.stderr.splitlines()) == 1
    assert "Traceback" not in result.stderr
    assert "very-secret" not in result.stdout + result.stderr
    if "json" in arguments:
        assert document(result)["status"] == "error"
        assert document(result)["error"] == result.stderr.strip()
    else:
        assert result.stdout == ""


def test_two_empty_databases_are_not_called_equal(
    pgdrift: Callable[..., Result], database_factory: Callable[..., DatabaseURL]
) -> None:
    result = pgdrift("diff", "--format=json", database_factory().shown, database_factory().shown)
    assert result.returncode == 2
    assert "Both databases are empty" in document(result)["error"]


def test_a_warning_can_be_let_pass(
    pgdrift: Callable[..., Result], database_factory: Callable[..., DatabaseURL]
) -> None:
    reference, target = database_factory(), database_factory()
    for url in (reference, target):
        with url.connect(autocommit=True) as connection:
            connection.execute("CREATE TABLE public.items (id integer)")
    with target.connect(autocommit=True) as connection:
        connection.execute("COMMENT ON TABLE public.items IS 'things'")
    assert pgdrift("diff", reference.shown, target.shown).returncode == 1
    result = pgdrift("diff", "--fail-on", "error", reference.shown, target.shown)
    assert (result.returncode, "0 errors, 1 warning" in result.stdout) == (0, True)


PROJECT = """
[tool.pgdrift]
name = "shop"
metadata = "shop:METADATA"
entities = "shop:ENTITIES"
roles = "shop:ROLES"
migrations = "migrations"
ignore = [{ id = "policy-missing", object = "public.items.own", reason = "comes back in May" }]
"""


def test_an_error_fails_whatever_is_let_pass(
    pgdrift: Callable[..., Result], two: tuple[DatabaseURL, DatabaseURL]
) -> None:
    assert pgdrift("diff", "--fail-on", "error", two[0].shown, two[1].shown).returncode == 1


def test_what_is_ignored_is_no_drift_and_not_repaired(
    pgdrift: Callable[..., Result], two: tuple[DatabaseURL, DatabaseURL]
) -> None:
    ignored = ("--ignore", "policy-missing:public.items.own", two[0].shown, two[1].shown)
    result = pgdrift("diff", "--format", "json", *ignored)
    found = document(result)
    assert (result.returncode, found["status"], found["findings"]) == (0, "clean", [])
    assert [one["object"] for one in found["suppressed"]] == ["public.items.own"]
    result = pgdrift("diff", "--sql", *ignored)
    assert (result.returncode, result.stdout) == (0, "")


def test_diff_ignores_what_the_project_does_only_when_told_to(
    pgdrift: Callable[..., Result], two: tuple[DatabaseURL, DatabaseURL], tmp_path: Path
) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    inside = {"cwd": tmp_path, "PYTHONPATH": str(ROOT)}
    assert pgdrift("diff", two[0].shown, two[1].shown, **inside).returncode == 1
    result = pgdrift("diff", "--project", "--format", "json", two[0].shown, two[1].shown, **inside)
    assert result.returncode == 0
    assert document(result)["suppressed"][0]["reason"] == "comes back in May"


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ('reason = "comes back in May"', "has no reason"),
        ('id = "policy-missing"', "has no id"),
        ("comes back", "expired on"),
    ],
)
def test_an_entry_that_is_malformed_names_its_file_and_one_that_expired_says_so(
    broken: str,
    said: str,
    pgdrift: Callable[..., Result],
    two: tuple[DatabaseURL, DatabaseURL],
    tmp_path: Path,
) -> None:
    if said == "expired on":
        text = PROJECT.replace(" }]", ", until = 2020-01-31 }]")
    else:
        text = PROJECT.replace(broken, broken.partition(" ")[0] + ' = ""')
    (tmp_path / "pyproject.toml").write_text(text)
    inside = {"cwd": tmp_path, "PYTHONPATH": str(ROOT)}
    result = pgdrift("diff", "--project", two[0].shown, two[1].shown, **inside)
    if said == "expired on":
        assert result.returncode == 1
        assert f"note: Entry 1 of `ignore` in [tool.pgdrift] in {tmp_path}/pyproject.toml" in result.stdout
        assert said in result.stdout
    else:
        assert (result.returncode, result.stdout) == (2, "")
        assert result.stderr.startswith(
            f"Entry 1 of `ignore` in [tool.pgdrift] in {tmp_path}/pyproject.toml {said}"
        )
        assert len(result.stderr.splitlines()) == 1


def test_diff_loads_neither_sqlalchemy_nor_alembic(two: tuple[DatabaseURL, DatabaseURL]) -> None:
    program = (
        "import sys; from pgdrift.cli import main; code = main(sys.argv[1:]); "
        "print({'sqlalchemy', 'alembic', 'sqlmodel'} & set(sys.modules)); sys.exit(code)"
    )
    command = [sys.executable, "-c", program, "diff", two[0].shown, two[0].shown]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "set()"


def test_check_reads_the_url_from_the_environment(
    pgdrift: Callable[..., Result], migrated_database: DatabaseURL
) -> None:
    result = pgdrift("check", "--format", "json", DATABASE_URL=migrated_database.shown)
    assert result.returncode == 0, result.stderr
    assert document(result)["status"] == "clean"
    assert document(result)["revision"]


@pytest.mark.parametrize("arguments", [(), ("--sql",), ("--format", "json")], ids=" ".join)
@pytest.mark.parametrize(("where", "why"), [(">/dev/full", "No space left"), (">&-", "stdout is closed")])
def test_output_that_fits_nowhere_is_not_taken_for_drift(
    arguments: tuple[str, ...], where: str, why: str, two: tuple[DatabaseURL, DatabaseURL]
) -> None:
    reference, target = two
    command = [sys.executable, "-m", "pgdrift", "diff", reference.shown, target.shown, *arguments]
    shell = ["sh", "-c", f'exec "$@" {where}', "sh", *command]
    result = subprocess.run(shell, stderr=subprocess.PIPE, text=True, check=False, cwd=ROOT, timeout=120)
    assert result.returncode == 2
    assert why in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_an_error_that_nobody_can_be_told_is_still_none_of_drift() -> None:
    command = [sys.executable, "-m", "pgdrift", "diff", NOWHERE, NOWHERE, "--format", "json"]
    shell = ["sh", "-c", 'exec "$@" >/dev/full 2>/dev/full', "sh", *command]
    assert subprocess.run(shell, check=False, cwd=ROOT, timeout=120).returncode == 2


def test_letters_that_the_terminal_has_not_got(
    pgdrift: Callable[..., Result], two: tuple[DatabaseURL, DatabaseURL]
) -> None:
    reference, target = two
    with target.connect(autocommit=True) as connection:
        connection.execute("COMMENT ON TABLE public.items IS '\u20ac'")
    poor = {"PYTHONIOENCODING": "latin-1", "PGCLIENTENCODING": "LATIN1"}
    assert "\\u20ac" in pgdrift("diff", target.shown, reference.shown, **poor).stdout
    assert "\u20ac" in pgdrift("diff", target.shown, reference.shown, "--sql", **poor).stdout
