"""Nothing of a tenant is left on a pooled connection, however its session ended."""

import gc
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, event, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from boardofone import TenantRefused, tenant_session
from pgdrift.database_url import DatabaseURL
from tests.boardofone.doors import Door

# What can be left behind, and what the next user of the connection would find of it.
LITTER = {
    "role": "DO $$ BEGIN PERFORM set_config('ro' || 'le', 'bo1_app', false); END $$",
    "tenant": "DO $$ BEGIN PERFORM set_config('app.' || 'current_user_id', 'ann', false); END $$",
    "search_path": "SET search_path = pg_catalog",
    "held cursor": "DECLARE held CURSOR WITH HOLD FOR SELECT id FROM sessions",
    "temporary table": "CREATE TEMP TABLE mine AS SELECT id FROM sessions",
    "prepared statement": "PREPARE mine AS SELECT id FROM sessions WHERE user_id = 'ann'",
    "advisory lock": "SELECT pg_advisory_lock(7)",
    "listening": "LISTEN gossip",
}
LEFT = text("""
    SELECT current_user::text = session_user::text AS "role",
           coalesce(current_setting('app.current_user_id', true), '') = '' AS "tenant",
           current_setting('search_path') = '"$user", public' AS "search_path",
           NOT EXISTS (SELECT FROM pg_cursors WHERE name <> '') AS "held cursor",
           NOT EXISTS (SELECT FROM pg_class WHERE relname = 'mine' AND relnamespace = pg_my_temp_schema())
             AS "temporary table",
           NOT EXISTS (SELECT FROM pg_prepared_statements) AS "prepared statement",
           NOT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid())
             AS "advisory lock",
           NOT EXISTS (SELECT FROM pg_listening_channels()) AS "listening"
""")


def left_on(connection: Connection) -> set[str]:
    return {what for what, clean in connection.execute(LEFT).one()._mapping.items() if not clean}


def pid_of(connection: Connection) -> int:
    return int(connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())


def litter(session: Session, what: str) -> int:
    connection = session.connection()
    assert connection.execute(text("SELECT current_user::text")).scalar_one() == "bo1_app"
    connection.execute(text(LITTER[what]))
    # Role and tenant are the session's own as long as it lasts, and LISTEN begins with the commit.
    assert what in left_on(connection) | {"role", "tenant", "listening"}
    return pid_of(connection)


class Oops(Exception):
    pass


def leave(door: Door, what: str) -> int:
    return door.visit("ann", lambda session: litter(session, what))


def commit(door: Door, what: str) -> int:
    def story(session: Session) -> int:
        pid = litter(session, what)
        session.commit()
        return pid

    return door.visit("ann", story)


def roll_back(door: Door, what: str) -> int:
    def story(session: Session) -> int:
        pid = litter(session, what)
        session.rollback()
        return pid

    return door.visit("ann", story)


def raise_an_exception(door: Door, what: str) -> int:
    pids = []

    def story(session: Session) -> None:
        pids.append(litter(session, what))
        raise Oops

    with pytest.raises(Oops):
        door.visit("ann", story)
    return pids[0]


def fail_in_the_database(door: Door, what: str) -> int:
    pids = []

    def story(session: Session) -> None:
        pids.append(litter(session, what))
        session.connection().execute(text("SELECT 1 / 0"))

    with pytest.raises(DBAPIError, match="division by zero"):
        door.visit("ann", story)
    return pids[0]


def leave_a_savepoint_open(door: Door, what: str) -> int:
    def story(session: Session) -> int:
        session.begin_nested()
        return litter(session, what)

    return door.visit("ann", story)


def close_the_generator(door: Door, what: str) -> int:
    pids: list[int] = []
    door.abandon("ann", lambda session: pids.append(litter(session, what)))
    gc.collect()
    return pids[0]


ENDINGS = [
    leave,
    commit,
    roll_back,
    raise_an_exception,
    fail_in_the_database,
    leave_a_savepoint_open,
    close_the_generator,
]


@pytest.mark.parametrize("ending", ENDINGS, ids=lambda ending: ending.__name__)
@pytest.mark.parametrize("what", LITTER)
def test_the_next_user_of_the_connection_finds_nothing(
    door: Door, what: str, ending: Callable[[Door, str], int]
) -> None:
    pid = ending(door, what)
    # The same physical connection: otherwise nothing would have been shown.
    assert door.borrow(pid_of) == pid
    assert door.borrow(left_on) == set()
    assert door.visit("bob", lambda session: left_on(session.connection()) - {"role", "tenant"}) == set()


@pytest.mark.parametrize("what", LITTER)
def test_what_is_committed_behind_the_sessions_back_goes_with_the_connection(door: Door, what: str) -> None:
    def story(session: Session) -> None:
        litter(session, what)
        session.connection().connection.cursor().execute("COMMIT")

    pid = door.borrow(pid_of)
    with pytest.raises(TenantRefused):
        door.visit("ann", story)
    assert door.borrow(pid_of) != pid
    assert door.borrow(left_on) == set()


@pytest.mark.parametrize("what", LITTER)
def test_without_a_tenant_session_it_would_be_there(tenant_url: DatabaseURL, what: str) -> None:
    engine = create_engine(tenant_url.sqlalchemy(), pool_size=1, max_overflow=0)
    with engine.begin() as connection:
        connection.execute(text(LITTER[what]))
    with engine.connect() as connection:
        found = left_on(connection)
    engine.dispose()
    assert found == {what}


