"""A test that is skipped for a reason nobody has allowed fails the run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.mark.parametrize("how", [[], ["-n", "1"]], ids=["in one process", "with xdist"])
def test_an_unlisted_skip_fails_the_run(tmp_path: Path, how: list[str]) -> None:
    (tmp_path / "test_it.py").write_text(
        "import pytest\n\ndef test_one():\n    pytest.skip('no time today')\n\ndef test_two():\n    pass\n"
    )
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-p",
        "tests.conftest",
        "-p",
        "no:cacheprovider",
        tmp_path,
        *how,
    ]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "1 passed, 1 skipped" in answer.stdout
    assert "allowed_skips.txt: " in answer.stdout
    assert "no time today" in answer.stdout


def test_a_run_without_skips_passes(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text("def test_two():\n    pass\n")
    command = [sys.executable, "-m", "pytest", "-p", "tests.conftest", "-p", "no:cacheprovider", tmp_path]
    answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert answer.returncode == 0
