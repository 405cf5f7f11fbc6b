"""A benchmark refuses at once what makes no sense, shows its options, and leaves nothing when it is ended."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WITHOUT_MATPLOTLIB = "--pictures draws with matplotlib"


def bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "benchmarks", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("arguments", "refusal"),
    [
        ("--rounds 0", "--rounds: 0 is too few, give at least 1"),
        ("drift_check --rounds -1", "--rounds: -1 is too few, give at least 1"),
        ("tenant_session --rounds many", "--rounds: invalid whole number value: 'many'"),
        ("tenant_session --clients 0", "--clients: 0 is too few, give at least 1"),
        ("stored_bytes --embeddings 9", "--embeddings: 9 is too few, give at least 16000"),
        ("stored_bytes --contributions 9", "nothing was measured. Give more --contributions."),
        ("vector_search --queries 1", "--queries: 1 is too few, give at least 2"),
        ("vector_search --major 12", "There are no programs of PostgreSQL 12 here"),
        ("--scale enormous", "--scale: invalid choice: 'enormous'"),
        ("--folder=F", "say which benchmark is to take --folder"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_measured(arguments: str, refusal: str) -> None:
    done = bench(*arguments.split())
    assert done.returncode == 2
    assert refusal in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def test_pictures_are_refused_first_where_nothing_can_draw_them(tmp_path: Path) -> None:
    program = (
        "import sys; sys.modules['matplotlib'] = None; from benchmarks import row_security as b; b.main()"
    )
    command = [sys.executable, "-c", program, "--scale", "sample", "--pictures", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode
    assert WITHOUT_MATPLOTLIB in done.stderr


def test_a_named_benchmark_shows_the_options_of_its_own() -> None:
    assert "--folder FOLDER" in bench("row_security", "--help").stdout
    everything = bench("--help").stdout
    assert "--folder" not in everything
    assert "row_security: What row level security costs a tenant" in everything


@pytest.fixture
def temporary() -> Iterator[Path]:
    """A temporary folder of this test's own, which the account of a server may walk through."""
    folder = Path(tempfile.mkdtemp(prefix="b-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("name", ["drift_check --sizes 6", "row_security --scale sample", "tenant_session"])
def test_nothing_is_left_of_a_benchmark_that_is_ended(temporary: Path, name: str, number: int) -> None:
    end_half_way(temporary, name, number)
    assert list(temporary.iterdir()) == []


def test_a_folder_that_is_to_be_kept_keeps_its_data_and_no_server(temporary: Path) -> None:
    kept = temporary / "kept"
    end_half_way(temporary, f"row_security --scale sample --folder {kept}", signal.SIGTERM)
    assert list(temporary.iterdir()) == [kept]
    assert (kept / "server" / "data" / "PG_VERSION").exists()


def end_half_way(temporary: Path, name: str, number: int) -> None:
    """End a benchmark that has a server; the signal reaches all its processes, as a terminal sends it."""
    process = subprocess.Popen(
        [sys.executable, "-m", "benchmarks", *name.split(), "--rounds", "100"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(temporary)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 60
    lines: list[str] = []
    while not lines:  # the file is there before the server has written its number into it
        assert process.poll() is None, process.communicate()[1]
        assert time.monotonic() < until
        time.sleep(0.05)
        lines = [
            line
            for path in temporary.glob("*/server/data/postmaster.pid")
            for line in path.read_text().splitlines()
        ]
    server = int(lines[0])
    time.sleep(1)
    os.killpg(process.pid, number)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 128 + number
    assert "ended before it had measured everything" in said
    assert "Traceback" not in said
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
