"""A revision with a place that is still to be filled by hand is refused, whoever would run or print it."""

from __future__ import annotations

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.migrate import preflight, printed
from pgdrift.migrate.dry_run import dry_run
from tests.pgdrift.migrate.tiny_project import TinyProject

UNFINISHED = """
op.execute("ALTER TABLE books ADD owner text")
# by hand: fill public.books.owner for the rows that exist, whoever they belong to,
# between SET LOCAL ROLE tiny_migrator and tiny_owner
op.execute("ALTER TABLE books ALTER owner SET NOT NULL")
"""


def test_it_is_refused_before_anything_runs_with_file_and_place(
    tiny: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    tiny.migrate(empty_database)
    path = tiny.revision("second", "first", UNFINISHED)

    def looked_at() -> None:
        with empty_database.connect(autocommit=True) as connection:
            preflight.check(connection, tiny.project, allow_drift=True)

    for command in (
        lambda: tiny.migrate(empty_database),
        looked_at,
        lambda: dry_run(tiny.project, empty_database),
        lambda: dry_run(tiny.project, None),
        lambda: printed.script(tiny.project, empty_database),
    ):
        with pytest.raises(PgdriftError) as caught:
            command()
        assert (
            f"{path} has at line 13 `# by hand: fill public.books.owner for the rows that exist, whoever "
            "they belong to`. Nothing was changed. Write there what the mark asks for, take the mark away"
        ) in str(caught.value)
    assert superuser.execute("SELECT version_num FROM alembic_version").fetchall() == [("first",)]
    # Of one that has run, or explains what was done by hand, nothing is asked.
    tiny.revision("second", "first", UNFINISHED.replace("by hand: fill", "by hand, filled:"))
    tiny.migrate(empty_database)
    tiny.revision("second", "first", UNFINISHED)
    tiny.revision("third", "second", 'op.execute("SELECT 1")')
    tiny.migrate(empty_database)
