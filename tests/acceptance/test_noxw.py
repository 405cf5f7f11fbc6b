"""noxw from outside: on any machine, in any directory, a session's program runs and its answer comes back."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.acceptance.conftest import ROOT, environment, run

# Stands in for pgdrift: the launcher must not depend on what it launches.
PROGRAM = """
import json, os, pathlib, sys, time
print("progress", file=sys.stderr)
if "wait" in sys.argv:
    pathlib.Path("started").touch()
    try:
        time.sleep(60)
    except KeyboardInterrupt:
        time.sleep(1)
        pathlib.Path("cleaned-up").touch()
        raise
print(json.dumps({"arguments": sys.argv[1:], "directory": os.getcwd(), "environment": dict(os.environ)}))
sys.exit(int(sys.argv[-1]) if sys.argv[-1].isdigit() else 0)
"""


def make_checkout(folder: Path) -> Path:
    (folder / "pgdrift").mkdir(parents=True)
    for name in ("noxw", "noxfile.py", "pyproject.toml", "uv.lock", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, folder / name)
    for package in ("boardofone", "migrations", "pgdrift", "policies", "schema", "seed_data"):
        (folder / package).mkdir(exist_ok=True)
        (folder / package / "__init__.py").touch()
    (folder / "pgdrift" / "__main__.py").write_text(PROGRAM)
    return folder


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A checkout whose environments are made already, and the environment of a stranger who uses it."""
    folder = tmp_path_factory.mktemp("shared")
    home = folder / "home"
    home.mkdir()
    variables = environment(home)
    checkout = make_checkout(folder / "checkout")
    done = run(sys.executable, checkout / "noxw", "-s", "check-drift", cwd=folder, environment=variables)
    assert done.returncode == 0, done.stderr
    return checkout, variables


