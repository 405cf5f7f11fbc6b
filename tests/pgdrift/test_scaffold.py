"""Asking for a new table: stubs that are ready to be filled in, or a refusal that leaves everything alone."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from pgdrift import scaffold
from pgdrift.project import Project, find
from pgdrift.scaffold import ScaffoldRefused

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """This project's declarations and templates, in a folder that may be written to."""
    shutil.copytree(ROOT / "migrations" / "new_table", tmp_path / "migrations" / "new_table")
    ours = find(ROOT)
    elsewhere = replace(ours, root=tmp_path, directory=tmp_path)
    vars(elsewhere)["metadata"] = ours.metadata  # it is only read, to know which tables there are
    return elsewhere


def written(project: Project) -> set[str]:
    files = (path.relative_to(project.root) for path in project.root.rglob("*") if path.is_file())
    return {path.as_posix() for path in files if path.parts[0] != "migrations"}


def test_a_new_table_gets_a_model_a_policy_and_a_test(project: Project) -> None:
    scaffold.write(project, "scaffolded_things")
    assert written(project) == {
        "schema/scaffolded_things.py",
        "policies/scaffolded_things.py",
        "tests/schema/test_scaffolded_things.py",
    }
    model = (project.root / "schema/scaffolded_things.py").read_text()
    assert "class ScaffoldedThing(Base, table=True):" in model
    assert '__tablename__ = "scaffolded_things"' in model


def test_every_stub_is_python_and_names_the_table(project: Project) -> None:
    for path in scaffold.write(project, "scaffolded_things").files:
        text = path.read_text()
        compile(text, str(path), "exec")
        assert "scaffolded_things" in text
        assert "${" not in text


def test_the_next_steps_name_the_two_imports(project: Project) -> None:
    steps = scaffold.write(project, "scaffolded_things").next_steps
    assert "from schema.scaffolded_things import ScaffoldedThing" in steps
    assert "policies/__init__.py" in steps
    assert 'revision -- -m "add scaffolded_things"' in steps


def test_a_stub_does_not_choose_the_tenancy(project: Project) -> None:
    scaffold.write(project, "scaffolded_things")
    assert "__tenancy__ = None" in (project.root / "schema/scaffolded_things.py").read_text()


@pytest.mark.parametrize(
    ("table", "class_name"),
    [
        ("scaffolded_things", "ScaffoldedThing"),
        ("companies", "Company"),
        ("business_addresses", "BusinessAddress"),
        ("mailboxes", "Mailbox"),
        ("session_status", "SessionStatus"),
        ("analysis", "Analysis"),
        ("feedback", "Feedback"),
    ],
)
def test_the_class_is_named_in_the_singular(table: str, class_name: str) -> None:
    assert scaffold.singular(table) == class_name


def test_the_class_name_can_be_said(project: Project) -> None:
    scaffold.write(project, "media", class_name="Medium")
    assert "class Medium(" in (project.root / "schema/media.py").read_text()


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("", "must start with a lower-case letter"),
        ("ScaffoldedThings", "must start with a lower-case letter"),
        ("action items", "must start with a lower-case letter"),
        ("../escape", "must start with a lower-case letter"),
        ("1st", "must start with a lower-case letter"),
        ("a" * 60, "has 60 characters"),
        ("user", "keyword"),
        ("import", "keyword"),
        ("votes", "is declared already"),
    ],
)
def test_a_name_that_cannot_be_a_table_is_refused(project: Project, table: str, reason: str) -> None:
    with pytest.raises(ScaffoldRefused, match=reason):
        scaffold.write(project, table)
    assert written(project) == set()


def test_nothing_is_overwritten_and_nothing_else_is_written(project: Project) -> None:
    mine = project.root / "policies" / "scaffolded_things.py"
    mine.parent.mkdir()
    mine.write_text("# mine\n")
    with pytest.raises(ScaffoldRefused, match=r"policies/scaffolded_things\.py exists already"):
        scaffold.write(project, "scaffolded_things")
    assert written(project) == {"policies/scaffolded_things.py"}
    assert mine.read_text() == "# mine\n"


def test_a_project_without_templates_is_told_what_they_are(project: Project) -> None:
    shutil.rmtree(project.migrations / "new_table")
    with pytest.raises(ScaffoldRefused, match=r"migrations/new_table must hold"):
        scaffold.write(project, "scaffolded_things")


def test_an_installed_project_gets_no_tables(project: Project, tmp_path: Path) -> None:
    installed = replace(project, directory=tmp_path / "elsewhere")
    with pytest.raises(ScaffoldRefused, match="a table is added in a checkout"):
        scaffold.write(installed, "scaffolded_things")
    assert written(project) == set()
