"""What migrating would do is found out on a copy; the live database is neither changed nor locked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from pgdrift.migrate import lock
from pgdrift.migrate.administrator import AdministratorNeeded
from pgdrift.migrate.dry_run import dry_run
from pgdrift.migrate.plan import Plan
from pgdrift.migrate.preconditions import RowsBreakRules
from pgdrift.migrate.preflight import Drifted
from pgdrift.migrate.rehearsal import Effects
from tests.boardofone.running import boardofone
from tests.newest_revisions import ALL
from tests.pgdrift.migrate.tiny_project import TinyProject

PENDING = """
# hazard: keeps everybody waiting
op.execute("ALTER TABLE books ALTER id TYPE bigint")
op.execute("CREATE TABLE shelves (id integer PRIMARY KEY, book bigint REFERENCES books)")
with op.get_context().autocommit_block():
    op.execute("CREATE INDEX CONCURRENTLY idx_books_title ON books (title)")
op.execute("COMMENT ON TABLE shelves IS 'boards'")
"""


@pytest.fixture
def books(
    tiny: TinyProject,
    empty_database: DatabaseURL,
    superuser: psycopg.Connection,
    scratch_here: None,
) -> DatabaseURL:
    """The tiny project's database at its first revision, with rows; copies are made on the test server."""
    tiny.migrate(empty_database)
    superuser.execute("INSERT INTO books SELECT g, 'title ' || g FROM generate_series(1, 1000) g")
    superuser.execute("ANALYZE books")
    return empty_database


def state(url: DatabaseURL) -> tuple[Snapshot, str]:
    """Everything that a migration could have changed: the facts and the rows, each with who wrote it when."""
    with url.connect(autocommit=True) as connection:
        rows = connection.execute(
            "SELECT md5(string_agg(concat(xmin, ctid, id, title), ',' ORDER BY id)) FROM books"
        ).fetchone()
        return read(connection), str(rows)


def unchanged(url: DatabaseURL, before: tuple[Snapshot, str]) -> None:
    after = state(url)
    assert compare(before[0], after[0]) == []
    assert after[1] == before[1]
    assert after[0].revision == before[0].revision
    assert after[0].fingerprint == before[0].fingerprint


def test_the_plan_names_what_each_revision_does_to_whom(tiny: TinyProject, books: DatabaseURL) -> None:
    tiny.revision("second", "first", PENDING, constants='WRITES_WAIT = ("books",)')
    tiny.revision("third", "second", 'op.execute("ALTER TABLE shelves ADD floor integer")')
    before = state(books)
    plan = dry_run(tiny.project, books)
    unchanged(books, before)
    second, third = plan.steps
    assert second.effects == Effects(
        locks={"public.books": "ACCESS EXCLUSIVE"},
        rewrites=["public.books"],
        alone=[("CREATE INDEX idx_books_title", True)],
    )
    # What a pending revision makes itself is in nobody's use.
    assert third.effects == Effects()
    shown = str(plan).splitlines()
    assert shown[0] == f"{books.database} is at first; 2 revisions are pending"
    assert "  locks    public.books ACCESS EXCLUSIVE, about 1,000 rows" in shown
    assert "  rewrites public.books, about 1,000 rows" in shown
    assert "  alone    CREATE INDEX idx_books_title, beside reads and writes" in shown
    assert "  hazard   keeps everybody waiting" in shown
    assert "  hazard   reads and writes of books wait for the length of one transaction" in shown
    assert "  tried on what its own revision first makes, which it is equal to" in shown
    assert shown[-1] == "  no table in use is locked"


def test_it_waits_for_nobody_and_nobody_for_it(
    tiny: TinyProject, books: DatabaseURL, superuser: psycopg.Connection
) -> None:
    tiny.revision("second", "first", PENDING)
    with (
        books.connect(autocommit=True) as migrator,
        lock.held(migrator, tiny.project),
        books.connect() as writer,
    ):
        writer.execute("LOCK TABLE books IN SHARE ROW EXCLUSIVE MODE")
        assert len(dry_run(tiny.project, books).steps) == 1
        writer.rollback()
    locked = "SELECT count(*) FROM pg_locks WHERE relation = 'books'::regclass"
    assert superuser.execute(locked).fetchone() == (0,)


