"""Two projects in one database: each keeps to its own history, and says so when it meets the other's."""

from pathlib import Path

import pytest

from pgdrift import project as projects
from pgdrift.catalog import read
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from pgdrift.migrate import in_process
from pgdrift.migrate.dry_run import dry_run
from pgdrift.migrate.request import Request
from tests.pgdrift.migrate.tiny_project import TinyProject

LIBRARY = Path(__file__).resolve().parents[3] / "examples" / "library"


def test_a_project_is_not_migrated_into_another_ones_database(
    tiny: TinyProject, empty_database: DatabaseURL, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.migrate(empty_database)
    monkeypatch.syspath_prepend(LIBRARY)
    library = projects.find(LIBRARY)
    with empty_database.connect(autocommit=True) as connection:
        before = read(connection)
        for attempt in (
            lambda: in_process.upgrade(Request(library, empty_database)),
            lambda: dry_run(library, empty_database),
        ):
            with pytest.raises(
                PgdriftError, match=r"is at revision first, which is not in .*history"
            ) as said:
                attempt()
            assert len(str(said.value).splitlines()) == 1
        assert compare(before, read(connection)) == []


def test_the_tables_of_a_project_without_a_revision_do_not_get_another_ones_history(
    tiny: TinyProject, empty_database: DatabaseURL, monkeypatch: pytest.MonkeyPatch
) -> None:
    tiny.migrate(empty_database)
    monkeypatch.syspath_prepend(LIBRARY)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("DROP TABLE alembic_version")
        with pytest.raises(PgdriftError, match=r"the tables books but no revision"):
            in_process.upgrade(Request(projects.find(LIBRARY), empty_database))
