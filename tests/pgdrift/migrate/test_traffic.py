"""A migration on a database that others use: who waits for whom, how long, and what is said meanwhile."""

import time

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from tests.pgdrift.migrate.tiny_project import TinyProject
from tests.pgdrift.migrate.traffic import beside, traffic, until

SHORT = 0.5  # the tiny project's lock_timeout, in seconds
SLACK = 0.5

ADD_COLUMN = 'op.execute("ALTER TABLE books ADD COLUMN pages integer")'
BUILD_INDEX = """
with op.get_context().autocommit_block():
    op.create_index("idx_books_title", "books", ["title"], postgresql_concurrently=True)
"""
SEVERAL_TABLES = """
for table in ("books", "shelves", "readers"):
    op.execute(f"ALTER TABLE {table} ADD COLUMN more integer")
"""


@pytest.fixture
def library(tiny: TinyProject, empty_database: DatabaseURL) -> TinyProject:
    """The tiny project, migrated, with three tables."""
    tiny.settings(lock_retry_for="20s")
    tiny.revision(
        "more",
        "first",
        """
        op.execute("CREATE TABLE shelves (id integer PRIMARY KEY, title text)")
        op.execute("CREATE TABLE readers (id integer PRIMARY KEY, title text)")
        """,
    )
    tiny.migrate(empty_database)
    with empty_database.connect() as connection:
        for table in ("books", "shelves", "readers"):
            connection.execute(f"INSERT INTO {table} SELECT n, 'x' FROM generate_series(1, 50) n".encode())
    return tiny


def test_nobody_queues_behind_a_migration_that_waits_for_a_long_reader(
    library: TinyProject, empty_database: DatabaseURL, caplog: pytest.LogCaptureFixture
) -> None:
    library.revision("second", "more", ADD_COLUMN)
    caplog.set_level("INFO", "pgdrift.migrate")
    with empty_database.connect(application_name="nightly report") as reader:
        reader.execute("SELECT 'Trillian' FROM books")
        with (
            beside(lambda: library.migrate(empty_database)) as migration,
            traffic(
                empty_database, lambda c, _: c.execute("SELECT id FROM books LIMIT 1").fetchall()
            ) as flows,
        ):
            until(lambda: sum("trying again" in message for message in caplog.messages) >= 3)
            assert migration.is_alive()
            reader.rollback()
            migration.join()
    assert flows[0].slowest < SHORT + SLACK, f"the slowest of {flows[0].number} took {flows[0].slowest:.2f} s"
    told = [message for message in caplog.messages if "trying again" in message]
    named = f"got no lock on public.books: process {reader_pid(told[0])} (nightly report, idle in transaction"
    assert named in told[0]
    assert "Trillian" not in caplog.text
    pauses = [float(message.rpartition(" in ")[2].removesuffix(" s")) for message in told]
    assert pauses[2] > pauses[0]


def reader_pid(message: str) -> str:
    return message.partition("process ")[2].split()[0]


def test_when_it_gives_up_it_names_who_was_in_the_way(
    library: TinyProject, empty_database: DatabaseURL
) -> None:
    library.settings(lock_retry_for="1s")
    library.revision("second", "more", ADD_COLUMN)
    with empty_database.connect(application_name="nightly report") as reader:
        reader.execute("SELECT 'Trillian' FROM books")
        with pytest.raises(PgdriftError) as refusal:
            library.migrate(empty_database)
        pid = reader.info.backend_pid
    text = str(refusal.value)
    assert f"waiting for public.books: process {pid} (nightly report, idle in transaction, its" in text
    assert "its transaction began at 2" in text
    assert "gave up after" in text
    assert "still at revision more" in text
    assert "Trillian" not in text


