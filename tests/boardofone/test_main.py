"""The command line: what it takes, and how it refuses."""

import pytest

from tests.boardofone.running import boardofone
from tests.pgdrift.migrate import tiny_project


@pytest.mark.parametrize(
    "arguments", [[], ["nonsense"], ["db"], ["db", "nonsense"], ["migrate", "extra"], ["migrate", "--dryrun"]]
)
def test_a_usage_error_is_2_and_prints_nothing_on_stdout(tmp_path, arguments):
    done = boardofone(tmp_path, *arguments)
    assert (done.returncode, done.stdout) == (2, "")
    (said,) = done.stderr.splitlines()  # one paragraph, as every other error
    assert said.startswith("python -m boardofone")
    assert said.endswith("--help.")


@pytest.mark.parametrize(
    "arguments", [["--help"], ["migrate", "--help"], ["db", "--help"], ["seed", "--help"]]
)
def test_help_is_0(tmp_path, arguments):
    assert boardofone(tmp_path, *arguments).returncode == 0


def test_the_directory_of_another_project_is_refused(tmp_path):
    tiny = tiny_project.write(tmp_path / "tiny")
    done = boardofone(tiny.folder, "migrate")
    assert (done.returncode, done.stdout) == (2, "")
    assert f"belongs to the project {tiny.name}" in done.stderr
    assert not (tiny.folder / ".pgdata").exists()


def test_seeding_without_a_database_says_what_to_do(tmp_path):
    done = boardofone(tmp_path, "seed")
    assert (done.returncode, done.stdout) == (2, "")
    assert "DATABASE_URL is not set" in done.stderr