def test_what_hangs_on_a_column_beside_the_project_is_tripped_over_on_the_copy(
    tiny: TinyProject, books: DatabaseURL, superuser: psycopg.Connection
) -> None:
    """The look for drift lets it pass, as it is somebody else's; only trying shows that it is in the way."""
    path = tiny.revision("second", "first", PENDING)
    superuser.execute("CREATE ROLE reporting_of_books")
    superuser.execute("GRANT CREATE ON SCHEMA public TO reporting_of_books")
    superuser.execute("CREATE VIEW numbers AS SELECT id FROM books")
    superuser.execute("ALTER VIEW numbers OWNER TO reporting_of_books")
    before = state(books)
    with pytest.raises(PgdriftError) as caught:
        dry_run(tiny.project, books)
    unchanged(books, before)
    said = str(caught.value)
    assert f"the revision second ({path}) failed" in said
    assert "cannot alter type of a column used by a view" in said
    assert "view public.numbers" in said
    assert "Nothing was changed" in said
    with pytest.raises(PgdriftError, match="cannot alter type of a column used by a view"):
        tiny.migrate(books)
    superuser.execute("DROP VIEW numbers")
    superuser.execute("REVOKE ALL ON SCHEMA public FROM reporting_of_books")
    superuser.execute("DROP ROLE reporting_of_books")


def test_what_is_different_and_in_nobodys_way_is_on_the_copy_too(
    tiny: TinyProject, books: DatabaseURL, superuser: psycopg.Connection
) -> None:
    tiny.revision("second", "first", 'op.execute("ALTER TABLE books ADD shelf integer")')
    superuser.execute("CREATE TABLE theirs (id integer PRIMARY KEY)")
    superuser.execute("CREATE INDEX by_title ON books (title)")
    superuser.execute("DROP INDEX by_title; CREATE INDEX by_title ON books (title) WHERE id > 1")
    plan = dry_run(tiny.project, books)
    assert plan.copied.startswith(
        "what its own revision first makes, and what is different in the live one: "
    )
    assert "table public.theirs" in plan.copied
    assert "index public.by_title" in plan.copied
    assert "could not be copied" not in plan.copied


def test_rows_that_break_a_rule_are_counted_in_the_live_database(
    tiny: TinyProject, books: DatabaseURL
) -> None:
    rule = ("public.books", "books_title_check", "SELECT count(*) FROM books WHERE title = 'title 7'")
    tiny.revision("second", "first", 'op.execute("SELECT 1")', constants=f"PRECONDITIONS = ({rule!r},)")
    before = state(books)
    with pytest.raises(RowsBreakRules, match="has 1 row that breaks books_title_check"):
        dry_run(tiny.project, books)
    tiny.revision(
        "second",
        "first",
        'op.execute("SELECT 1")',
        constants=f"PRECONDITIONS = ({(rule[0], rule[1], rule[2].replace('7', 'x'))!r},)",
    )
    assert "1 rule that pending revisions add: no row breaks one" in str(dry_run(tiny.project, books))
    unchanged(books, before)


def test_drift_that_pending_revisions_must_not_build_on_stops_it(
    tiny: TinyProject, books: DatabaseURL, superuser: psycopg.Connection
) -> None:
    tiny.revision("second", "first", 'op.execute("CREATE TABLE shelves ()")')
    superuser.execute("GRANT SELECT ON books TO PUBLIC")
    with pytest.raises(Drifted, match=r"public\.books to PUBLIC"):
        dry_run(tiny.project, books)
    assert len(dry_run(tiny.project, books, allow_drift=True).steps) == 1
    # What it trips over is told as the drift that it is, not as what came of it.
    superuser.execute("CREATE TABLE shelves (id integer)")
    with pytest.raises(Drifted, match=r"public\.shelves"):
        dry_run(tiny.project, books)


