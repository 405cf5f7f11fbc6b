"""A revision of several transactions that ends in between: the next run goes on where it stopped."""

import contextlib
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.migrate import journal
from pgdrift.migrate.journal import Journal
from pgdrift.migrate.parts import Parts
from tests.pgdrift.migrate.tiny_project import TinyProject

# Every kind of step that commits: each leaves a line in `log`, so that doing it twice would show.
MIXED = """
op.execute("ALTER TABLE books ADD COLUMN pages integer")
op.execute("INSERT INTO log VALUES ('column')")
with op.get_context().autocommit_block():
    op.create_index("idx_books_pages", "books", ["pages"], postgresql_concurrently=True)
    op.execute("INSERT INTO log VALUES ('index')")
op.execute("ALTER TABLE books ADD CONSTRAINT positive CHECK (pages > 0) NOT VALID")
op.execute("INSERT INTO log VALUES ('check')")
with op.get_context().autocommit_block():
    op.execute("ALTER TABLE books VALIDATE CONSTRAINT positive")
    op.execute("ALTER TYPE mood ADD VALUE 'curious'")
    op.execute("DROP INDEX CONCURRENTLY idx_books_title")
{last}
op.execute("INSERT INTO log VALUES ('end')")
"""
LINES = [("column",), ("index",), ("check",), ("end",)]


@pytest.fixture
def shop(tiny: TinyProject, empty_database: DatabaseURL) -> TinyProject:
    """The tiny project with a table that its revisions write a log to, and things to alter."""
    tiny.revision(
        "log",
        "first",
        """
        op.execute("CREATE TABLE log (line text)")
        op.execute("CREATE TYPE mood AS ENUM ('calm')")
        op.execute("CREATE INDEX idx_books_title ON books (title)")
        """,
    )
    tiny.migrate(empty_database)
    return tiny


def write(shop: TinyProject, last: str = "pass") -> Path:
    return shop.revision("mixed", "log", MIXED.format(last=last))


def state(superuser: psycopg.Connection) -> dict[str, object]:
    """What the revision is there to make, and that it made it once."""
    columns = superuser.execute("SELECT line FROM log").fetchall()
    index = superuser.execute(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('idx_books_pages')"
    ).fetchall()
    check = superuser.execute("SELECT convalidated FROM pg_constraint WHERE conname = 'positive'").fetchall()
    moods = superuser.execute("SELECT enum_range(NULL::mood)::text").fetchone()
    gone = superuser.execute("SELECT to_regclass('idx_books_title')").fetchone()
    stamped = superuser.execute("SELECT version_num FROM alembic_version").fetchall()
    comment = superuser.execute("SELECT obj_description('alembic_version'::regclass)").fetchone()
    return {
        "log": columns,
        "index": index,
        "check": check,
        "moods": moods,
        "gone": gone,
        "stamped": stamped,
        "comment": comment,
    }


DONE = {
    "log": LINES,
    "index": [(True,)],
    "check": [(True,)],
    "moods": ("{calm,curious}",),
    "gone": (None,),
    "stamped": [("mixed",)],
    "comment": (None,),
}


