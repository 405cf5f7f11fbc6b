"""Whoever runs SQL of his own in a transaction that was signed for Ann sees Ann's rows, whatever he says."""

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from typing import Any

import psycopg
import pytest
from psycopg import errors, sql

from boardofone.tenant_signature import SigningKey
from pgdrift.database_url import DatabaseURL
from tests.isolation.conftest import ANN, BOB
from tests.isolation.rows import OWNED, populate
from tests.isolation.signing import backend, claim, install, sign

KEY, STRANGE_KEY = SigningKey.new(), SigningKey.new()

NAME_BOB = sql.SQL("set_config('app.current_user_id', {}, {})")
"""What a plain tenant could do: say another's name."""


@dataclass(frozen=True)
class Signed:
    url: DatabaseURL
    login: DatabaseURL
    signed_for: Callable[[str], AbstractContextManager[psycopg.Connection[Any]]]


@pytest.fixture(scope="module")
def signed(migrated_factory: Callable[[], DatabaseURL], logins: Any) -> Signed:
    url = migrated_factory()
    with url.connect() as connection:
        populate(connection, ANN, BOB)
        install(connection, KEY)
    login = logins.url(logins.signed_tenant, url)

    @contextmanager
    def signed_for(tenant: str) -> Iterator[psycopg.Connection[Any]]:
        """A transaction that was signed for `tenant`, rolled back at the end."""
        with login.connect() as connection:
            powers = connection.execute(
                "SELECT rolname::text FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER') "
                "AND rolname <> session_user"
            )
            assert powers.fetchall() == [("bo1_signed_app",)]
            sign(connection, tenant, KEY)
            yield connection
            connection.rollback()

    return Signed(url, login, signed_for)


def owners(connection: psycopg.Connection[Any]) -> set[Any]:
    """The owners of all rows that can be seen on any path."""
    seen: set[Any] = set()
    for table, choice in OWNED.items():
        seen |= {o for (o,) in connection.execute(f"SELECT {choice.column} FROM {table}".encode())}
    return seen | {o for (o,) in connection.execute("SELECT id FROM my_account")}


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


NAMING_BOB = {
    "in the select list": "SELECT {bob}, user_id FROM sessions",
    "in WHERE": "SELECT 1, user_id FROM sessions WHERE {bob} IS NOT NULL",
    "in a CTE": "WITH n AS MATERIALIZED (SELECT {bob}) SELECT 1, user_id FROM n, sessions",
    "in a lateral join": "SELECT 1, user_id FROM (SELECT {bob} OFFSET 0) n, "
    "LATERAL (SELECT user_id FROM sessions OFFSET 0) s",
    "in FROM": "SELECT 1, user_id FROM {bob} n, sessions",
    "in ORDER BY": "SELECT 1, user_id FROM sessions ORDER BY {bob}",
    "in RETURNING": "UPDATE sessions SET phase = 'x' RETURNING {bob}, user_id",
    "in what is joined": "DELETE FROM votes USING (SELECT {bob} OFFSET 0) n RETURNING 1, user_id",
    "in GROUP BY": "SELECT {bob}, string_agg(user_id, ',') FROM sessions GROUP BY 1",
    "before the view": "WITH n AS MATERIALIZED (SELECT {bob}) SELECT 1, id FROM n, my_account",
    "beside the view": "SELECT {bob}, id FROM my_account",
}


def shown(connection: psycopg.Connection[Any], statement: str) -> set[Any]:
    """Whose rows a statement of NAMING_BOB shows."""
    bob = sql.SQL("set_config('app.current_user_id', {}, false)").format(BOB)
    with connection.transaction(force_rollback=True):
        return {row[1] for row in connection.execute(sql.SQL(statement).format(bob=bob))}


@pytest.mark.parametrize("where", NAMING_BOB)
def test_naming_bob_in_the_reading_statement_itself_gains_nothing(signed: Signed, where: str) -> None:
    with signed.signed_for(ANN) as connection:
        assert shown(connection, NAMING_BOB[where]) <= {ANN}
        assert owners(connection) == {ANN}


def test_where_nobody_signs_naming_bob_does_show_his_rows(signed: Signed, logins: Any) -> None:
    with logins.url(logins.tenant, signed.url).connect() as connection:
        connection.execute("SELECT set_config('app.current_user_id', %s, false)", [ANN])
        gained = {where for where, statement in NAMING_BOB.items() if BOB in shown(connection, statement)}
        assert {"in a CTE", "in a lateral join", "in FROM", "before the view"} <= gained


