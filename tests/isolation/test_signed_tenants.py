"""Whoever runs SQL of his own in a transaction that was signed for Ann sees Ann's rows, whatever he says."""

import re
from dataclasses import replace

import pytest
from psycopg import errors, sql

from tests.isolation.conftest import ANN, BOB
from tests.isolation.matrix.signed import KEY, STRANGE_KEY
from tests.isolation.rows import OWNED
from tests.isolation.signed_world import Signed, owners
from tests.isolation.signing import backend, claim, sign

NAME_BOB = sql.SQL("set_config('app.current_user_id', {}, {})")
"""What a plain tenant could do: say another's name."""


def named(tenant: str, *, local: bool = False) -> sql.Composed:
    return NAME_BOB.format(tenant, local)


def test_signed_for_ann_her_rows_are_seen_and_written(signed: Signed) -> None:
    with signed.signed_for(ANN) as connection:
        assert owners(connection) == {ANN}
        assert connection.execute("UPDATE sessions SET phase = 'signed'").rowcount == 1
        assert connection.execute("UPDATE my_account SET gdpr_consent_at = now()").rowcount == 1
        connection.execute(
            "INSERT INTO audit_log (action, resource_type, user_id) VALUES ('a', 'b', %s)", [ANN]
        )
        connection.execute(
            "INSERT INTO votes (session_id, persona_code, vote_choice, reasoning, confidence) "
            "SELECT session_id, persona_code, 'yes', 'so', 0.5 FROM contributions"
        )
        assert connection.execute("DELETE FROM sessions").rowcount == 1
        assert owners(connection) == {ANN}


def test_each_table_of_tenants_is_readable_by_who_is_signed_for(signed: Signed) -> None:
    with signed.signed_for(ANN) as connection:
        for table, choice in OWNED.items():
            found = connection.execute(f"SELECT {choice.column} FROM {table}".encode()).fetchall()
            assert found == [(ANN,)], table


@pytest.mark.parametrize(
    "signature",
    [
        "",
        ".",
        "x",
        f"{KEY.id}.",
        f"{KEY.id}.{'0' * 64}",
        f".{'0' * 64}",
        f"{STRANGE_KEY.id}.{'0' * 64}",
        "'\"; --",
        "\\x00",
        "é" * 5000,
    ],
    # Keys are random, and every test process must name the same tests.
    ids=range(10),
)
def test_with_a_signature_that_is_none_nobody_is_seen_and_nothing_raised(
    signed: Signed, signature: str
) -> None:
    with signed.login.connect() as connection:
        claim(connection, ANN, signature)
        assert owners(connection) == set()
        assert connection.execute("UPDATE sessions SET phase = 'x'").rowcount == 0
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            connection.execute(
                "INSERT INTO audit_log (action, resource_type, user_id) VALUES ('a', 'b', %s)", [ANN]
            )


def test_without_any_setting_nobody_is_seen(signed: Signed) -> None:
    with signed.login.connect() as connection:
        assert owners(connection) == set()
        connection.execute("SET LOCAL ROLE bo1_signed_app")
        assert owners(connection) == set()


def test_a_signature_by_a_key_that_is_not_installed_is_worth_nothing(signed: Signed) -> None:
    with signed.login.connect() as connection:
        sign(connection, ANN, STRANGE_KEY)
        assert owners(connection) == set()


def test_a_signature_for_another_backend_transaction_or_database_is_worth_nothing(signed: Signed) -> None:
    with signed.login.connect() as connection:
        own = backend(connection)
        for other in (
            replace(own, pid=own.pid + 1),
            replace(own, started=own.started + 1),
            replace(own, database=b"other".hex()),
        ):
            claim(connection, ANN, KEY.signature(ANN, other))
            assert owners(connection) == set()
        claim(connection, ANN, KEY.signature(ANN, own))
        assert owners(connection) == {ANN}


def test_the_signature_of_a_transaction_that_is_over_is_worth_nothing(signed: Signed) -> None:
    with signed.login.connect() as connection:
        seen = sign(connection, ANN, KEY)
        for end in ("COMMIT; BEGIN", "ROLLBACK; BEGIN", "COMMIT AND CHAIN", "ROLLBACK AND CHAIN"):
            assert owners(connection) == {ANN}
            connection.execute(end.encode())
            claim(connection, ANN, seen)
            assert owners(connection) == set(), end
            seen = sign(connection, ANN, KEY)


def test_a_signature_of_one_connection_is_worth_nothing_on_another(signed: Signed) -> None:
    with signed.signed_for(ANN) as one, signed.login.connect() as other:
        stolen = one.execute("SELECT current_setting('app.tenant_signature')").fetchone()
        assert stolen is not None
        claim(other, ANN, stolen[0])
        assert owners(other) == set()


def test_parallel_workers_see_what_their_leader_verified(signed: Signed) -> None:
    with signed.url.connect() as connection:
        connection.execute(
            "INSERT INTO audit_log (user_id, action, resource_type) "
            "SELECT CASE WHEN n %% 2 = 0 THEN %s ELSE %s END, 'a', 'b' FROM generate_series(1, 20000) n",
            [ANN, BOB],
        )
    with signed.signed_for(ANN) as connection:
        for setting, value in {
            "parallel_setup_cost": "0",
            "parallel_tuple_cost": "0",
            "min_parallel_table_scan_size": "0",
            "enable_indexscan": "off",
            "enable_bitmapscan": "off",
            "enable_indexonlyscan": "off",
        }.items():
            connection.execute("SELECT set_config(%s, %s, true)", [setting, value])
        question = "SELECT count(*), min(user_id), max(user_id) FROM audit_log"
        plan = "\n".join(row[0] for row in connection.execute(f"EXPLAIN (ANALYZE) {question}".encode()))
        assert re.search(r"Workers Launched: [1-9]", plan), plan
        assert "InitPlan" in plan
        assert connection.execute(question.encode()).fetchone() == (10001, ANN, ANN)
        connection.execute(sql.SQL("SELECT set_config('app.current_user_id', {}, true)").format(BOB))
        assert connection.execute(question.encode()).fetchone() == (0, None, None)


@pytest.mark.parametrize(
    ("statement", "most"),
    [("SELECT user_id FROM sessions", 1), ("UPDATE sessions SET phase = 'x' RETURNING user_id", 2)],
    ids=["reading", "writing, USING and WITH CHECK"],
)
def test_the_signature_is_verified_once_for_a_statement(signed: Signed, statement: str, most: int) -> None:
    def calls() -> int:
        connection.execute("RESET ROLE")
        row = connection.execute(
            "SELECT pg_stat_get_xact_function_calls('signed_user_id'::regproc)"
        ).fetchone()
        return int(row[0] or 0) if row else 0

    with signed.url.connect() as connection:
        connection.execute("SET track_functions = 'all'")
        connection.execute(
            "INSERT INTO sessions (id, user_id, problem_statement) "
            "SELECT 'many-' || n, %s, 'Why?' FROM generate_series(1, 500) n",
            [ANN],
        )
        before = calls()
        sign(connection, ANN, KEY)
        assert connection.execute(statement.encode()).fetchall() == [(ANN,)] * 501
        assert calls() - before == most
        connection.rollback()