def test_a_login_that_lacks_an_administrator_is_handed_the_sql_and_one_that_has_had_one_is_not(
    tiny: TinyProject,
    empty_database: DatabaseURL,
    superuser: psycopg.Connection,
    login: Callable[[DatabaseURL, str], DatabaseURL],
) -> None:
    url = login(empty_database, f"{tiny.name}_login")
    with pytest.raises(AdministratorNeeded, match="a dry run does not try") as caught:
        dry_run(tiny.project, url)
    superuser.execute(caught.value.sql.encode())
    assert len(dry_run(tiny.project, url).steps) == 1
    tiny.migrate(url)
    # Tables that the login owns are handed over by itself, and a database that it owns closed again.
    superuser.execute(f"ALTER TABLE books OWNER TO {tiny.name}_login".encode())
    superuser.execute(f"GRANT TEMP ON DATABASE {url.database} TO PUBLIC".encode())
    tiny.revision("second", "first", 'op.execute("CREATE TABLE shelves ()")')
    plan = dry_run(tiny.project, url)
    assert list(plan.prepared) == ["the database closed to PUBLIC", "the ownership of the table public.books"]
    tiny.migrate(url)


def test_what_cannot_be_migrated_at_all_is_refused_as_by_migrate(
    tiny: TinyProject, books: DatabaseURL, superuser: psycopg.Connection
) -> None:
    superuser.execute("UPDATE alembic_version SET version_num = 'theirs'")
    with pytest.raises(PgdriftError, match="is at revision theirs, which is not in"):
        dry_run(tiny.project, books)
    superuser.execute("DELETE FROM alembic_version")
    with pytest.raises(PgdriftError, match=r"but no revision.*`./noxw -s adopt`"):
        dry_run(tiny.project, books)
    superuser.execute(f"ALTER DATABASE {books.database} SET default_transaction_read_only = on".encode())
    with pytest.raises(PgdriftError, match="takes no writes"):
        dry_run(tiny.project, books)
    tiny.revision("left", "first", 'op.execute("SELECT 1")')
    tiny.revision("right", "first", 'op.execute("SELECT 1")')
    with pytest.raises(PgdriftError, match="The migrations have 2 heads"):
        dry_run(tiny.project, books)


def test_with_nothing_pending_there_is_nothing_to_try(tiny: TinyProject, books: DatabaseURL) -> None:
    plan = dry_run(tiny.project, books)
    assert (plan.copied, plan.steps) == ("", ())
    assert str(plan) == f"{books.database} is at first; no revisions are pending"


def test_a_revision_that_is_half_applied_is_named(tiny: TinyProject, books: DatabaseURL) -> None:
    failing = PENDING.replace("(title)", "(titel)")
    tiny.revision("second", "first", failing)
    with pytest.raises(PgdriftError, match="titel"):
        tiny.migrate(books)
    tiny.revision("second", "first", PENDING)
    shown = str(dry_run(tiny.project, books))
    assert "goes on  with second, which is half applied" in shown
    assert "tried on what its own revision first makes, without the part of the next one" in shown
    tiny.migrate(books)


def test_a_database_that_is_still_to_be_made_is_planned_and_not_made(tmp_path: Path) -> None:
    done = boardofone(tmp_path, "migrate", "--dry-run")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"boardofone is at no revision; {len(ALL)} revisions are pending\n")
    assert "hazard" not in done.stdout
    assert "Migrating boardofone would go through" in done.stderr
    assert not (tmp_path / ".pgdata").exists()


def test_a_plan_without_counts_says_so() -> None:
    assert "counted  not, as this login may not see every row: 2 rules" in str(
        Plan("x", rules=2, counted=False)
    )
