"""The specification's own command, `python scripts/seed_personas.py`, typed in any directory."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pgdrift.database_url import DatabaseURL

SCRIPT = Path(__file__).parents[2] / "scripts" / "seed_personas.py"
Seed = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def seed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Seed:
    """`seed(url)` runs the script in an empty directory on the database at `url`."""

    def run(url: str, *python_options: str) -> subprocess.CompletedProcess[str]:
        monkeypatch.setenv("DATABASE_URL", url)
        command = [sys.executable, *python_options, str(SCRIPT)]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)

    return run


def test_seeds_what_database_url_names_and_says_what_it_did(seed: Seed, unseeded: DatabaseURL):
    first, second = seed(unseeded.shown), seed(unseeded.shown)
    assert (first.returncode, second.returncode) == (0, 0)
    assert "45 personas: 45 inserted, 0 updated, 0 unchanged" in first.stderr + first.stdout
    assert "45 personas: 0 inserted, 0 updated, 45 unchanged" in second.stderr + second.stdout
    with unseeded.connect() as connection:
        assert connection.execute("SELECT count(*) FROM personas").fetchone() == (45,)


def test_a_database_that_was_not_migrated_gets_one_paragraph(seed: Seed, empty_database: DatabaseURL):
    ran = seed(empty_database.shown)
    assert ran.returncode == 2
    assert ran.stdout == ""
    assert len(ran.stderr.splitlines()) == 1
    assert "Migrate the database" in ran.stderr


def test_an_unreachable_database_gets_one_paragraph_without_the_password(seed: Seed):
    ran = seed("postgresql://bo1:hunter2@127.0.0.1:1/boardofone")
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1
    assert "hunter2" not in ran.stderr + ran.stdout


def test_a_python_without_our_packages_is_told_which_one_has_them(seed: Seed):
    """-S leaves out everything that was installed."""
    ran = seed("postgresql://127.0.0.1:1/boardofone", "-S")
    assert ran.returncode == 2
    assert len(ran.stderr.splitlines()) == 1
    assert ".noxw/running/bin/python" in ran.stderr
