"""What a person can declare wrongly is told in one paragraph that names the file and the remedy."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from tests.pgdrift.migrate import tiny_project
from tests.pgdrift.migrate.tiny_project import TinyProject

TABLE = """
NOTES = Table("notes", METADATA, Column("id", Integer, primary_key=True){more})
"""
TENANCY = 'tenancy.require("NOTES", NOTES, tenancy.PublicRead())\n'
POLICY = """
def policy(name, on, rule):
    return PGPolicy(schema="public", signature=name, on_entity=on, definition=rule)
"""
IMPORTS = """
from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_policy import PGPolicy
from sqlalchemy import CheckConstraint, Column, Integer, Table

from pgdrift import tenancy
"""
ON_NOTES = 'PGPolicy(schema="public", signature="notes_all", on_entity="public.{table}", definition="{rule}")'


@pytest.fixture
def tiny(tmp_path: Path) -> TinyProject:
    """A project with one table and one revision."""
    tiny = tiny_project.write(tmp_path / "tiny")
    with (tiny.folder / f"{tiny.name}_model.py").open("a") as model:
        model.write(f'{IMPORTS}tenancy.require("Book", METADATA.tables["books"], tenancy.PublicRead())\n')
    return tiny


def refused(
    tiny: TinyProject, cluster: Cluster, added: str, command: str = "revision", live: str = ""
) -> str:
    """What the command says of a project with this added to its model: one paragraph, and no file."""
    with (tiny.folder / f"{tiny.name}_model.py").open("a") as model:
        model.write(added)
    before = sorted((tiny.folder / "migrations" / "versions").glob("*.py"))
    arguments = ["revision", "-m", "x"] if command == "revision" else [command]
    run = subprocess.run(
        [sys.executable, "-m", "pgdrift", *arguments],
        cwd=tiny.folder,
        env={**os.environ, "PGDRIFT_SCRATCH_URL": cluster.url().shown, "DATABASE_URL": live},
        capture_output=True,
        text=True,
        timeout=180,
    )
    assert run.returncode == 2, run.stdout + run.stderr
    assert "Traceback" not in run.stderr
    assert len(run.stderr.strip().splitlines()) == 1, run.stderr
    assert sorted((tiny.folder / "migrations" / "versions").glob("*.py")) == before
    return run.stderr


def test_a_table_that_does_not_say_whose_its_rows_are(tiny: TinyProject, cluster: Cluster) -> None:
    said = refused(tiny, cluster, TABLE.format(more=""))
    assert "'notes'" in said
    assert f"{tiny.name}_model.py:" in said
    assert "__tenancy__ = OwnedBy" in said


def test_a_check_without_a_name(tiny: TinyProject, cluster: Cluster) -> None:
    said = refused(tiny, cluster, TABLE.format(more=', CheckConstraint("id > 0")') + TENANCY)
    assert "notes" in said
    assert f"{tiny.name}_model.py:" in said
    assert "without a name: id > 0" in said
    assert "name=" in said


@pytest.mark.parametrize(
    ("declaration", "advice"),
    [
        (
            """PGFunction("public", 'Do It(a integer,  "B c" text)', "RETURNS int LANGUAGE sql RETURN 1")""",
            "signature = '...', without those around the function's own name",
        ),
        (
            """PGPolicy("public", "p", "FOR ALL USING (true)", on_entity='public.Order-Line "x"')""",
            "policy.on_entity = '...'",
        ),
    ],
    ids=["a parameter", "a table"],
)
def test_quotes_that_alembic_utils_takes_away(
    tiny: TinyProject, cluster: Cluster, declaration: str, advice: str
) -> None:
    model = f"{TABLE.format(more='')}{TENANCY}ENTITIES = (*ENTITIES, {declaration})\n"
    said = refused(tiny, cluster, model)
    assert f"({tiny.name}_model.py:" in said
    assert advice in said


@pytest.mark.parametrize(
    ("table", "rule", "reason"),
    [
        ("nothing", "FOR ALL USING (true)", "public.nothing"),
        ("notes", "FOR ALL USING (id = )", "syntax error"),
        ("notes", "FOR ALL USING (no_such_column)", "no_such_column"),
    ],
    ids=["no such table", "does not parse", "no such column"],
)
def test_a_policy_that_postgresql_refuses(
    tiny: TinyProject, cluster: Cluster, table: str, rule: str, reason: str
) -> None:
    policy = ON_NOTES.format(table=table, rule=rule)
    said = refused(tiny, cluster, f"{TABLE.format(more='')}{TENANCY}ENTITIES = (*ENTITIES, {policy})\n")
    assert "notes_all" in said
    assert reason in said
    assert f"({tiny.name}_model.py:" in said
    assert "Correct the declaration" in said


def test_a_grant_on_a_column_that_is_not_there(tiny: TinyProject, cluster: Cluster) -> None:
    grant = f'Grant(("INSERT", "UPDATE"), "public.notes", "{tiny.name}_owner", columns=("headline",))'
    said = refused(tiny, cluster, f"{TABLE.format(more='')}{TENANCY}ENTITIES = (*ENTITIES, {grant})\n")
    assert (
        f"PostgreSQL refused the grant of INSERT, UPDATE (headline) on public.notes to {tiny.name}_owner "
        f"({tiny.name}_model.py:"
    ) in said
    assert 'column "headline" of relation "notes" does not exist' in said


def test_two_policies_with_one_name(tiny: TinyProject, cluster: Cluster) -> None:
    policy = ON_NOTES.format(table="notes", rule="FOR ALL USING (true)")
    more = f"{TABLE.format(more='')}{TENANCY}ENTITIES = (*ENTITIES, {policy}, {policy})\n"
    said = refused(tiny, cluster, more)
    assert "2 policies of public.notes are called notes_all" in said
    assert f"{tiny.name}_model.py:" in said
    assert "rename or remove" in said


def test_an_edited_older_revision(tiny: TinyProject, cluster: Cluster, empty_database: DatabaseURL) -> None:
    """Found by the check as well: it is what a pull request is held to."""
    second = tiny.revision("second", "first", 'op.execute("SELECT 1")')
    first = next(p for p in (tiny.folder / "migrations" / "versions").glob("*.py") if p != second)
    (tiny.folder / "migrations" / "checksums.txt").write_text("first 0000\n")
    tiny.migrate(empty_database)
    for command in ("revision", "check"):
        said = refused(tiny, cluster, "", command, empty_database.shown)
        assert str(first) in said
        assert "git checkout" in said
