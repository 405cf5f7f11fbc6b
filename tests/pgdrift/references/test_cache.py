"""A reference that was kept is used while nothing has changed, and never a moment longer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.references import migrated
from pgdrift.server.cluster import Cluster
from tests.pgdrift.migrate.tiny_project import TinyProject, write

# The tiny project says nothing of tenants; a project that is to be checked has to.
DECLARED = """
from pgdrift import tenancy
from pgdrift.declare import RowSecurity

tenancy.require("books", METADATA.tables["books"], tenancy.ServiceOnly())
ENTITIES += (RowSecurity("books"),)
"""
GRANT = 'ENTITIES += (Grant(("SELECT",), "public.books", "{name}_migrator"),)\n'


@dataclass
class Check:
    """`python -m pgdrift check` in a tiny project, with a cache of its own."""

    tiny: TinyProject
    cache: Path
    live: DatabaseURL
    scratch: DatabaseURL

    def __call__(self, *arguments: str, **variables: str) -> Outcome:
        age(self.tiny.folder)
        result = subprocess.run(
            [sys.executable, "-m", "pgdrift", "check", "--verbose", "--format", "json", *arguments],
            cwd=self.tiny.folder,
            env={
                **os.environ,
                "PGDRIFT_CACHE_DIR": str(self.cache),
                "PGDRIFT_SCRATCH_URL": self.scratch.shown,
                "DATABASE_URL": self.live.shown,
                "PYTHONPATH": str(Path(__file__).parents[3]),
                **variables,
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        return Outcome(result.returncode, json.loads(result.stdout), result.stderr)

    @property
    def model(self) -> Path:
        return self.tiny.folder / f"{self.tiny.name}_model.py"

    @property
    def entries(self) -> list[Path]:
        return sorted((self.cache / "references").glob("*.json.gz"))


@dataclass
class Outcome:
    """What one check came to, and what of it was taken from the cache."""

    code: int
    document: dict[str, Any]
    log: str

    @property
    def built(self) -> bool:
        return "of pgdrift_scratch_" in self.log

    @property
    def told(self) -> list[str]:
        return sorted(f"{one['comparison']} {one['id']}" for one in self.document["findings"])


def age(folder: Path) -> None:
    """Nothing is kept of what has only just been written: make it look as if it lay there for a while."""
    before = time.time() - 3600
    for path in folder.rglob("*"):
        if path.is_file() and 0 <= time.time() - path.stat().st_mtime < 60:
            os.utime(path, (before, before))


@pytest.fixture
def check(tmp_path: Path, database_factory: Callable[..., DatabaseURL], cluster: Cluster) -> Check:
    """A project whose live database is as declared."""
    folder = tmp_path / "project"
    folder.mkdir()
    tiny = write(folder)
    live = database_factory()
    migrated.build(tiny.project, live)
    check = Check(tiny, tmp_path / "cache", live, cluster.url())
    model = check.model.read_text().replace("primary_key=True", "primary_key=True, autoincrement=False")
    check.model.write_text(model + DECLARED)
    return check


def test_a_repeated_check_builds_nothing_and_says_the_same(check: Check) -> None:
    first, second = check(), check()
    assert (first.built, second.built) == (True, False), first.log
    assert second.told == first.told == []
    assert second.document["compared"] == first.document["compared"]


def test_a_repeated_check_loads_neither_sqlalchemy_nor_alembic(check: Check) -> None:
    check()
    program = (
        "import sys; from pgdrift.cli import main; main(['check', '--fail-on', 'error']); "
        "print({'sqlalchemy', 'alembic', 'alembic_utils'} & set(sys.modules))"
    )
    environment = {
        **os.environ,
        "PGDRIFT_CACHE_DIR": str(check.cache),
        "PGDRIFT_SCRATCH_URL": check.scratch.shown,
        "DATABASE_URL": check.live.shown,
        "PYTHONPATH": str(Path(__file__).parents[3]),
    }
    command = [sys.executable, "-c", program]
    result = subprocess.run(
        command, cwd=check.tiny.folder, env=environment, capture_output=True, text=True, check=True
    )
    assert result.stdout.splitlines()[-1] == "set()"


def test_what_is_declared_anew_is_seen(check: Check) -> None:
    check()
    with check.model.open("a") as model:
        model.write(GRANT.format(name=check.tiny.name))
    again = check()
    assert again.told == ["declared-migrated grant-missing"]
    assert (check().built, check().told) == (False, again.told)


def test_what_the_declaring_module_imports_is_looked_at_too(check: Check) -> None:
    said = check.tiny.folder / "said.py"
    said.write_text("GRANTS = ()\n")
    with check.model.open("a") as model:
        model.write("from said import GRANTS\nENTITIES += GRANTS\n")
    check()
    assert not check().built
    said.write_text(
        "from pgdrift.declare import Grant\n"
        f'GRANTS = (Grant(("SELECT",), "public.books", "{check.tiny.name}_migrator"),)\n'
    )
    assert "declared-migrated grant-missing" in check().told


def test_a_file_that_the_declaring_module_reads_is_looked_at_too(check: Check, tmp_path: Path) -> None:
    privileges = tmp_path / "privileges.txt"  # outside the project
    privileges.write_text("")
    age(tmp_path)
    with check.model.open("a") as model:
        model.write(
            f"for word in open({str(privileges)!r}).read().split():\n"
            f'    ENTITIES += (Grant((word,), "public.books", "{check.tiny.name}_migrator"),)\n'
        )
    check()
    assert not check().built
    privileges.write_text("SELECT")
    age(tmp_path)
    assert "declared-migrated grant-missing" in check().told


def test_a_variable_of_the_environment_counts_where_one_is_asked_for(check: Check) -> None:
    with check.model.open("a") as model:
        model.write(
            'import os\nif os.environ.get("WIDE"):\n'
            f'    ENTITIES += (Grant(("SELECT",), "public.books", "{check.tiny.name}_migrator"),)\n'
        )
    check()
    assert not check().built
    assert "declared-migrated grant-missing" in check(WIDE="yes").told
    assert check().told == []


def test_a_revision_that_was_edited_is_run_again(check: Check) -> None:
    check()
    (first,) = (check.tiny.folder / "migrations" / "versions").glob("first.py")
    first.write_text(
        first.read_text().replace('op.execute("ALTER TABLE books FORCE ROW LEVEL SECURITY")', "")
    )
    assert "migrated-live rls-forced" in check().told


def test_a_new_revision_puts_the_database_behind(check: Check) -> None:
    check()
    check.tiny.revision("second", "first", 'op.execute("CREATE TABLE pens (id integer)")')
    assert "migrated-live revision-behind" in check().told
    assert (again := check()).built is False
    assert "migrated-live revision-behind" in again.told


@pytest.fixture
def restored(check: Check) -> Check:
    """The live database spells a constraint as one does that came out of a dump."""
    stages = "stage IN ('new', 'sold')"
    check.tiny.revision(
        "second", "first", f'op.execute("ALTER TABLE books ADD stage varchar(9) CHECK ({stages})")'
    )
    migrated.build(check.tiny.project, check.live, "heads")
    with check.model.open("a") as model:
        model.write(
            "from sqlalchemy import CheckConstraint, String\n"
            'BOOKS = METADATA.tables["books"]\n'
            'BOOKS.append_column(Column("stage", String(9)))\n'
            f'BOOKS.append_constraint(CheckConstraint("{stages}", name="books_stage_check"))\n'
        )
    with check.live.connect(autocommit=True) as connection:
        asked = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'books_stage_check'"
        ((before,),) = connection.execute(asked).fetchall()
        connection.execute("ALTER TABLE books DROP CONSTRAINT books_stage_check")
        connection.execute(f"ALTER TABLE books ADD CONSTRAINT books_stage_check {before}")
        ((after,),) = connection.execute(asked).fetchall()
        assert after != before
    return check


def test_a_restored_database_is_asked_about_once(restored: Check) -> None:
    assert (restored().told, restored().built) == ([], False)


def test_a_restored_database_that_has_changed_is_asked_about_again(restored: Check) -> None:
    restored()
    with restored.live.connect(autocommit=True) as connection:
        connection.execute("ALTER TABLE books DROP CONSTRAINT books_stage_check")
        connection.execute(
            "ALTER TABLE books ADD CONSTRAINT books_stage_check CHECK (stage NOT IN ('new', 'sold'))"
        )
    assert restored().told == ["migrated-live constraint-changed"]
    assert (restored().built, restored().told) == (False, ["migrated-live constraint-changed"])


def test_what_has_only_just_been_written_is_not_kept(check: Check) -> None:
    age(check.tiny.folder)
    future = time.time() + 60
    os.utime(check.model, (future, future))
    check()
    assert check.entries == []


@pytest.mark.parametrize(
    "spoilt", [b"", b"not gzip", b"\x1f\x8b\x08\x00"], ids=["empty", "text", "cut short"]
)
def test_a_spoilt_entry_is_built_anew(check: Check, spoilt: bytes) -> None:
    expected = check().told
    for entry in check.entries:
        entry.write_bytes(spoilt)
    again = check()
    assert (again.built, again.told) == (True, expected)
    assert not check().built


def test_an_entry_that_others_could_have_written_is_not_believed(check: Check) -> None:
    check()
    for entry in check.entries:
        entry.chmod(0o666)
    assert check().built


def test_entries_are_private_and_go_when_nobody_uses_them(check: Check) -> None:
    check()
    folder = check.cache / "references"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {entry.stat().st_mode & 0o777 for entry in check.entries} == {0o600}
    old = time.time() - 15 * 86_400
    forgotten, interrupted = folder / "forgotten.json.gz", folder / "killed.json.gz.123"
    for path in (forgotten, interrupted):
        path.write_bytes(b"")
        os.utime(path, (old, old))
    with check.model.open("a") as model:
        model.write("# another version\n")
    check()
    assert not forgotten.exists()
    assert not interrupted.exists()


def test_a_cache_that_cannot_be_written_to_only_costs_time(check: Check) -> None:
    check.cache.write_text("a file where a folder should be")
    assert check().told == []
    assert check().code == 0


def test_no_cache_reads_none_and_leaves_none(check: Check) -> None:
    assert check("--no-cache").built
    assert check.entries == []
    check()
    assert check("--no-cache").built


def test_many_at_once_agree(check: Check) -> None:
    age(check.tiny.folder)
    with ThreadPoolExecutor(3) as pool:
        outcomes = list(pool.map(lambda _: check(), range(3)))
    assert [outcome.told for outcome in outcomes] == [[], [], []]
    assert not check().built
