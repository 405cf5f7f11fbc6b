"""A specified database with a row that breaks a rule is refused, and stays as it was."""

import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.migrate import bootstrap, in_process
from pgdrift.migrate.preconditions import RowsBreakRules
from pgdrift.migrate.request import Request
from pgdrift.server.cluster import Cluster
from tests.facts import facts
from tests.migrations import specified_rows
from tests.migrations.specified import PROJECT, SPECIFIED, specified


@pytest.fixture(scope="module")
def template(cluster: Cluster) -> DatabaseURL:
    """The specified database on the server of this test process, to be copied and spoilt."""
    with cluster.url().connect() as connection:
        if bootstrap.unavailable_extensions(connection, ["vector"]):
            pytest.skip("pgvector is not installed for this PostgreSQL")
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS bo1")
    return specified(cluster, "SUPERUSER")


BROKEN = [
    ("users", "users_id_check", "INSERT INTO users (id, email, auth_provider) VALUES ('', 'x', 'google')"),
    (
        "users",
        "users_auth_provider_check",
        "UPDATE users SET auth_provider = 'carrier pigeon' WHERE id = 'user-1'",
    ),
    ("users", "users_subscription_tier_check", "UPDATE users SET subscription_tier = '' WHERE id = 'user-1'"),
    ("sessions", "sessions_status_check", "UPDATE sessions SET status = 'Active' WHERE id = 'session-1'"),
    (
        "sessions",
        "sessions_total_cost_check",
        "UPDATE sessions SET total_cost = -0.0001 WHERE id = 'session-1'",
    ),
    (
        "sessions",
        "sessions_total_tokens_check",
        "UPDATE sessions SET total_tokens = -1 WHERE id = 'session-1'",
    ),
    (
        "sessions",
        "sessions_round_number_check",
        "UPDATE sessions SET round_number = -1 WHERE id = 'session-1'",
    ),
    ("sessions", "sessions_max_rounds_check", "UPDATE sessions SET max_rounds = -1 WHERE id = 'session-1'"),
    ("contributions", "contributions_phase_check", "UPDATE contributions SET phase = 'aside' WHERE id = 1"),
    ("contributions", "contributions_cost_check", "UPDATE contributions SET cost = 'NaN' WHERE id = 1"),
    ("contributions", "contributions_tokens_check", "UPDATE contributions SET tokens = -5 WHERE id = 1"),
    (
        "contributions",
        "contributions_round_number_check",
        "UPDATE contributions SET round_number = -1 WHERE id = 1",
    ),
    ("votes", "votes_confidence_check", "UPDATE votes SET confidence = 1.5 WHERE id = 1"),
    (
        "contributions",
        "contributions_session_id_user_id_fkey",
        "SET LOCAL session_replication_role = replica; DELETE FROM votes WHERE session_id = 'session-1'; "
        "DELETE FROM contributions WHERE session_id = 'session-1' AND id <> 40; "
        "DELETE FROM sessions WHERE id = 'session-1'",
    ),
    (
        "votes",
        "votes_session_id_user_id_fkey",
        "ALTER TABLE votes DROP CONSTRAINT votes_session_id_fkey; "
        "UPDATE votes SET session_id = 'no such session' WHERE id = 1",
    ),
]


@pytest.mark.parametrize(("table", "rule", "sql"), BROKEN, ids=[f"{rule}" for _, rule, _ in BROKEN])
def test_a_row_that_breaks_a_rule_stops_everything(
    table: str, rule: str, sql: str, template: DatabaseURL, database_factory
) -> None:
    superuser = database_factory(template.database)
    with superuser.connect() as connection:
        connection.execute(sql.encode())
    rows, before = specified_rows.checksums(superuser), facts(superuser)
    with pytest.raises(RowsBreakRules) as caught:
        in_process.upgrade(Request(PROJECT, superuser))
    assert f"public.{table} has 1 row that breaks {rule}" in str(caught.value)
    assert "nothing was changed" in str(caught.value)
    assert specified_rows.checksums(superuser) == rows
    after = facts(superuser)
    assert [d for d in compare(before, after) if d.kind not in ("role", "membership")] == []
    assert after.revision == (SPECIFIED,)


def test_all_broken_rules_are_named_at_once(template: DatabaseURL, database_factory) -> None:
    superuser = database_factory(template.database)
    with superuser.connect() as connection:
        connection.execute(
            "UPDATE votes SET confidence = 9 WHERE id < 4; UPDATE users SET subscription_tier = 'x'"
        )
    with pytest.raises(RowsBreakRules) as caught:
        in_process.upgrade(Request(PROJECT, superuser))
    assert "public.votes has 3 rows that break votes_confidence_check" in str(caught.value)
    assert "public.users has 12 rows that break users_subscription_tier_check" in str(caught.value)
