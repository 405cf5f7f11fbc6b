"""Rows that would break a pending rule are counted first, by a role that sees them."""

import pytest

from pgdrift.migrate import bootstrap, preconditions
from pgdrift.migrate.preconditions import RowsBreakRules

UNTITLED = (
    "PRECONDITIONS = (('books', 'books_title_check', 'SELECT count(*) FROM books WHERE title IS NULL'),)"
)
NOT_NULL = 'op.execute("ALTER TABLE books ALTER title SET NOT NULL")'


def test_the_migration_stops_before_it_changes_anything(tiny, empty_database, superuser):
    tiny.migrate(empty_database)
    superuser.execute("INSERT INTO books VALUES (1), (2)")
    # Pending before the rule, and not run either.
    tiny.revision("second", "first", 'op.execute("CREATE TABLE earlier ()")')
    tiny.revision("third", "second", NOT_NULL, constants=UNTITLED)
    with pytest.raises(RowsBreakRules, match="books has 2 rows that break books_title_check"):
        tiny.migrate(empty_database)
    assert superuser.execute("SELECT to_regclass('earlier')").fetchone() == (None,)
    superuser.execute("DELETE FROM books WHERE id = 1")
    with pytest.raises(RowsBreakRules, match="books has 1 row that breaks books_title_check"):
        tiny.migrate(empty_database)
    superuser.execute("DELETE FROM books")
    tiny.migrate(empty_database)


def test_in_a_database_that_is_adopted_not_even_a_role_is_made_before_the_rows_are_counted(
    tiny, empty_database, superuser
):
    superuser.execute("CREATE TABLE books (id integer, title text)")
    superuser.execute("INSERT INTO books VALUES (1)")
    superuser.execute("CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY)")
    superuser.execute("INSERT INTO alembic_version VALUES ('first')")
    tiny.revision("second", "first", NOT_NULL, constants=UNTITLED)
    with pytest.raises(RowsBreakRules, match="1 row"):
        tiny.migrate(empty_database)
    assert superuser.execute("SELECT to_regrole(%s)", [f"{tiny.name}_owner"]).fetchone() == (None,)


def test_rows_that_force_hides_from_the_owner_are_counted(tiny, empty_database, superuser):
    tiny.migrate(empty_database)
    superuser.execute("INSERT INTO books VALUES (1)")
    rule = [("books", "a rule", "SELECT count(*) FROM books")]
    assert preconditions.count(superuser, rule, f"{tiny.name}_owner") is False
    with pytest.raises(RowsBreakRules):
        preconditions.count(superuser, rule, f"{tiny.name}_migrator")


def test_counting_changes_nothing_even_if_the_query_would(tiny, empty_database, superuser):
    import psycopg

    bootstrap.ensure(superuser, tiny.project)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        preconditions.count(superuser, [("x", "y", "CREATE TABLE x ()")], None)


def test_what_an_earlier_pending_revision_creates_has_nothing_to_count(superuser):
    rules = [
        ("public.later", "x", "SELECT count(*) FROM later"),
        ("public.pg_class", "x", "SELECT count(*) FROM pg_class WHERE later = 1"),
    ]
    assert preconditions.count(superuser, rules, None) is True
