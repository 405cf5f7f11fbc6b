"""What is known of a statement before it runs."""

import pytest

from pgdrift.migrate.statements import recognised


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE INDEX CONCURRENTLY i ON t (a)",
        '  -- why\n/* and\nhow */ create unique index concurrently if not exists "I" on public.t (a)',
        "DROP INDEX CONCURRENTLY IF EXISTS public.i",
        "REINDEX (VERBOSE) TABLE CONCURRENTLY t",
        "ALTER TABLE public.t VALIDATE CONSTRAINT c;",
        "ALTER TABLE t DETACH PARTITION p CONCURRENTLY",
    ],
)
def test_what_nobody_queues_behind_may_wait_for_long(sql: str) -> None:
    assert recognised(sql).only_waits


@pytest.mark.parametrize(
    "sql",
    [
        "CREATE INDEX i ON t (a)",
        "CREATE INDEX CONCURRENTLY i ON t (a); ALTER TABLE t ADD b integer",
        "ALTER TABLE t VALIDATE CONSTRAINT c, ADD COLUMN b integer",
        "ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID",
        "INSERT INTO notes VALUES ('CREATE INDEX CONCURRENTLY i ON t (a)')",
        "DROP INDEX i",
    ],
)
def test_everything_else_may_not(sql: str) -> None:
    assert not recognised(sql).only_waits


def test_a_label_never_quotes_a_value() -> None:
    assert recognised("UPDATE people SET name = 'Trillian'").label == "UPDATE PEOPLE"
    assert recognised("'Trillian'").label == "a statement"


@pytest.mark.parametrize(
    "sql", ["SELECT setval('s', 1)", "SELECT 1; DROP TABLE t", "WITH d AS (DELETE FROM t) SELECT"]
)
def test_what_changes_something_does_not_only_read(sql: str) -> None:
    assert not recognised(sql).reads


def test_the_index_of_a_partitioned_table_is_invalid_by_design() -> None:
    assert recognised("CREATE INDEX i ON ONLY t (a)").index is None
    assert recognised("CREATE INDEX i ON t (a)").index == "i"


@pytest.mark.parametrize(
    "sql", ["VACUUM t", "CREATE DATABASE d", "ALTER SYSTEM SET x = 1", "CALL p()", "DO $$ $$"]
)
def test_what_may_need_to_be_outside_a_transaction_is_not_put_into_one(sql: str) -> None:
    assert not recognised(sql).transactional
