"""Checkouts to run commands in, as a person would: from outside, in folders of their own."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from tests.acceptance.stand_ins import make_checkout

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., subprocess.CompletedProcess[str]]


def environment(home: Path, **variables: str) -> dict[str, str]:
    """A stranger's environment: an empty home, no database, this test's own uv and its downloads."""
    programs = Path(sys.executable).parent
    downloads = subprocess.run(
        [programs / "uv", "cache", "dir"], check=True, capture_output=True, text=True
    ).stdout.strip()
    kept = re.compile(
        r"PATH|LANG|TMPDIR|PGDRIFT_CACHE_DIR|(UV|PIP|SSL)_.*|.*_PROXY", re.I
    )  # and the network's
    return {
        **{name: value for name, value in os.environ.items() if kept.fullmatch(name)},
        "PATH": os.pathsep.join([str(programs), os.environ["PATH"]]),
        "HOME": str(home),
        "UV_CACHE_DIR": downloads,
        **variables,
    }


def run(
    *command: str | Path, cwd: Path, environment: Mapping[str, str], timeout: float = 300
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end; stdin is closed, so that nothing can wait for an answer."""
    return subprocess.run(
        [str(part) for part in command],
        cwd=cwd,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=timeout,
    )


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home directory."""
    path = tmp_path / "home"
    path.mkdir()
    return path


def copy_checkout(target: Path) -> Path:
    """What a clone holds, uncommitted changes included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if listed.returncode == 0:
        for name in listed.stdout.splitlines():
            if (ROOT / name).is_file():
                (target / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(ROOT / name, target / name)
    else:  # an unpacked archive is no git repository
        ignored = shutil.ignore_patterns(
            ".git", ".venv", ".noxw", ".nox", ".pgdata*", "__pycache__", ".*_cache"
        )
        shutil.copytree(ROOT, target, ignore=ignored, dirs_exist_ok=True)
    return target


@pytest.fixture(scope="session")
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
