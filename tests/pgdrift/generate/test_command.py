"""`python -m pgdrift revision -m "..."`, as a person runs it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.migrate import tiny_project
from tests.pgdrift.migrate.tiny_project import TinyProject


@pytest.fixture
def tiny(tmp_path: Path) -> TinyProject:
    """A project whose model has a table that its one revision makes in another way."""
    tiny = tiny_project.write(tmp_path / "tiny")
    with (tiny.folder / f"{tiny.name}_model.py").open("a") as model:
        model.write(
            "\nfrom pgdrift import tenancy\n"
            'tenancy.require("Book", METADATA.tables["books"], tenancy.PublicRead())\n'
        )
    return tiny


def revision(
    tiny: TinyProject, cluster: Cluster, *arguments: str, live: str = ""
) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PGDRIFT_SCRATCH_URL": cluster.url().shown, "DATABASE_URL": live}
    return subprocess.run(
        [sys.executable, "-m", "pgdrift", "revision", *arguments],
        cwd=tiny.folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=180,
    )


def test_it_writes_once_and_never_looks_at_the_live_database(tiny: TinyProject, cluster: Cluster) -> None:
    nowhere = "postgresql://nobody:secret@127.0.0.1:1/nothing"
    first = revision(tiny, cluster, "-m", "Catch up with the model", live=nowhere)
    assert first.returncode == 0, first.stderr
    path = Path(first.stdout.strip())
    assert path.parent == tiny.folder / "migrations" / "versions"
    assert path.name.endswith("_002_catch_up_with_the_model.py")
    assert "Read the revision before you run it" in first.stderr

    second = revision(tiny, cluster, "-m", "again", live=nowhere)
    assert (second.returncode, second.stdout) == (0, "")
    assert "no revision was written" in second.stderr
    assert "secret" not in first.stderr + second.stderr


def test_a_declaration_that_cannot_be_imported_is_no_failure_of_pgdrift(
    tiny: TinyProject, cluster: Cluster
) -> None:
    model = tiny.folder / f"{tiny.name}_model.py"
    model.write_text(f"from pgdrift.declare import renamed_fromm\n{model.read_text()}")
    refused = revision(tiny, cluster, "-m", "a typo", "--verbose")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert f"{model}, line 1, cannot be imported: ImportError" in refused.stderr.splitlines()[-1]
    assert "failed where it should not" not in refused.stderr
    alembic = tiny.alembic(None, "upgrade", "head", "--sql")
    assert alembic.returncode != 0
    assert f"{model}, line 1, cannot be imported" in alembic.stdout + alembic.stderr
    assert "Traceback" not in alembic.stdout + alembic.stderr


def test_files_that_nothing_imports_are_named_when_nothing_has_been_declared(
    tiny: TinyProject, cluster: Cluster
) -> None:
    """A new table's stubs lie there, and the import was forgotten."""
    package = tiny.folder / f"{tiny.name}_model"
    package.mkdir()
    (tiny.folder / f"{tiny.name}_model.py").rename(package / "__init__.py")
    (package / "used.py").write_text("")
    with (package / "__init__.py").open("a") as model:
        model.write(f"\nimport {package.name}.used\n")
    assert revision(tiny, cluster, "-m", "Catch up with the model").returncode == 0
    said = "Nothing has been declared since the newest revision: no revision was written."
    assert revision(tiny, cluster, "-m", "add action items").stderr == f"{said}\n"

    (package / "action_items.py").write_text("")
    forgotten = revision(tiny, cluster, "-m", "add action items")
    assert (forgotten.returncode, forgotten.stdout) == (0, "")
    assert forgotten.stderr.startswith(
        f"{said} Nothing imports {package.name}/action_items.py: if the project"
    )


def test_two_heads_are_one_paragraph(tiny: TinyProject, cluster: Cluster) -> None:
    for name in ("left", "right"):
        tiny.revision(name, "first", 'op.execute("SELECT 1")')
    refused = revision(tiny, cluster, "-m", "a third")
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert "2 heads" in refused.stderr
    assert "left (" in refused.stderr
    assert "right (" in refused.stderr
    assert "alembic merge heads" in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_without_a_message_it_says_how(tiny: TinyProject, cluster: Cluster) -> None:
    refused = revision(tiny, cluster)
    assert refused.returncode == 2
    assert "-m" in refused.stderr


def test_a_declaration_that_postgresql_refuses_is_named(tiny: TinyProject, cluster: Cluster) -> None:
    model = tiny.folder / f"{tiny.name}_model.py"
    broken = f'Grant(("SELECT",), "public.no_such_table", "{tiny.name}_owner"),'
    model.write_text(model.read_text().replace("ENTITIES = (", f"ENTITIES = (\n    {broken}"))
    refused = revision(tiny, cluster, "-m", "grant on nothing")
    assert refused.returncode == 2
    assert "no_such_table" in refused.stderr
    assert len(list((tiny.folder / "migrations" / "versions").glob("*.py"))) == 1


def test_the_scratch_server_may_be_named(
    tiny: TinyProject, cluster: Cluster, empty_database: DatabaseURL
) -> None:
    environment = {**os.environ, "PGDRIFT_SCRATCH_URL": "postgresql://nobody@127.0.0.1:1/nothing"}
    command = [sys.executable, "-m", "pgdrift", "revision", "-m", "x", "--scratch-url", empty_database.shown]
    written = subprocess.run(
        command, cwd=tiny.folder, env=environment, capture_output=True, text=True, timeout=180
    )
    assert written.returncode == 0, written.stderr
