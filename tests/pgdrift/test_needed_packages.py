"""A Python without the project's packages says which one to use instead."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from pgdrift import needed_packages
from pgdrift.needed_packages import PackageMissing
from pgdrift.server import binaries

ROOT = Path(__file__).resolve().parents[2]
URL = "postgresql://nobody@127.0.0.1:1/nothing"


@pytest.mark.parametrize(
    "command",
    [
        ("pgdrift", "audit", URL),
        ("pgdrift", "check"),
        ("pgdrift", "docs", "--check"),
        ("pgdrift", "revision", "-m", "x"),
        ("boardofone", "migrate", "--dry-run"),
        ("boardofone", "seed"),
    ],
    ids=" ".join,
)
def test_a_python_without_the_packages_names_the_one_to_use(command: tuple[str, ...]) -> None:
    # -S: without the packages of any environment, as the python3 of a fresh machine.
    done = subprocess.run(
        [sys.executable, "-S", "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert "has no package" in done.stderr
    assert ".noxw/running/bin/python" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_embedded_server_is_not_blamed_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(needed_packages, "find_spec", lambda name: None)
    with pytest.raises(PackageMissing, match="has no package psycopg"):
        binaries.find(9)


def test_any_other_import_that_fails_is_left_to_others() -> None:
    assert needed_packages.missing(ModuleNotFoundError("no", name="psycopg.nothing")) is None
    assert needed_packages.missing(ModuleNotFoundError("no", name="schema_of_nobody")) is None
    assert needed_packages.missing(ValueError("no")) is None


def test_every_package_that_is_installed_with_the_project_is_known() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    names = {line.split(">")[0].split("[")[0].replace("-", "_") for line in project["dependencies"]}
    assert names <= set(needed_packages.NEEDED)
