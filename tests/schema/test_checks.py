"""The CHECKs accept what the specification describes and refuse everything else."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from pgdrift.database_url import DatabaseURL

ROWS = """
    INSERT INTO users (id, email, auth_provider) VALUES ('ann', 'ann@example.org', 'supabase');
    INSERT INTO personas (code, name, expertise, system_prompt)
    VALUES ('cfo', 'Margit', 'Cash', 'You count.');
    INSERT INTO sessions (id, user_id, problem_statement) VALUES ('s1', 'ann', 'Where to open a shop?');
    INSERT INTO contributions (session_id, persona_code, content, round_number, phase, model, user_id)
    VALUES ('s1', 'cfo', 'Mind the rent.', 1, 'initial_round', 'm', 'ann');
    INSERT INTO votes (session_id, persona_code, vote_choice, reasoning, user_id)
    VALUES ('s1', 'cfo', 'stay', 'Rent.', 'ann');
"""

REFUSED = [
    ("users", "id", "''"),
    ("users", "auth_provider", "'myspace'"),
    ("users", "auth_provider", "'Google'"),
    ("users", "subscription_tier", "'platinum'"),
    ("sessions", "status", "'running'"),
    ("sessions", "status", "''"),
    ("sessions", "total_cost", "-0.0001"),
    ("sessions", "total_cost", "'NaN'"),
    ("sessions", "total_tokens", "-1"),
    ("sessions", "round_number", "-1"),
    ("sessions", "max_rounds", "-1"),
    ("contributions", "phase", "'closing'"),
    ("contributions", "cost", "-1"),
    ("contributions", "cost", "'NaN'"),
    ("contributions", "tokens", "-1"),
    ("contributions", "round_number", "-1"),
    ("votes", "confidence", "-0.01"),
    ("votes", "confidence", "1.01"),
    ("votes", "confidence", "'NaN'"),
]

ACCEPTED = [
    *(("users", "auth_provider", f"'{word}'") for word in ("supabase", "google", "linkedin", "github")),
    *(("users", "subscription_tier", f"'{word}'") for word in ("free", "pro", "enterprise")),
    *(("sessions", "status", f"'{w}'") for w in ("active", "paused", "completed", "failed", "killed")),
    *(
        ("contributions", "phase", f"'{w}'")
        for w in ("initial_round", "deliberation", "moderator_intervention")
    ),
    ("sessions", "total_cost", "999999.9999"),
    ("sessions", "max_rounds", "0"),
    ("votes", "confidence", "0"),
    ("votes", "confidence", "1"),
    ("votes", "confidence", "NULL"),
]


@pytest.fixture
def connection(migrated_database: DatabaseURL) -> Iterator[psycopg.Connection]:
    with migrated_database.connect() as opened:
        opened.execute(ROWS)
        yield opened
        opened.rollback()


@pytest.mark.parametrize(("table", "column", "value"), REFUSED)
def test_a_value_outside_the_description_is_refused_by_its_own_check(
    connection: psycopg.Connection, table: str, column: str, value: str
) -> None:
    with pytest.raises(errors.CheckViolation) as refused:
        connection.execute(f"UPDATE {table} SET {column} = {value}")
    assert refused.value.diag.constraint_name == f"{table}_{column}_check"


@pytest.mark.parametrize(("table", "column", "value"), ACCEPTED)
def test_a_described_value_is_accepted(
    connection: psycopg.Connection, table: str, column: str, value: str
) -> None:
    assert connection.execute(f"UPDATE {table} SET {column} = {value}").rowcount == 1


def test_every_default_satisfies_every_check(connection: psycopg.Connection) -> None:
    # The rows above leave out every column that has a default; that they went in is the assertion.
    status, phase, cost, rounds = connection.execute(
        "SELECT status, phase, total_cost, max_rounds FROM sessions"
    ).fetchone()
    assert (status, phase, cost, rounds) == ("active", "problem_decomposition", 0, 10)


def test_updated_at_is_kept_by_the_database_and_cannot_be_forged(connection: psycopg.Connection) -> None:
    connection.execute("UPDATE sessions SET updated_at = '2001-01-01', round_number = 1")
    connection.execute("UPDATE users SET updated_at = '2001-01-01'")
    for table in ("sessions", "users"):
        assert connection.execute(f"SELECT updated_at = now() FROM {table}").fetchone() == (True,)
