"""A revision that was stopped between two of its parts is finished, and nothing that it has made is drift."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from pgdrift.check import check
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.migrate import preflight
from pgdrift.migrate.preflight import Drifted
from pgdrift.reports import as_sql
from pgdrift.server.cluster import Cluster
from tests.pgdrift.migrate import tiny_project
from tests.pgdrift.migrate.tiny_project import TinyProject

# What a generated NOT NULL does: the constraint is there for a while only.
REQUIRED = """
op.execute("ALTER TABLE books ADD CONSTRAINT books_title_filled CHECK (title IS NOT NULL) NOT VALID")
with op.get_context().autocommit_block():
    op.execute("ALTER TABLE books VALIDATE CONSTRAINT books_title_filled")
op.execute("ALTER TABLE books ALTER COLUMN title SET NOT NULL")
op.execute("ALTER TABLE books DROP CONSTRAINT books_title_filled")
{last}
"""
# A project that is to be checked has to say whose rows these are.
DECLARED = """
from pgdrift import tenancy
from pgdrift.declare import RowSecurity

tenancy.require("books", METADATA.tables["books"], tenancy.ServiceOnly())
ENTITIES += (RowSecurity("books"),)
"""


@pytest.fixture
def halfway(tmp_path: Path, empty_database: DatabaseURL) -> TinyProject:
    """A project whose second revision was stopped after its constraint was committed."""
    tiny = tiny_project.write(tmp_path)
    model = tmp_path / f"{tiny.name}_model.py"
    model.write_text(model.read_text() + DECLARED)
    tiny.revision("first", None, tiny_project.FIRST)
    tiny.migrate(empty_database)
    tiny.revision("required", "first", REQUIRED.format(last='op.execute("SELECT 1 / 0")'))
    with pytest.raises(PgdriftError, match="steps of revision required committed already"):
        tiny.migrate(empty_database)
    tiny.revision("required", "first", REQUIRED.format(last=""))
    return tiny


def test_the_next_run_is_let_through_and_finishes_it(
    halfway: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    preflight.check(superuser, halfway.project)
    halfway.migrate(empty_database)
    assert superuser.execute("SELECT version_num FROM alembic_version").fetchall() == [("required",)]
    left = superuser.execute("SELECT FROM pg_constraint WHERE conname = 'books_title_filled'").fetchall()
    assert left == []


def test_drift_beside_it_still_stops_the_next_run(
    halfway: TinyProject, superuser: psycopg.Connection
) -> None:
    superuser.execute("CREATE POLICY everybody ON books USING (true)")
    with pytest.raises(Drifted) as refused:
        preflight.check(superuser, halfway.project)
    assert [finding.object for finding in refused.value.findings] == ["public.books.everybody"]


def test_a_check_names_it_and_offers_no_sql_against_it(
    halfway: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection, cluster: Cluster
) -> None:
    superuser.execute("CREATE POLICY everybody ON books USING (true)")
    report = check(halfway.project, empty_database, scratch_url=cluster.url())
    found = [finding for finding in report.findings if finding.comparison == "migrated-live"]
    assert [finding.id for finding in found] == ["policy-extra", "revision-half-applied", "revision-behind"]
    assert found[1].consequence == (
        "The upgrade to revision required was stopped half way: 2 of its steps are committed. What it works"
        " on is neither as before nor as after, and is not compared."
    )
    assert "migrat" in found[1].fix
    script = as_sql.render(report, allow_destructive=True)
    assert "everybody" in script
    assert "books_title_filled" not in script
    assert "COMMENT ON TABLE" not in script


def test_a_note_of_a_revision_that_this_checkout_lacks_is_told_too(
    halfway: TinyProject, empty_database: DatabaseURL, cluster: Cluster
) -> None:
    (halfway.folder / "migrations" / "versions" / "required.py").unlink()
    report = check(halfway.project, empty_database, scratch_url=cluster.url())
    assert "revision-half-applied" in [finding.id for finding in report.findings]