def test_a_connection_that_cannot_be_cleaned_is_not_used_again(door: Door) -> None:
    def jam(session: Session) -> int:
        connection = session.connection()
        pid = pid_of(connection)
        driver: Any = connection.connection.driver_connection
        driver.pgconn.enter_pipeline_mode()  # in which nothing that psycopg sends can succeed
        return pid

    with pytest.raises(TenantRefused, match="a pipeline was left open"):
        door.visit("ann", jam)
    assert door.borrow(left_on) == set()
    assert door.visit("bob", lambda session: session.connection().execute(text("SELECT 1")).scalar_one()) == 1


def test_a_cleaning_that_fails_closes_the_connection(
    open_door: Callable[..., Door], tenant_url: DatabaseURL, boards: DatabaseURL
) -> None:
    # With statements of psycopg's own on the connection, the cleaning does not go along with the end.
    door = open_door(tenant_url, pool_size=1, max_overflow=0, connect_args={"prepare_threshold": 0})

    def prepare(connection: Connection) -> int:
        pid = pid_of(connection)
        connection.commit()  # at a rollback psycopg forgets what it has prepared
        return pid

    pid = door.borrow(prepare)
    with boards.connect(autocommit=True) as connection:

        def cut_after_commit(session: Session) -> None:
            # The server goes away between the end of the transaction and the cleaning.
            event.listen(
                session.get_bind().engine.pool,
                "reset",
                lambda *_: connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid]),
                insert=True,
            )
            assert litter(session, "held cursor") == pid
            session.rollback()

        door.visit("ann", cut_after_commit)
    assert door.borrow(pid_of) != pid


def test_a_tenant_keeps_no_prepared_statements_and_others_keep_theirs(
    open_door: Callable[..., Door], tenant_url: DatabaseURL
) -> None:
    door = open_door(tenant_url, pool_size=1, max_overflow=0, connect_args={"prepare_threshold": 1})
    count = text("SELECT count(*) FROM pg_prepared_statements")
    asked = text("SELECT id FROM personas WHERE id = :id")

    def ask(connection: Connection) -> int:
        for number in range(5):
            connection.execute(asked, {"id": number})
        return int(connection.execute(count).scalar_one())

    pid = door.borrow(pid_of)
    for _ in range(3):
        assert door.borrow(ask) > 0
        # A plan that the others made is not there for the tenant's eyes only to be passed over: none is made.
        before = door.borrow(lambda connection: int(connection.execute(count).scalar_one()))
        assert door.visit("ann", lambda session: ask(session.connection())) <= before
        assert door.borrow(left_on) == set()
    assert door.borrow(ask) > 0
    assert door.borrow(pid_of) == pid


def test_a_connection_is_cleaned_after_every_transaction_of_a_session(door: Door) -> None:
    def story(session: Session) -> list[set[str]]:
        found = []
        for what in LITTER:
            litter(session, what)
            session.commit() if what != "tenant" else session.rollback()
            found.append(left_on(session.connection()) - {"role", "tenant"})
        return found

    assert door.visit("ann", story) == [set()] * len(LITTER)


def test_a_refused_session_leaves_nothing_either(door: Door) -> None:
    def switch(session: Session) -> None:
        litter(session, "role")
        session.connection().execute(text(LITTER["tenant"].replace("'ann'", "'bob'")))
        session.commit()

    with pytest.raises(TenantRefused):
        door.visit("ann", switch)
    assert door.borrow(left_on) == set()


def test_a_plan_that_a_function_keeps_shows_each_tenant_its_own_rows(door: Door, boards: DatabaseURL) -> None:
    with boards.connect() as connection:
        connection.execute(
            "CREATE OR REPLACE FUNCTION public.heard() RETURNS SETOF varchar LANGUAGE plpgsql "
            "AS 'BEGIN RETURN QUERY SELECT id FROM public.sessions; END'; "
            "GRANT EXECUTE ON FUNCTION public.heard() TO bo1_app"
        )
    heard = text("SELECT * FROM heard()")

    def hear(session: Session) -> list[str]:
        found: list[str] = session.connection().scalars(heard).all()  # type: ignore[assignment]
        session.commit()
        return found

    pid = door.borrow(pid_of)
    for _ in range(7):  # more often than PostgreSQL plans anew by itself
        assert door.visit("ann", hear) == ["ann-1"]
        assert door.visit("bob", hear) == ["bob-1"]
        assert door.borrow(lambda connection: connection.scalars(heard).all()) == []
    assert door.borrow(pid_of) == pid


def test_a_sequence_is_forgotten_in_the_message_that_commits(door: Door) -> None:
    def count_up(session: Session) -> None:
        session.connection().execute(
            text("INSERT INTO audit_log (action, resource_type, user_id) VALUES ('a', 'b', 'ann')")
        )
        session.commit()

    door.visit("ann", count_up)
    with pytest.raises(DBAPIError, match="lastval is not yet defined"):
        door.borrow(lambda connection: connection.execute(text("SELECT lastval()")))


def test_engines_that_come_and_go_all_clean(tenant_url: DatabaseURL) -> None:
    # A new pool may get the address of an old one: whatever remembers pools must not take it for that one.
    for _ in range(20):
        engine = create_engine(tenant_url.sqlalchemy(), pool_size=1, max_overflow=0)
        for _ in range(2):
            with tenant_session(engine, "ann") as session:
                litter(session, "advisory lock")
                session.commit()
            with engine.connect() as connection:
                assert left_on(connection) == set()
            engine.dispose()
