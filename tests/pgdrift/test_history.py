"""Where a database stands in a project's revisions, and when that cannot be told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pgdrift import history
from pgdrift.errors import PgdriftError
from tests.pgdrift.migrate import tiny_project
from tests.pgdrift.migrate.tiny_project import TinyProject


@pytest.fixture
def tiny(tmp_path: Path) -> TinyProject:
    """Three revisions in a row: first, second, third."""
    tiny = tiny_project.write(tmp_path / "tiny")
    tiny.revision("second", "first", "pass")
    tiny.revision("third", "second", "pass")
    return tiny


def refusal(tiny: TinyProject, *revisions: str) -> str:
    with pytest.raises(PgdriftError) as refused:
        history.read(tiny.project).standing(tiny.project, revisions, "shop")
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_what_is_still_to_run_comes_in_its_order(tiny: TinyProject) -> None:
    steps = history.read(tiny.project)
    assert steps.head == "third"
    assert [step.revision for step in steps.standing(tiny.project, ("first",), "shop").pending] == [
        "second",
        "third",
    ]
    assert steps.standing(tiny.project, ("third",), "shop").pending == ()


def test_a_revision_that_no_file_has(tiny: TinyProject) -> None:
    said = refusal(tiny, "abc123")
    assert "The database shop is at revision abc123, which is not in" in said
    assert "Update this checkout" in said


def test_a_database_at_two_revisions_at_once(tiny: TinyProject) -> None:
    assert "The database shop is at 2 revisions at once (second, third)" in refusal(tiny, "second", "third")


def test_two_heads(tiny: TinyProject) -> None:
    other = tiny.revision("other", "first", "pass")
    said = refusal(tiny, "first")
    assert "2 heads" in said
    assert str(other) in said


def test_no_revisions_at_all(tiny: TinyProject) -> None:
    shutil.rmtree(tiny.folder / "migrations" / "versions")
    (tiny.folder / "migrations" / "versions").mkdir()
    assert "holds no revisions, so there is nothing to compare with" in refusal(tiny, "first")
