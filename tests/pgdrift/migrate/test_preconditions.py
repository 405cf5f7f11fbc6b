"""Rows that would break a pending rule are counted first, by a role that sees them."""

import pytest

from pgdrift.migrate import bootstrap, preconditions
from pgdrift.migrate.preconditions import RowsBreakRules, Rule

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


def test_a_column_that_is_not_there_yet_is_filled_in_its_revision(tiny, empty_database, superuser):
    """Nobody can correct rows in a column that the revision only adds."""
    rule = "NOT NULL of the new column pages, which has no default"
    constants = f"PRECONDITIONS = (('books', {rule!r}, 'SELECT count(*) FROM books'),)"
    tiny.migrate(empty_database)
    superuser.execute("INSERT INTO books VALUES (1)")
    pages = 'op.execute("ALTER TABLE books ADD pages integer NOT NULL")'
    path = tiny.revision("second", "first", pages, constants=constants)
    with pytest.raises(RowsBreakRules) as refused:
        tiny.migrate(empty_database)
    said = str(refused.value)
    assert f"Give the new column a default, or fill it by hand in {path}: add it without NOT NULL" in said
    assert "`./noxw -s revision -- --record`" in said
    assert "remove those rows" not in said
    script = tiny.alembic(None, "upgrade", "first:second", "--sql")
    assert f"give the new column a default, or fill it by hand in {path.name}" in script.stdout
    both = constants.replace(",)", f", {UNTITLED.partition('(')[2]}")
    tiny.revision("second", "first", pages, constants=both)
    with pytest.raises(RowsBreakRules, match="Correct or remove those rows; give the new column a default"):
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
    rule = [Rule("books", "a rule", "SELECT count(*) FROM books")]
    assert preconditions.count(superuser, rule, f"{tiny.name}_owner") is False
    with pytest.raises(RowsBreakRules):
        preconditions.count(superuser, rule, f"{tiny.name}_migrator")


def test_counting_changes_nothing_even_if_the_query_would(tiny, empty_database, superuser):
    import psycopg

    bootstrap.ensure(superuser, tiny.project)
    with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        preconditions.count(superuser, [Rule("x", "y", "CREATE TABLE x ()")], None)


def test_what_an_earlier_pending_revision_creates_has_nothing_to_count(superuser):
    rules = [
        Rule("public.later", "x", "SELECT count(*) FROM later"),
        Rule("public.pg_class", "x", "SELECT count(*) FROM pg_class WHERE later = 1"),
    ]
    assert preconditions.count(superuser, rules, None) is True


def test_a_label_that_is_still_to_come_is_in_no_row(superuser):
    superuser.execute("CREATE TYPE mood AS ENUM ('calm'); CREATE TABLE moods AS SELECT 'calm'::mood AS mood")
    later = Rule("moods", "x", "SELECT count(*) FROM moods WHERE mood = 'tense'")
    assert preconditions.count(superuser, [later], None) is True
    now = Rule("moods", "x", "SELECT count(*) FROM moods WHERE mood::text::integer > 0")
    with pytest.raises(RowsBreakRules, match=r"moods has at least 1 row that breaks x \(invalid input"):
        preconditions.count(superuser, [now], None)