NOTE = "PERFORM set_config('attack.seen', (SELECT coalesce(max(user_id), '') FROM sessions), false);"
BOB_IN_PLPGSQL = f"PERFORM set_config('app.current_user_id', $bob${BOB}$bob$, false);"

IN_PLPGSQL = {
    "one after the other": f"BEGIN {BOB_IN_PLPGSQL} {NOTE} END",
    "in a subtransaction": f"""
        BEGIN
            BEGIN RAISE division_by_zero; EXCEPTION WHEN division_by_zero THEN {BOB_IN_PLPGSQL} {NOTE} END;
        END""",
    "in dynamic SQL": f"""
        DECLARE seen text;
        BEGIN
            {BOB_IN_PLPGSQL} EXECUTE 'SELECT max(user_id) FROM sessions' INTO seen;
            PERFORM set_config('attack.seen', coalesce(seen, ''), false);
        END""",
    "through an open cursor": f"""
        DECLARE mine CURSOR FOR SELECT user_id FROM sessions; seen text;
        BEGIN
            {BOB_IN_PLPGSQL} OPEN mine; FETCH mine INTO seen;
            PERFORM set_config('attack.seen', coalesce(seen, ''), false);
        END""",
    "in the next transaction, with the same signature": f"""
        DECLARE seen text := current_setting('app.tenant_signature', true);
        BEGIN
            COMMIT; PERFORM set_config('app.tenant_signature', seen, false); {BOB_IN_PLPGSQL} {NOTE} COMMIT;
        END""",
}


def noted(connection: psycopg.Connection[Any], block: str) -> Any:
    """Whose rows a block of PL/pgSQL, alone in its transaction, got to see."""
    connection.execute(sql.SQL("DO {}").format(block))
    row = connection.execute("SELECT current_setting('attack.seen', true)").fetchone()
    return row and row[0]


@pytest.mark.parametrize("block", IN_PLPGSQL)
def test_naming_bob_in_a_do_block_gains_nothing(signed: Signed, block: str) -> None:
    with signed.login.connect(autocommit=True) as connection:
        connection.execute("BEGIN")
        sign(connection, ANN, KEY)
        if "COMMIT" in IN_PLPGSQL[block]:  # refused inside BEGIN: what was signed for has to end
            seen = connection.execute("SELECT current_setting('app.tenant_signature')").fetchone()
            connection.execute("COMMIT")
            connection.execute("SELECT set_config('app.tenant_signature', %s, false)", seen)
        assert noted(connection, IN_PLPGSQL[block]) == ""
        connection.execute("ROLLBACK")


@pytest.mark.parametrize("block", IN_PLPGSQL)
def test_where_nobody_signs_it_does_show_bobs_rows(signed: Signed, logins: Any, block: str) -> None:
    with logins.url(logins.tenant, signed.url).connect(autocommit=True) as connection:
        assert noted(connection, IN_PLPGSQL[block]) == BOB


def test_what_was_opened_or_prepared_for_one_tenant_shows_another_nothing(signed: Signed) -> None:
    with signed.login.connect() as connection:
        sign(connection, BOB, KEY)
        connection.execute("PREPARE mine AS SELECT user_id FROM sessions")
        connection.execute("SET plan_cache_mode = force_generic_plan")
        assert connection.execute("EXECUTE mine").fetchall() == [(BOB,)]
        connection.commit()
        sign(connection, ANN, KEY)
        assert connection.execute("EXECUTE mine").fetchall() == [(ANN,)]
        connection.execute("DECLARE mine CURSOR FOR SELECT user_id FROM sessions")
        connection.execute(sql.SQL("SELECT set_config('app.current_user_id', {}, true)").format(BOB))
        # Whoever it was opened for, or nobody: a cursor asks when its first row is fetched.
        assert connection.execute("FETCH ALL FROM mine").fetchall() == []
        assert connection.execute("EXECUTE mine").fetchall() == []


def test_a_savepoint_keeps_what_was_signed_for_and_gives_nothing_back(signed: Signed) -> None:
    with signed.signed_for(ANN) as connection:
        with connection.transaction(force_rollback=True):
            connection.execute(sql.SQL("SELECT set_config('app.current_user_id', {}, true)").format(BOB))
            assert owners(connection) == set()
        assert owners(connection) == {ANN}


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
