"""Every tenant table has an index that begins with its tenant, says the live catalog."""

from typing import Any

import psycopg
import pytest

from pgdrift import tenancy
from pgdrift.database_url import DatabaseURL
from pgdrift.tenancy import OwnedBy
from schema import METADATA

OWNED = {name: choice for name, choice in tenancy.of(METADATA).items() if isinstance(choice, OwnedBy)}

FIRST_COLUMNS = """
SELECT a.attname::text
  FROM pg_catalog.pg_index i
  JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
  JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
  JOIN pg_catalog.pg_am m ON m.oid = c.relam AND m.amname = 'btree'
 WHERE i.indrelid = %s::regclass AND i.indisvalid AND i.indpred IS NULL
"""


def missing(connection: psycopg.Connection[Any], table: str) -> str | None:
    """What to do when no index of ``table`` begins with its tenant."""
    column = OWNED[table].column
    if column in {name for (name,) in connection.execute(FIRST_COLUMNS, [table])}:
        return None
    return (
        f"Every statement of a tenant reads all tenants' {table}: no index begins with {column}. Add "
        f'Index(None, "{column}", ..., info=serves("the query that needs it")) to __table_args__ in '
        f"schema/{table}.py, then the columns that its queries sort or search by, and write a revision."
    )


@pytest.mark.parametrize("table", sorted(OWNED))
def test_an_index_begins_with_the_tenant(migrated_database: DatabaseURL, table: str) -> None:
    with migrated_database.connect() as connection:
        assert missing(connection, table) is None


def test_without_one_the_remedy_is_named(migrated_database: DatabaseURL) -> None:
    with migrated_database.connect() as connection:
        connection.execute("DROP INDEX idx_votes_user_id_session_id")
        assert 'Index(None, "user_id"' in (missing(connection, "votes") or "")
