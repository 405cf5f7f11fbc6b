"""The environments that noxw makes: once, again when they are spoilt, and anew when the lock file changes."""

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.acceptance.conftest import environment, run
from tests.acceptance.stand_ins import answer, make_checkout


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