def answer(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    assert done.stdout, done.stderr
    document: dict[str, Any] = json.loads(done.stdout)
    return document


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


def test_two_first_runs_at_once_make_one_environment(tmp_path: Path, home: Path) -> None:
    checkout = make_checkout(tmp_path / "checkout")

    def first_run(_: int) -> subprocess.CompletedProcess[str]:
        return run("./noxw", "-s", "check-drift", cwd=checkout, environment=environment(home))

    with ThreadPoolExecutor(3) as pool:
        for done in pool.map(first_run, range(3)):
            assert done.returncode == 0, done.stderr
            assert answer(done)["arguments"] == ["check"]


def test_a_half_made_environment_is_made_again(shared: Any, tmp_path: Path) -> None:
    original, variables = shared
    checkout = tmp_path / "checkout"
    shutil.copytree(original, checkout, symlinks=True)
    for name in ("nox", "running"):
        (checkout / ".noxw" / name / "stamp").unlink()
        for package in (checkout / ".noxw" / name / "lib").glob("python*/site-packages/*"):
            shutil.rmtree(package) if package.is_dir() else package.unlink()
    done = run("./noxw", "-s", "check-drift", cwd=checkout, environment=variables)
    assert done.returncode == 0, done.stderr
    assert "installing packages" in done.stderr


def test_an_environment_whose_python_is_gone_is_made_again(shared: Any, tmp_path: Path) -> None:
    original, variables = shared
    checkout = tmp_path / "checkout"
    shutil.copytree(original, checkout, symlinks=True)
    for name in ("nox", "running"):
        python = checkout / ".noxw" / name / "bin" / "python"
        python.unlink()
        python.symlink_to(tmp_path / "uninstalled" / "python3")
    done = run("./noxw", "-s", "check-drift", cwd=checkout, environment=variables)
    assert done.returncode == 0, done.stderr


def test_copied_and_moved_checkouts_run_their_own_code_without_a_network(shared: Any, tmp_path: Path) -> None:
    original, variables = shared
    offline = {**variables, "UV_OFFLINE": "1", "UV_CACHE_DIR": str(tmp_path / "nothing"), "PIP_NO_INDEX": "1"}
    copied = tmp_path / "copied"
    shutil.copytree(original, copied, symlinks=True)
    (copied / "pgdrift" / "__main__.py").write_text("print('the copy')\n")
    assert run("./noxw", "-s", "check-drift", cwd=copied, environment=offline).stdout == "the copy\n"
    moved = copied.rename(tmp_path / "moved")
    assert run("./noxw", "-s", "check-drift", cwd=moved, environment=offline).stdout == "the copy\n"
    python = moved / ".noxw" / "running" / "bin" / "python"
    imported = [python, "-c", "import pgdrift; print(pgdrift.__file__)"]
    assert run(*imported, cwd=tmp_path, environment=offline).stdout.startswith(str(moved.resolve()))


def test_a_changed_lock_file_is_followed(shared: Any, tmp_path: Path) -> None:
    original, variables = shared
    checkout = tmp_path / "checkout"
    shutil.copytree(original, checkout, symlinks=True)
    with (checkout / "uv.lock").open("a") as lock:
        lock.write("\n# another lock file\n")
    first = run("./noxw", "-s", "check-drift", cwd=checkout, environment=variables)
    second = run("./noxw", "-s", "check-drift", cwd=checkout, environment=variables)
    assert (first.returncode, second.returncode) == (0, 0)
    assert first.stderr.count("installing packages") == 2
    assert "installing packages" not in second.stderr


@pytest.fixture
def noxw(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The launcher as a module, of a checkout of its own; what it changes in the environment is undone."""
    monkeypatch.setattr(os, "environ", os.environ.copy())
    loader = SourceFileLoader("noxw", str(make_checkout(tmp_path / "checkout") / "noxw"))
    spec = spec_from_loader("noxw", loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def stand_in(path: Path, script: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def test_an_old_python3_looks_for_a_newer_one(
    noxw: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path / "bin" / "python3.14", "exit 127")  # a version manager's, for a version switched off
    newer = stand_in(tmp_path / "bin" / "python3.12", "exit 0")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert noxw.modern_python() == str(newer)


def test_without_a_newer_python_one_paragraph_says_so(
    noxw: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    with pytest.raises(noxw.Failed, match=r"^Python 3\.11 or newer is needed.*run this again\.$"):
        noxw.modern_python()


def test_a_python_without_venv_and_pip_names_the_package(
    noxw: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Debian's python3 without python3-venv: `venv` fails, and so does `pip`."""
    bare = stand_in(tmp_path / "bin" / "python3", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setattr(sys, "executable", str(bare))
    with pytest.raises(noxw.Failed, match="apt-get install python3-venv"):
        noxw.environment("nox", ("--only-group", "nox"))


def test_the_uv_that_pip_installs_is_the_one_of_the_lock_file(noxw: ModuleType) -> None:
    (uv,) = [p for p in tomllib.loads((ROOT / "uv.lock").read_text())["package"] if p["name"] == "uv"]
    version, *hashes = noxw.locked_uv().split()
    assert version == f"uv=={uv['version']}"
    assert hashes == [f"--hash={wheel['hash']}" for wheel in uv["wheels"]]


@pytest.mark.parametrize("home", [None, "", "file", "file/below"])
def test_without_a_usable_home_downloads_go_into_the_checkout(
    noxw: ModuleType, tmp_path: Path, home: str | None
) -> None:
    (tmp_path / "file").touch()
    for name in ("UV_CACHE_DIR", "XDG_CACHE_HOME", "HOME"):
        os.environ.pop(name, None)
    if home is not None:
        os.environ["HOME"] = str(tmp_path / home) if home else ""
    noxw.keep_cache_writable()
    assert os.environ["UV_CACHE_DIR"] == os.path.join(noxw.STATE, "cache")


def test_with_a_usable_home_uv_keeps_its_own_place(noxw: ModuleType, home: Path) -> None:
    for name in ("UV_CACHE_DIR", "XDG_CACHE_HOME"):
        os.environ.pop(name, None)
    os.environ["HOME"] = str(home)
    noxw.keep_cache_writable()
    assert "UV_CACHE_DIR" not in os.environ


def test_an_incomplete_checkout_is_one_paragraph(tmp_path: Path, home: Path) -> None:
    checkout = make_checkout(tmp_path / "checkout")
    (checkout / "uv.lock").unlink()
    done = run("./noxw", "-s", "check-drift", cwd=checkout, environment=environment(home))
    assert done.returncode == 2
    assert done.stdout == ""
    assert len(done.stderr.splitlines()) == 1
    assert "uv.lock" in done.stderr


def test_every_session_says_in_one_line_what_it_does(shared: Any) -> None:
    checkout, variables = shared
    listed = run("./noxw", "-l", cwd=checkout, environment=variables).stdout
    sessions = [line for line in listed.splitlines() if line.startswith(("- ", "* "))]
    assert len(sessions) >= 14
    assert [line for line in sessions if " -> " not in line] == []
