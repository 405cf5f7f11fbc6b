"""The database is the specified one: column for column, key for key, index name for index name."""

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.project import find
from pgdrift.references import migrated
from tests.schema import live_catalog
from tests.schema import specification as spec

SPECIFIED = "396e8f26d0a5"


@pytest.fixture(scope="module")
def specified(database_factory) -> DatabaseURL:
    """A database at the last revision that the specification knows."""
    url = database_factory()
    migrated.build(find(), url, SPECIFIED)
    return url


@pytest.fixture
def old(specified: DatabaseURL):
    with specified.connect() as connection:
        yield connection


@pytest.fixture
def new(migrated_database: DatabaseURL):
    with migrated_database.connect() as connection:
        yield connection


def test_revision_002_has_exactly_the_specified_columns(old: psycopg.Connection) -> None:
    assert live_catalog.columns(old) == spec.COLUMNS


def test_head_adds_exactly_the_designed_columns(new: psycopg.Connection) -> None:
    expected = {
        table: {**columns, **spec.ADDED_COLUMNS.get(table, {})} for table, columns in spec.COLUMNS.items()
    }
    assert live_catalog.columns(new) == expected


def test_columns_keep_the_specified_order_and_user_id_comes_last(new: psycopg.Connection) -> None:
    for table, columns in live_catalog.columns(new).items():
        expected = [*spec.COLUMNS[table], *spec.ADDED_COLUMNS.get(table, {})]
        assert list(columns) == expected


def test_primary_and_unique_keys(old: psycopg.Connection, new: psycopg.Connection) -> None:
    primary = set(spec.PRIMARY_KEYS.items())
    assert live_catalog.keys(old, "p") == live_catalog.keys(new, "p") == primary
    assert live_catalog.keys(old, "u") == spec.UNIQUE
    assert live_catalog.keys(new, "u") == spec.UNIQUE | spec.ADDED_UNIQUE


def test_foreign_keys_with_their_on_delete_rules(old: psycopg.Connection, new: psycopg.Connection) -> None:
    kept = {key: rule for key, rule in spec.FOREIGN_KEYS.items() if key not in spec.REPLACED_FOREIGN_KEYS}
    assert live_catalog.foreign_keys(old) == spec.FOREIGN_KEYS
    assert live_catalog.foreign_keys(new) == {**kept, **spec.ADDED_FOREIGN_KEYS}


def test_indexes_bear_the_specified_names(old: psycopg.Connection, new: psycopg.Connection) -> None:
    assert live_catalog.indexes(old) == spec.INDEXES
    assert live_catalog.indexes(new) == {**spec.INDEXES, **spec.ADDED_INDEXES}


def test_policies_bear_the_specified_names(old: psycopg.Connection, new: psycopg.Connection) -> None:
    assert live_catalog.policies(old) == set(spec.POLICIES.items())
    assert live_catalog.policies(new) == {*spec.POLICIES.items(), *spec.ADDED_POLICIES.items()}


def test_row_security_is_enabled_as_specified_and_forced_at_head(
    old: psycopg.Connection, new: psycopg.Connection
) -> None:
    tables = spec.COLUMNS
    assert live_catalog.row_security(old) == {table: (table in spec.POLICIES, False) for table in tables}
    assert live_catalog.row_security(new) == {table: (table in spec.POLICIES,) * 2 for table in tables}


def test_every_table_and_column_says_what_it_is(new: psycopg.Connection) -> None:
    uncommented = new.execute("""
        SELECT c.relname, a.attname FROM pg_class c
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND c.relname <> 'alembic_version'
          AND '' IN (coalesce(col_description(c.oid, a.attnum), ''), coalesce(obj_description(c.oid), ''))
    """).fetchall()
    assert uncommented == []


def test_the_vector_extension_is_installed(new: psycopg.Connection) -> None:
    assert new.execute("SELECT 1 FROM pg_extension WHERE extname = 'vector'").fetchone()


def test_constraint_names_are_postgresqls_own(new: psycopg.Connection) -> None:
    names = {
        name
        for (name,) in new.execute(
            "SELECT conname FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype <> 'n'"
        )
    }
    assert names >= {
        "users_pkey",
        "users_email_key",
        "personas_code_key",
        "sessions_user_id_fkey",
        "sessions_id_user_id_key",
        "contributions_session_id_user_id_fkey",
        "contributions_persona_code_fkey",
        "votes_session_id_user_id_fkey",
        "audit_log_user_id_fkey",
        "users_subscription_tier_check",
        "sessions_status_check",
    }
