"""A table, view or grant that nobody told the mutants about has mutants of its own."""

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from tests.isolation.mutants import generation, reading


@pytest.fixture
def names(migrated_database: DatabaseURL) -> tuple[set[str], set[str]]:
    """The names of the mutants before and after somebody added to the database."""
    with migrated_database.connect(autocommit=True) as superuser:
        before = {mutant.name for mutant in generation.mutants(reading.read(superuser))}
        _add(superuser)
        return before, {mutant.name for mutant in generation.mutants(reading.read(superuser))}


def _add(superuser: psycopg.Connection) -> None:
    superuser.execute("""
        CREATE TABLE "action items" (id int PRIMARY KEY, user_id text NOT NULL DEFAULT current_user_id());
        ALTER TABLE "action items" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
        CREATE POLICY own ON "action items" TO bo1_app USING (user_id = current_user_id());
        GRANT SELECT ON "action items" TO bo1_app;
        CREATE VIEW overdue WITH (security_barrier) AS SELECT * FROM "action items" WHERE id < 0;
        CREATE FUNCTION done() RETURNS int LANGUAGE sql SECURITY DEFINER SET search_path = '' RETURN 1;
    """)


def test_what_is_added_is_broken_too(names: tuple[set[str], set[str]]) -> None:
    before, after = names
    table = 'public."action items"'
    assert before < after
    assert {
        f"policy: {table}.own: dropped",
        f"policy: {table}.own: USING true",
        f"policy: {table}.own: narrowed to SELECT",
        f"row security: {table}: no longer forced",
        f"privilege given: TABLE {table}: UPDATE (user_id), bo1_app",
        f"privilege given: TABLE {table}: SELECT, PUBLIC",
        f"privilege withdrawn: TABLE {table}: SELECT, bo1_app",
        f"key: {table}.action items_pkey: dropped, with what refers to it",
        "view: public.overdue: without security_barrier",
        "function: public.done(): without its search_path",
        f"owner: TABLE {table}: now bo1_app",
    } <= after - before
