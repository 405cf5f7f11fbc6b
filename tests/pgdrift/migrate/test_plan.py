"""What a dry run says of each revision: what it costs those who use the database, and what is lost."""

from __future__ import annotations

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.migrate.dry_run import dry_run
from pgdrift.migrate.plan import hazards
from pgdrift.migrate.preconditions import RowsBreakRules
from tests.pgdrift.migrate.tiny_project import TinyProject


def test_what_goes_with_its_rows_is_a_hazard_and_what_only_going_back_does_is_not(
    tiny: TinyProject,
    empty_database: DatabaseURL,
    superuser: psycopg.Connection,
    scratch_here: None,
) -> None:
    tiny.revision(
        "second", "first", 'op.execute("ALTER TABLE books ADD pages int, ADD x text, ADD UNIQUE (x)")'
    )
    tiny.revision("third", "second", 'op.execute("CREATE TABLE gone (id integer PRIMARY KEY)")')
    tiny.migrate(empty_database)
    superuser.execute("INSERT INTO books SELECT g, 'title ' || g FROM generate_series(1, 1000) g")
    superuser.execute("ANALYZE books")
    fourth = tiny.revision(
        "fourth",
        "third",
        """
        op.execute("ALTER TABLE books RENAME pages TO length")
        op.execute("ALTER TABLE books DROP title, ALTER length TYPE bigint")
        op.execute("DROP TABLE gone")
        """,
        constants="""
        PRECONDITIONS = (
            ("public.books", "length_check", "SELECT count(*) FROM books WHERE length < 0"),
            ("public.books", "pages_check", "SELECT count(*) FROM books WHERE pages < 0"),
        )
        """,
    )
    with fourth.open("a") as file:
        file.write("    # hazard: fails when table books has rows\n")
    superuser.execute("CREATE INDEX i ON books (id)")
    plan = dry_run(tiny.project, empty_database)
    shown = str(plan).splitlines()
    assert "  hazard   drops column public.books.title with all that is in it, about 1,000 rows" in shown
    assert "  hazard   drops table public.gone with all that is in it, rows unknown" in shown
    assert [line for line in shown if "rewrites" in line] == [
        "  rewrites public.books and 3 indexes of it, about 1,000 rows"
    ]
    assert not [line for line in shown if "fails when" in line]
    assert "  counted  1 rule that pending revisions add: no row breaks one" in shown
    assert "  counted  not, as a pending revision makes what it is about: public.books length_check" in shown


def test_a_hazard_may_need_several_lines(tmp_path):
    path = tmp_path / "revision.py"
    path.write_text(
        "def upgrade():\n    # hazard: renames\n    #   nothing  # noqa: E501\n    # but\n"
        "    # hazard: waits  # noqa: E501\n    pass\n"
    )
    assert hazards(path) == ["renames nothing", "waits"]


def test_what_becomes_not_null_is_held_against_the_rows(
    tiny: TinyProject,
    empty_database: DatabaseURL,
    superuser: psycopg.Connection,
    scratch_here: None,
) -> None:
    tiny.migrate(empty_database)
    required = 'op.execute("ALTER TABLE books ALTER title SET NOT NULL")'
    added = 'op.execute("ALTER TABLE books ADD editor text NOT NULL")'
    later = (
        'op.execute("ALTER TABLE books ADD x int")\n'
        'op.execute("ALTER TABLE books ALTER x SET DEFAULT 1, ALTER x SET NOT NULL")'
    )
    tiny.revision("second", "first", required)
    assert "NOT NULL" not in str(dry_run(tiny.project, empty_database))
    superuser.execute("INSERT INTO books VALUES (1, 'x'), (2, NULL)")
    for statements, told in (
        (required, "title NOT NULL and fills no row, and 1 row there"),
        (added, "editor NOT NULL and fills no row, and 2 rows there"),
        (later, "x NOT NULL and fills no row, and 2 rows there"),
    ):
        tiny.revision("second", "first", statements)
        with pytest.raises(RowsBreakRules) as caught:
            dry_run(tiny.project, empty_database)
        assert f"makes public.books.{told} would have nothing in it" in str(caught.value)
    tiny.revision("second", "first", f"op.execute('DO $$ BEGIN NULL; END $$')\n{required}")
    hazard = "fails unless it fills public.books.title, which becomes NOT NULL: 1 row has nothing for it now"
    assert f"  hazard   {hazard}" in str(dry_run(tiny.project, empty_database))
    # What an UPDATE of the table does to its rows is for its author to know.
    become = f"op.execute('SET LOCAL ROLE {tiny.name}_migrator')"
    again = f"op.execute('SET LOCAL ROLE {tiny.name}_owner')"
    superuser.execute(f"GRANT SELECT, UPDATE ON books TO {tiny.name}_migrator".encode())
    update = "op.execute(\"UPDATE public.books SET title = '' WHERE title IS NULL\")"
    tiny.revision("second", "first", "\n".join((become, update, again, required)))
    assert "NOT NULL" not in str(dry_run(tiny.project, empty_database, allow_drift=True))
    # A default of the column's own fills the rows that are there, and so does an identity.
    filled = (
        "ADD a int NOT NULL DEFAULT 1, ADD b float NOT NULL DEFAULT random(), "
        "ADD c int GENERATED ALWAYS AS IDENTITY"
    )
    tiny.revision("second", "first", f'op.execute("ALTER TABLE books {filled}")')
    assert "NOT NULL" not in str(dry_run(tiny.project, empty_database, allow_drift=True))
