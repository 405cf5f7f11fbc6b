"""In a transaction that was signed for Ann, naming Bob shows nothing of Bob's, wherever it is done."""

from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.isolation.conftest import ANN, BOB
from tests.isolation.matrix.signed import KEY
from tests.isolation.signed_world import Signed, owners
from tests.isolation.signing import sign

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
