"""noxw from outside: on any machine, in any directory, a session's program runs and its answer comes back."""

import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from tests.acceptance.conftest import ROOT, environment, run
from tests.acceptance.stand_ins import answer


@pytest.mark.parametrize("code", [0, 1, 2, 5])
def test_the_exit_code_of_check_drift_comes_through_noxw(shared: Any, code: int) -> None:
    checkout, variables = shared
    done = run("./noxw", "-s", "check-drift", "--", str(code), cwd=checkout, environment=variables)
    assert done.returncode == code


@pytest.mark.parametrize("code", [0, 1, 2, 5])
def test_the_exit_code_of_check_drift_comes_through_nox(shared: Any, code: int) -> None:
    checkout, variables = shared
    nox = [checkout / ".noxw/nox/bin/python", "-m", "nox"]
    done = run(*nox, "-s", "check-drift", "--", str(code), cwd=checkout, environment=variables)
    assert done.returncode == code


def test_a_session_after_one_that_found_drift_still_runs(shared: Any) -> None:
    checkout, variables = shared
    done = run("./noxw", "-s", "check-drift", "docs", "--", "1", cwd=checkout, environment=variables)
    assert done.returncode == 1
    assert "python -m pgdrift docs" in done.stderr


def test_a_session_without_its_option_is_told_the_option(tmp_path: Path) -> None:
    done = run(ROOT / "noxw", "migrate", "--dry-run", cwd=tmp_path, environment=environment(tmp_path))
    assert (done.returncode, done.stdout) == (2, "")
    (said,) = done.stderr.splitlines()
    assert "./noxw -s migrate" in said


@pytest.mark.parametrize("code", [0, 1, 2])
def test_stdout_is_the_programs_own(shared: Any, code: int) -> None:
    """`check-drift -- --format json` is one document; nox's lines and any progress are on stderr."""
    checkout, variables = shared
    done = run("./noxw", "-s", "check-drift", "--", str(code), cwd=checkout, environment=variables)
    assert answer(done)["arguments"] == ["check", str(code)]
    assert "progress" in done.stderr
    assert "nox >" in done.stderr


def test_what_is_passed_on_is_not_shown(shared: Any) -> None:
    checkout, variables = shared
    url = "postgresql://ann:hunter2@localhost/db"
    done = run(
        "./noxw", "-s", "check-drift", "--", "--database-url", url, cwd=checkout, environment=variables
    )
    assert answer(done)["arguments"] == ["check", "--database-url", url]
    assert "hunter2" not in done.stderr


def test_it_runs_from_any_directory(shared: Any, tmp_path: Path) -> None:
    checkout, variables = shared
    for decoy in ("nox.py", "noxfile.py", "hashlib.py", "pgdrift.py"):
        (tmp_path / decoy).write_text("raise SystemExit('the wrong file was run')\n")
    done = run(checkout / "noxw", "-s", "check-drift", cwd=tmp_path, environment=variables)
    assert answer(done)["directory"] == str(checkout.resolve())


def test_it_runs_through_a_link(shared: Any, tmp_path: Path) -> None:
    checkout, variables = shared
    (tmp_path / "bo1").symlink_to(checkout / "noxw")
    done = run(tmp_path / "bo1", "-s", "check-drift", cwd=tmp_path, environment=variables)
    assert answer(done)["directory"] == str(checkout.resolve())


def test_settings_of_the_callers_python_do_not_reach_in(shared: Any, tmp_path: Path) -> None:
    checkout, variables = shared
    (tmp_path / "pgdrift.py").write_text("raise SystemExit('the wrong file was run')\n")
    callers = {"PYTHONPATH": str(tmp_path), "PYTHONSAFEPATH": "1", "VIRTUAL_ENV": str(tmp_path)}
    done = run("./noxw", "-s", "check-drift", cwd=checkout, environment={**variables, **callers})
    assert done.returncode == 0, done.stderr


CALLERS_DATABASE = {
    "DATABASE_URL": "postgresql://live/db",
    "PGHOST": "live",
    "PGSERVICE": "live",
    "PGPASSWORD": "x",
    "PGDRIFT_SCRATCH_URL": "postgresql://live/db",
}
UNREACHABLE = """
import os
leads_to_a_database = {n for n in os.environ if n.startswith("PG") or n == "DATABASE_URL"}
assert leads_to_a_database <= {"PGDRIFT_CACHE_DIR", "PGDRIFT_TEST_MAJOR"}
"""


@pytest.mark.parametrize("session", ["tests", "tests-16", "bench"])
def test_tests_and_bench_never_see_the_callers_database(shared: Any, session: str) -> None:
    checkout, variables = shared
    for folder in ("tests", "benchmarks"):
        (checkout / folder).mkdir(exist_ok=True)
    (checkout / "benchmarks" / "__main__.py").write_text(UNREACHABLE)
    (checkout / "tests" / "test_environment.py").write_text(f"{UNREACHABLE}\ndef test_it(): pass\n")
    done = run("./noxw", "-s", session, cwd=checkout, environment={**variables, **CALLERS_DATABASE})
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("to_everyone", [True, False], ids=["Ctrl-C", "SIGTERM to nox alone"])
def test_whoever_is_interrupted_has_time_to_clean_up(shared: Any, to_everyone: bool) -> None:
    """nox alone would kill it after 0.3 seconds, or leave it running, with the servers that it started."""
    checkout, variables = shared
    for left in ("started", "cleaned-up"):
        (checkout / left).unlink(missing_ok=True)
    process = subprocess.Popen(
        ["./noxw", "-s", "check-drift", "--", "wait"],
        cwd=checkout,
        env=variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    deadline = time.monotonic() + 60
    while not (checkout / "started").exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    if to_everyone:
        os.killpg(process.pid, signal.SIGINT)
    else:
        process.terminate()
    assert process.wait(timeout=30) == 130
    assert (checkout / "cleaned-up").exists()


def test_every_session_says_in_one_line_what_it_does(shared: Any) -> None:
    checkout, variables = shared
    listed = run("./noxw", "-l", cwd=checkout, environment=variables).stdout
    sessions = [line for line in listed.splitlines() if line.startswith(("- ", "* "))]
    assert len(sessions) >= 14
    assert [line for line in sessions if " -> " not in line] == []
