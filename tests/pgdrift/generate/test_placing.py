"""Whatever happens while a revision is written, there is a whole one or none, and one head."""

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from pgdrift.generate import placing
from pgdrift.server.cluster import Cluster
from tests.pgdrift.generate.workshop import Workshop, orders
from tests.pgdrift.migrate import tiny_project
from tests.pgdrift.migrate.tiny_project import TinyProject

PAPERS = """
from pgdrift import tenancy
tenancy.require("BOOKS", METADATA.tables["books"], tenancy.PublicRead())
PAPERS = Table("papers", METADATA, Column("id", Integer, primary_key=True))
tenancy.require("PAPERS", PAPERS, tenancy.PublicRead())
"""


@pytest.fixture
def tiny(tmp_path: Path) -> TinyProject:
    """A project with one revision, and a table declared since."""
    tiny = tiny_project.write(tmp_path / "tiny")
    with (tiny.folder / f"{tiny.name}_model.py").open("a") as model:
        model.write(PAPERS)
    return tiny


def files(tiny: TinyProject) -> dict[str, str]:
    found = (tiny.folder / "migrations").rglob("*")
    return {str(path): path.read_text() for path in found if path.is_file() and path.suffix != ".pyc"}


def start(tiny: TinyProject, cluster: Cluster, *, largest_file: int | None = None) -> subprocess.Popen[str]:
    def limited() -> None:
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    return subprocess.Popen(
        [sys.executable, "-B", "-m", "pgdrift", "revision", "-m", "papers"],
        cwd=tiny.folder,
        env={**os.environ, "PGDRIFT_SCRATCH_URL": cluster.url().shown},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=limited,
    )


def test_a_full_disk_leaves_nothing_behind(tiny: TinyProject, cluster: Cluster) -> None:
    before = files(tiny)
    run = start(tiny, cluster, largest_file=200)
    _, said = run.communicate(timeout=300)
    assert run.returncode == 2, said
    assert len(said.strip().splitlines()) == 1, said
    assert "could not be written" in said
    assert "nothing was left behind" in said
    assert files(tiny) == before


def test_two_commands_at_once_write_one_revision(tiny: TinyProject, cluster: Cluster) -> None:
    runs = [start(tiny, cluster), start(tiny, cluster)]
    answers = [run.communicate(timeout=300) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], answers
    assert sorted(bool(written) for written, _ in answers) == [False, True]
    assert any("Nothing has been declared since" in said for _, said in answers)
    assert len(list((tiny.folder / "migrations" / "versions").glob("*.py"))) == 2


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM], ids=lambda end: end.name)
def test_interrupted_it_writes_nothing(tiny: TinyProject, cluster: Cluster, end: signal.Signals) -> None:
    before = files(tiny)
    with placing.alone(tiny.folder / "migrations"):
        run = start(tiny, cluster)
        assert run.stderr is not None
        assert "Waiting for another command" in run.stderr.readline()
        run.send_signal(end)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 130, said
    assert said == "Interrupted: no revision was written, and nothing else was changed.\n"
    assert files(tiny) == before


@pytest.mark.parametrize("failing", ["prove", "checksums.record"])
def test_interrupted_when_the_file_is_there_already_it_goes(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def interrupted(*_: object) -> None:
        assert len(shop.revisions()) == 1
        raise KeyboardInterrupt

    monkeypatch.setattr(f"pgdrift.generate.writing.{failing}", interrupted)
    with pytest.raises(KeyboardInterrupt):
        shop.declaring(orders()).write()
    assert [path.name for path in (shop.folder / "migrations" / "versions").iterdir()] == []


def test_a_folder_that_cannot_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To root every folder is writable, so the refusal is the file system's."""
    path = tmp_path / "versions" / "one.py"
    path.parent.mkdir()
    path.write_text("before")

    def read_only(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(os, "replace", read_only)
    with pytest.raises(placing.NotPlaced, match=r"one\.py could not be written: Read-only file system"):
        placing.place(path, "after")
    assert [(found.name, found.read_text()) for found in path.parent.iterdir()] == [("one.py", "before")]


def test_who_comes_second_waits(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entered: list[float] = []

    def second() -> None:
        with placing.alone(tmp_path):
            entered.append(time.monotonic())

    with placing.alone(tmp_path):
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.3)
        left = time.monotonic()
    thread.join(10)
    assert entered[0] >= left
    assert "Waiting for another command" in capsys.readouterr().err