def test_a_login_that_may_not_see_what_is_in_the_way_is_told_so(
    library: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    library.settings(lock_retry_for="1s")
    library.revision("second", "more", ADD_COLUMN)
    login = f"{library.name}_login"
    superuser.execute(f"CREATE ROLE {login} LOGIN PASSWORD 'x' IN ROLE {library.name}_migrator".encode())
    url = empty_database.replace(user=login, password="x")
    with empty_database.connect(application_name="nightly report") as reader:
        reader.execute("SELECT FROM books")
        hidden = (
            f"process {reader.info.backend_pid} (nightly report; its state, and since when, {login} may not "
            f"see: an administrator can GRANT pg_read_all_stats TO {login})"
        )
        with pytest.raises(PgdriftError) as refusal:
            library.migrate(url)
        assert hidden in str(refusal.value)
        superuser.execute(f"GRANT pg_read_all_stats TO {login}".encode())
        with pytest.raises(PgdriftError, match=r"idle in transaction, its transaction began at 2"):
            library.migrate(url)


def test_writers_of_several_tables_in_any_order_are_never_the_ones_who_fail(
    library: TinyProject, empty_database: DatabaseURL
) -> None:
    library.revision("second", "more", SEVERAL_TABLES)

    def request(connection: psycopg.Connection, number: int) -> None:
        tables = ["books", "shelves", "readers"]
        for table in tables if number % 2 else reversed(tables):
            connection.execute(f"UPDATE {table} SET title = 'y' WHERE id = {number % 7}".encode())
            time.sleep(0.02)

    # Two writers of other rows each: they never wait for each other, only for the migration.
    def other(connection: psycopg.Connection, number: int) -> None:
        for table in ("readers", "shelves", "books"):
            connection.execute(f"UPDATE {table} SET title = 'z' WHERE id = {10 + number % 7}".encode())
            time.sleep(0.02)

    with traffic(empty_database, request, other, pause=0.05) as flows:
        until(lambda: all(flow.number for flow in flows))
        library.migrate(empty_database)
    assert revision(empty_database) == "second"
    for flow in flows:
        assert flow.slowest < SHORT + SLACK, f"{flow.slowest:.2f} s"


def test_a_table_that_was_met_late_is_locked_before_the_others_next_time(
    library: TinyProject, empty_database: DatabaseURL, caplog: pytest.LogCaptureFixture
) -> None:
    """While the last of three tables is in use, traffic on the first goes on as if nobody migrated."""
    library.revision("second", "more", SEVERAL_TABLES)
    caplog.set_level("INFO", "pgdrift.migrate")
    with empty_database.connect() as reader:
        reader.execute("SELECT FROM readers")
        with beside(lambda: library.migrate(empty_database)):
            until(lambda: any("trying again" in message for message in caplog.messages))
            with traffic(empty_database, lambda c, _: c.execute("SELECT FROM books LIMIT 1")) as flows:
                seen = len(caplog.messages)
                until(lambda: len(caplog.messages) >= seen + 2)
            reader.rollback()
    assert flows[0].slowest < 0.2, f"{flows[0].slowest:.2f} s"
    assert revision(empty_database) == "second"


def test_an_index_waits_for_old_transactions_as_long_as_it_takes_and_says_so(
    library: TinyProject, empty_database: DatabaseURL, caplog: pytest.LogCaptureFixture
) -> None:
    library.revision("second", "more", BUILD_INDEX)
    caplog.set_level("INFO", "pgdrift.migrate")
    with empty_database.connect(application_name="old report") as old:
        old.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        old.execute("SELECT FROM shelves")
        with (
            beside(lambda: library.migrate(empty_database)),
            traffic(
                empty_database,
                lambda c, n: c.execute(f"UPDATE books SET title = 'y' WHERE id = {n % 5}".encode()),
            ) as flows,
        ):
            until(lambda: any("old report" in message for message in caplog.messages))
            time.sleep(3 * SHORT)
            old.rollback()
    (told,) = [message for message in caplog.messages if "old report" in message]
    assert "CREATE INDEX idx_books_title waits for transactions that began earlier: process" in told
    assert not any("trying again" in message for message in caplog.messages)
    assert index_is_valid(empty_database)
    assert flows[0].slowest < SLACK


def test_validating_as_the_first_thing_of_a_transaction_has_the_long_budget_too(
    library: TinyProject, empty_database: DatabaseURL, caplog: pytest.LogCaptureFixture
) -> None:
    library.revision(
        "second",
        "more",
        "op.execute(\"ALTER TABLE shelves ADD CONSTRAINT named CHECK (title <> '') NOT VALID\")",
    )
    library.revision("third", "second", 'op.execute("ALTER TABLE shelves VALIDATE CONSTRAINT named")')
    library.migrate(empty_database, "second")
    caplog.set_level("INFO", "pgdrift.migrate")
    with empty_database.connect() as other:
        other.execute("LOCK TABLE shelves IN SHARE UPDATE EXCLUSIVE MODE")
        with beside(lambda: library.migrate(empty_database)):
            until(lambda: any("VALIDATE CONSTRAINT named of shelves waits" in m for m in caplog.messages))
            time.sleep(2 * SHORT)
            other.rollback()
    assert not any("trying again" in message for message in caplog.messages)
    assert revision(empty_database) == "third"


def test_a_revision_that_was_rolled_back_starts_where_it_began_also_with_relative_targets(
    library: TinyProject, empty_database: DatabaseURL, caplog: pytest.LogCaptureFixture
) -> None:
    library.revision("second", "more", 'op.execute("CREATE TABLE quick ()")')
    library.revision("third", "second", 'op.execute("CREATE TABLE before ()")\n' + ADD_COLUMN)
    library.revision("fourth", "third", 'op.execute("CREATE TABLE too_far ()")')
    caplog.set_level("INFO", "pgdrift.migrate")
    with empty_database.connect() as reader:
        reader.execute("SELECT FROM books")
        with beside(lambda: library.migrate(empty_database, "+2")):
            until(lambda: any("trying again" in message for message in caplog.messages))
            reader.rollback()
    assert revision(empty_database) == "third"


def revision(url: DatabaseURL) -> str:
    with url.connect() as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert row is not None
    return str(row[0])


def index_is_valid(url: DatabaseURL) -> bool:
    with url.connect() as connection:
        row = connection.execute(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = 'idx_books_title'::regclass"
        ).fetchone()
    return row == (True,)