def test_without_an_interruption_every_step_is_done_once(
    shop: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    write(shop)
    shop.migrate(empty_database)
    assert state(superuser) == DONE


def test_a_failure_at_the_end_repeats_nothing_that_was_committed(
    shop: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    write(shop, """op.execute("SELECT 1 / 0 INTO impossible")""")
    with pytest.raises(PgdriftError, match=r"division by zero.*revision log, with 7 steps of revision mixed"):
        shop.migrate(empty_database)
    noted = journal.load(superuser)
    assert noted is not None
    assert (noted.revision, noted.direction, noted.done) == ("mixed", "up", 7)
    # What is not committed yet may still be corrected.
    write(shop)
    shop.migrate(empty_database)
    assert state(superuser) == DONE


def test_a_comment_that_somebody_wrote_on_the_table_of_revisions_is_kept(
    shop: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    superuser.execute("COMMENT ON TABLE alembic_version IS 'do not touch: 100%'")
    write(shop)
    shop.migrate(empty_database)
    assert state(superuser) == {**DONE, "comment": ("do not touch: 100%",)}


@pytest.mark.parametrize("note", range(1, 11))
def test_the_connection_is_lost_between_any_step_and_the_note_that_it_is_done(
    shop: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection, note: int
) -> None:
    write(shop)
    with broken_before_note(note), pytest.raises(PgdriftError, match="The connection broke"):
        shop.migrate(empty_database)
    shop.migrate(empty_database)
    assert state(superuser) == DONE


@contextlib.contextmanager
def broken_before_note(number: int) -> Iterator[None]:
    """Lose the migrating connection just before the note of that number would be written."""
    noting, written = Parts._note, 0

    def note(self: Parts, connection: psycopg.Connection, noted: Journal, *, nothing: bool = False) -> None:
        nonlocal written
        written += 1
        if written == number:
            connection.close()
        noting(self, connection, noted, nothing=nothing)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Parts, "_note", note)
        yield


def test_an_invalid_index_is_dropped_and_built_anew(
    shop: TinyProject,
    empty_database: DatabaseURL,
    superuser: psycopg.Connection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Left behind by a version, or a tool, that keeps no note of it; so is one of another name."""
    superuser.execute("INSERT INTO books VALUES (1, 'x'), (2, 'x')")
    for name in ("idx_books_again", "somebody_elses"):
        with contextlib.suppress(psycopg.errors.UniqueViolation):
            superuser.execute(f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON books (title)".encode())
    shop.revision(
        "again",
        "log",
        """
        with op.get_context().autocommit_block():
            op.create_index("idx_books_again", "books", ["title"], postgresql_concurrently=True)
        """,
    )
    caplog.set_level("INFO", "pgdrift.migrate")
    shop.migrate(empty_database)
    rows = superuser.execute(
        "SELECT indexrelid::regclass::text, indisvalid, indisunique FROM pg_index "
        "WHERE indrelid = 'books'::regclass AND NOT indisprimary ORDER BY 1"
    ).fetchall()
    assert rows == [
        ("idx_books_again", True, False),
        ("idx_books_title", True, False),
        ("somebody_elses", False, True),
    ]
    assert "dropping the INVALID index idx_books_again" in caplog.text


def test_a_valid_index_that_somebody_else_made_is_never_dropped(
    shop: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    write(shop)
    superuser.execute("ALTER TABLE books ADD COLUMN pages_read integer")
    superuser.execute("CREATE INDEX idx_books_pages ON books (pages_read)")
    for _ in range(2):
        with pytest.raises(PgdriftError, match='"idx_books_pages" already exists'):
            shop.migrate(empty_database)
    definition = superuser.execute("SELECT pg_get_indexdef('idx_books_pages'::regclass)").fetchone()
    assert definition == ("CREATE INDEX idx_books_pages ON public.books USING btree (pages_read)",)
    superuser.execute("DROP INDEX idx_books_pages")
    shop.migrate(empty_database)
    assert state(superuser) == DONE


def test_a_unique_index_that_rows_break_leaves_nothing_behind(
    shop: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    superuser.execute("INSERT INTO books VALUES (1, 'x'), (2, 'x')")
    shop.revision(
        "unique",
        "log",
        """
        with op.get_context().autocommit_block():
            op.create_index("one_title", "books", ["title"], unique=True, postgresql_concurrently=True)
        """,
    )
    with pytest.raises(PgdriftError, match="Rows that exist break the rule"):
        shop.migrate(empty_database)
    assert superuser.execute("SELECT to_regclass('one_title')").fetchone() == (None,)
    assert journal.load(superuser) is None


def test_a_committed_part_may_not_be_edited_afterwards(
    shop: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    path = write(shop, """op.execute("SELECT 1 / 0 INTO impossible")""")
    with pytest.raises(PgdriftError):
        shop.migrate(empty_database)
    text = path.read_text().replace("1 / 0", "1")
    path.write_text(text.replace("ADD COLUMN pages integer", "ADD COLUMN pages bigint"))
    with pytest.raises(PgdriftError, match=r"mixed\.py has been changed since part of it was committed"):
        shop.migrate(empty_database)
    path.write_text(text.partition("op.create_index")[0] + "pass\n\n\ndef downgrade(): pass\n")
    with pytest.raises(PgdriftError, match=r"mixed\.py has been changed since part of it was committed"):
        shop.migrate(empty_database)
    path.write_text(text)
    shop.migrate(empty_database)
    assert state(superuser)["stamped"] == [("mixed",)]


def test_nothing_is_undone_while_a_revision_is_half_applied(
    shop: TinyProject, empty_database: DatabaseURL
) -> None:
    write(shop, """op.execute("SELECT 1 / 0 INTO impossible")""")
    with pytest.raises(PgdriftError):
        shop.migrate(empty_database)
    answer = shop.alembic(empty_database, "downgrade", "-1")
    assert answer.returncode != 0
    assert "half way through the upgrade of revision mixed" in answer.stdout
    assert "`alembic upgrade mixed`" in answer.stdout


def test_a_killed_migrators_last_statement_is_waited_for(
    shop: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    """The index it was building is not dropped under its hands, nor built twice."""
    write(shop)
    with empty_database.connect() as old:
        old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        old.execute("SELECT FROM log")
        process = shop.start_alembic(empty_database, "upgrade", "head")
        building = "SELECT count(*) FROM pg_stat_progress_create_index WHERE phase ~ 'waiting for old'"
        deadline = time.monotonic() + 20
        while superuser.execute(building).fetchone() == (0,):
            assert time.monotonic() < deadline
            time.sleep(0.02)
        process.kill()
        process.communicate()
        next_run = threading.Thread(target=shop.migrate, args=[empty_database])
        next_run.start()
        time.sleep(0.3)
        old.rollback()
        next_run.join()
    assert state(superuser) == DONE


def test_what_is_half_way_down_is_not_said_to_be_up_to_date(
    shop: TinyProject, empty_database: DatabaseURL
) -> None:
    path = shop.revision("down", "log", "pass")
    shop.migrate(empty_database)
    undone = path.read_text().replace(
        'op.execute("SELECT 1")',
        """op.execute("DROP INDEX idx_books_title")
    with op.get_context().autocommit_block():
        op.execute("SELECT 1 / 0 INTO impossible")""",
    )
    path.write_text(undone)
    assert shop.alembic(empty_database, "downgrade", "-1").returncode != 0
    with pytest.raises(PgdriftError, match="half way through the downgrade of revision down"):
        shop.migrate(empty_database)
