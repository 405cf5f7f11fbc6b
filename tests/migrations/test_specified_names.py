"""What the specification leaves to PostgreSQL: the names and forms that live databases already have."""

import pytest

from pgdrift.project import find
from pgdrift.references import migrated


@pytest.fixture(scope="module")
def specified(database_factory):
    """A connection to a database in the specified state."""
    url = database_factory()
    migrated.build(find(), url, "396e8f26d0a5")
    with url.connect() as connection:
        yield connection


def test_constraints_have_the_names_postgresql_gives_them(specified):
    names = specified.execute(
        "SELECT conname::text FROM pg_constraint WHERE contype IN ('p', 'u', 'f', 'c') "
        "AND conrelid IN (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace) "
        "AND conrelid <> 'alembic_version'::regclass ORDER BY 1"
    ).fetchall()
    assert [name for (name,) in names] == [
        "audit_log_pkey",
        "audit_log_user_id_fkey",
        "contributions_persona_code_fkey",
        "contributions_pkey",
        "contributions_session_id_fkey",
        "personas_code_key",
        "personas_pkey",
        "sessions_pkey",
        "sessions_user_id_fkey",
        "users_email_key",
        "users_pkey",
        "votes_persona_code_fkey",
        "votes_pkey",
        "votes_session_id_fkey",
    ]


def test_integer_keys_are_serial(specified):
    sequences = specified.execute("""
        SELECT s.relname::text, d.refobjid::regclass::text, format_type(q.seqtypid, NULL)
          FROM pg_class s
          JOIN pg_sequence q ON q.seqrelid = s.oid
          JOIN pg_depend d ON d.objid = s.oid AND d.deptype = 'a'
         ORDER BY 1
    """).fetchall()
    tables = ("audit_log", "contributions", "personas", "votes")
    assert sequences == [(f"{table}_id_seq", table, "integer") for table in tables]


def test_policies_are_worded_as_specified(specified):
    rows = specified.execute(
        "SELECT policyname::text, permissive, roles::text[], cmd, qual, with_check "
        "FROM pg_policies ORDER BY 1"
    ).fetchall()
    own = "((user_id)::text = current_setting('app.current_user_id'::text))"
    through_session = (
        "((session_id)::text IN ( SELECT sessions.id\n   FROM sessions\n"
        "  WHERE ((sessions.user_id)::text = current_setting('app.current_user_id'::text))))"
    )
    assert rows == [
        (f"{table}_user_isolation", "PERMISSIVE", ["public"], "ALL", rule, None)
        for table, rule in (
            ("audit_log", own),
            ("contributions", through_session),
            ("sessions", own),
            ("votes", through_session),
        )
    ]


def test_row_security_is_on_and_does_not_bind_the_owner(specified):
    rows = specified.execute(
        "SELECT relname::text FROM pg_class WHERE relrowsecurity AND NOT relforcerowsecurity ORDER BY 1"
    ).fetchall()
    assert [name for (name,) in rows] == ["audit_log", "contributions", "sessions", "votes"]
    assert specified.execute("SELECT count(*) FROM pg_class WHERE relforcerowsecurity").fetchone() == (0,)
