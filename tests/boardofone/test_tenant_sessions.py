"""A tenant session reaches one tenant's rows in every transaction, and the same holds for its async twin."""

import enum
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, PendingRollbackError
from sqlalchemy.pool import NullPool, StaticPool
from sqlmodel import Session, col, select

from boardofone import TenantRefused, async_tenant_session, tenant_session
from pgdrift.database_url import DatabaseURL
from schema import DeliberationSession
from tests.boardofone.doors import Door, sent_by

WHO = text("SELECT current_user::text, current_setting('app.current_user_id', true)")


def who(session: Session) -> tuple[str, str]:
    return tuple(session.connection().execute(WHO).one())


def titles(session: Session) -> list[str]:
    return sorted(session.exec(select(DeliberationSession.id)).all())


def a_problem(key: str, owner: str) -> DeliberationSession:
    return DeliberationSession(id=key, user_id=owner, problem_statement="Which way?")


# What it is for


def test_each_tenant_finds_its_own_rows(door: Door) -> None:
    assert door.visit("ann", titles) == ["ann-1"]
    assert door.visit("bob", titles) == ["bob-1"]
    assert door.visit("nobody at all", titles) == []


def test_a_row_for_somebody_else_is_refused(door: Door) -> None:
    def forge(session: Session) -> None:
        session.add(a_problem("forged", "bob"))
        session.commit()

    with pytest.raises(DBAPIError, match="row-level security"):
        door.visit("ann", forge)


def test_what_is_committed_stays_and_leaving_without_commit_rolls_back(door: Door) -> None:
    def add(session: Session) -> None:
        session.add(a_problem("kept", "ann"))
        session.commit()
        session.add(a_problem("dropped", "ann"))
        session.flush()

    def remove(session: Session) -> None:
        session.delete(
            session.exec(select(DeliberationSession).where(col(DeliberationSession.id) == "kept")).one()
        )
        session.commit()

    door.visit("ann", add)
    assert door.visit("ann", titles) == ["ann-1", "kept"]
    assert door.visit("bob", titles) == ["bob-1"]
    door.visit("ann", remove)
    assert door.visit("ann", titles) == ["ann-1"]


# Every transaction


def test_role_and_tenant_are_set_in_one_statement_at_every_begin(door: Door) -> None:
    def two_transactions(session: Session) -> None:
        session.exec(text("SELECT 'first'"))  # type: ignore[call-overload]
        session.commit()
        session.exec(text("SELECT 'second'"))  # type: ignore[call-overload]

    physical = door.borrow(lambda connection: connection.connection.driver_connection)
    statements = sent_by(physical, lambda: door.visit("ann", two_transactions))
    shapes = [
        "naming the tenant" if "set_config('role'" in one else one.split(" --")[0] for one in statements
    ]
    assert shapes == [
        *("BEGIN", "naming the tenant", "SELECT 'first'"),
        "SELECT current_user = 'bo1_app' AND pg_catalog.current_setting('app.current_user_id', true) "
        "IS NOT DISTINCT FROM $1",
        *("COMMIT", "DISCARD ALL"),
        *("BEGIN", "naming the tenant", "SELECT 'second'", "ROLLBACK", "DISCARD ALL"),
    ]
    assert "set_config('app.current_user_id', $1, true)" in statements[1]


def test_refreshing_after_a_commit_is_still_the_tenants(door: Door) -> None:
    def rename(session: Session) -> tuple[str, tuple[str, str]]:
        found = session.exec(select(DeliberationSession)).one()
        found.problem_statement = "And now?"
        session.commit()
        session.refresh(found)
        session.commit()
        return found.problem_statement, who(session)  # the attribute had expired: read in a third transaction

    assert door.visit("ann", rename) == ("And now?", ("bo1_app", "ann"))


def test_after_a_rollback_and_after_errors_it_is_the_same_tenant(door: Door) -> None:
    def stumble(session: Session) -> list[tuple[str, str]]:
        seen = [who(session)]
        session.rollback()
        seen.append(who(session))
        with pytest.raises(DBAPIError):
            session.connection().execute(text("SELECT 1 / 0"))
        session.rollback()
        seen.append(who(session))
        session.add(a_problem("ann-1", "ann"))
        with pytest.raises(IntegrityError):
            session.commit()
        session.rollback()
        return [*seen, who(session)]

    assert door.visit("ann", stumble) == [("bo1_app", "ann")] * 4


def test_savepoints_neither_lose_nor_repeat_the_tenant(door: Door) -> None:
    def nested(session: Session) -> list[tuple[str, str]]:
        seen = []
        with session.begin_nested():
            seen.append(who(session))
        with pytest.raises(DBAPIError), session.begin_nested():
            session.connection().execute(text("SELECT 1 / 0"))
        seen.append(who(session))
        session.begin_nested().rollback()
        seen.append(who(session))
        session.commit()
        return [*seen, who(session)]

    assert door.visit("ann", nested) == [("bo1_app", "ann")] * 4


def test_a_transaction_that_failed_commits_nothing_and_raises_as_usual(door: Door) -> None:
    def fail(session: Session) -> None:
        session.add(a_problem("half", "ann"))
        session.flush()
        with pytest.raises(DBAPIError):
            session.connection().execute(text("SELECT 1 / 0"))
        session.commit()  # PostgreSQL turns it into ROLLBACK

    door.visit("ann", fail)
    assert door.visit("ann", titles) == ["ann-1"]


# Who it refuses


class Kind(enum.StrEnum):
    ANN = "ann"


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        ("", "is empty"),
        (" \n", "is empty"),
        (None, "is of type NoneType"),
        (7, "is of type int"),
        (b"ann", "is of type bytes"),
        (["ann"], "is of type list"),
        ("a\0nn", "contains a NUL"),
        ("\ud800", "contains a surrogate"),
        ("x" * 256, "is longer than 255"),
    ],
)
def test_what_is_no_id_is_refused_before_anything_happens(door: Door, bad: Any, fault: str) -> None:
    with pytest.raises(TenantRefused, match=fault):
        door.visit(bad, lambda session: pytest.fail("the session was opened"))


@pytest.mark.parametrize(
    "odd", ["x" * 255, "ö" * 255, "'; DROP TABLE users --", "%(tenant)s", "%s", " a ", Kind.ANN]
)
def test_any_other_text_is_taken_as_it_is(door: Door, odd: str) -> None:
    assert door.visit(odd, who) == ("bo1_app", str(odd))


def test_an_engine_of_the_other_kind_and_anything_else_is_refused(tenant_url: DatabaseURL) -> None:
    engine = create_engine(tenant_url.sqlalchemy())
    for given in (engine.connect(), Session(engine), None, "postgresql://"):
        with pytest.raises(TenantRefused, match="takes an Engine"):
            tenant_session(given, "ann")  # type: ignore[arg-type]
    with pytest.raises(TenantRefused, match="use tenant_session"):
        async_tenant_session(engine, "ann")  # type: ignore[arg-type]
    engine.dispose()


def test_another_driver_is_refused() -> None:
    engine = create_engine("sqlite://")
    with (
        tenant_session(engine, "ann") as session,
        pytest.raises(TenantRefused, match=r"postgresql\+psycopg://"),
    ):
        session.connection()


def test_an_autocommit_engine_is_refused(open_door: Any, tenant_url: DatabaseURL) -> None:
    always = open_door(tenant_url, isolation_level="AUTOCOMMIT")
    sometimes = open_door(tenant_url)
    sometimes.restricted(isolation_level="AUTOCOMMIT")
    for door in (always, sometimes):
        with pytest.raises(TenantRefused, match="AUTOCOMMIT"):
            door.visit("ann", titles)


def test_an_autocommit_connection_is_refused_and_stays_so(door: Door) -> None:
    def insist(session: Session) -> None:
        with pytest.raises(TenantRefused, match="AUTOCOMMIT"):
            session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        with pytest.raises(PendingRollbackError):
            titles(session)  # the connection that was refused answers nothing
        session.rollback()
        assert titles(session) == ["ann-1"]

    door.visit("ann", insist)


def test_other_isolation_levels_are_fine(open_door: Any, tenant_url: DatabaseURL) -> None:
    door = open_door(tenant_url, isolation_level="SERIALIZABLE")
    assert door.visit("ann", titles) == ["ann-1"]
    door.restricted(isolation_level="REPEATABLE READ")
    assert door.visit("bob", titles) == ["bob-1"]


def test_an_engine_without_a_pool_works(open_door: Any, tenant_url: DatabaseURL) -> None:
    door = open_door(tenant_url, poolclass=NullPool)
    assert door.visit("ann", titles) == ["ann-1"]


# Switching


@pytest.mark.parametrize(
    "statement",
    [
        "SET LOCAL app.current_user_id = 'bob'",
        "set app.current_user_id to 'bob'",
        "SET SESSION app.current_user_id = 'bob'",
        "RESET app.current_user_id",
        "SET ROLE bo1_service",
        "  SET LOCAL ROLE NONE",
        "RESET ROLE",
        "SET SESSION AUTHORIZATION DEFAULT",
        "SELECT set_config('app.current_user_id', 'bob', true)",
        "SELECT pg_catalog.set_config( 'ROLE', 'none', false)",
        "COMMIT",
        "end",
        "ROLLBACK",
        "ABORT",
        "BEGIN",
        "START TRANSACTION",
    ],
)
def test_a_statement_that_switches_is_not_even_sent(door: Door, statement: str) -> None:
    def switch(session: Session) -> None:
        with pytest.raises(TenantRefused):
            session.connection().execute(text(statement))
        assert who(session) == ("bo1_app", "ann")

    door.visit("ann", switch)


def test_a_switch_through_parameters_is_not_sent(door: Door) -> None:
    def switch(session: Session) -> None:
        statement = text("SELECT set_config(:name, 'bob', true)")
        with pytest.raises(TenantRefused):
            session.connection().execute(statement, {"name": "app.current_user_id"})

    door.visit("ann", switch)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT current_setting('app.current_user_id')",
        "SET LOCAL statement_timeout = '5s'",
        "SELECT set_config('statement_timeout', '5s', true)",
        "SAVEPOINT mine",
        "DO $$ BEGIN PERFORM 1; END $$",
        "SELECT id AS role FROM sessions",
    ],
)
def test_other_statements_pass(door: Door, statement: str) -> None:
    door.visit("ann", lambda session: session.connection().execute(text(statement)))


@pytest.mark.parametrize(
    "disguised",
    [
        "DO $$ BEGIN PERFORM set_config('app.' || 'current_user_id', 'bob', true); END $$",
        "DO $$ BEGIN PERFORM set_config('app.' || 'current_user_id', 'bob', false); END $$",
        "DO $$ BEGIN PERFORM set_config('ro' || 'le', 'none', true); END $$",
        "SELECT 1; COMMIT",
        "SELECT 1; ROLLBACK; BEGIN",
        "/* innocent */ RESET ROLE",
    ],
)
def test_a_switch_in_disguise_is_never_committed(door: Door, disguised: str) -> None:
    def switch(session: Session) -> None:
        session.add(a_problem("smuggled", "ann"))
        session.connection().execute(text(disguised))
        with pytest.raises(TenantRefused, match="not committed"):
            session.commit()
        with pytest.raises(PendingRollbackError):
            titles(session)
        session.rollback()
        assert who(session) == ("bo1_app", "ann")

    door.visit("ann", switch)
    assert door.visit("ann", titles) == ["ann-1"]


def test_two_sessions_on_one_connection_are_refused_and_both_end(
    open_door: Any, tenant_url: DatabaseURL
) -> None:
    door = open_door(tenant_url, poolclass=StaticPool)

    def meet(outer: Session) -> None:
        assert titles(outer) == ["ann-1"]
        with tenant_session(outer.get_bind(), "bob") as inner:  # type: ignore[arg-type]
            with pytest.raises(TenantRefused, match="already in one"):
                titles(inner)
            with pytest.raises(PendingRollbackError):
                titles(inner)
        titles(outer)

    with pytest.raises(DBAPIError, match="closed"):
        door.visit("ann", meet)
    assert door.visit("bob", titles) == ["bob-1"]


def test_a_listener_that_leaves_a_transaction_open_is_named(tenant_url: DatabaseURL) -> None:
    engine = create_engine(tenant_url.sqlalchemy())

    @event.listens_for(engine, "checkout")
    def peek(dbapi_connection: Any, record: Any, proxy: Any) -> None:
        dbapi_connection.cursor().execute("SELECT 1")

    with tenant_session(engine, "ann") as session, pytest.raises(TenantRefused, match="listener"):
        titles(session)
    engine.dispose()


# Trouble with the server


def test_a_connection_that_was_cut_is_replaced_and_no_id_is_told(door: Door, boards: DatabaseURL) -> None:
    pid = door.borrow(lambda connection: connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
    with boards.connect(autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with pytest.raises(DBAPIError) as raised:
        door.visit("very-secret-ann", titles)
    assert "very-secret-ann" not in str(raised.value)
    assert door.visit("ann", titles) == ["ann-1"]


def test_without_the_role_the_error_says_what_to_do(open_door: Any, boards: DatabaseURL, logins: Any) -> None:
    stranger = open_door(logins.url(logins.stranger, boards))
    with pytest.raises(TenantRefused, match=r"permission denied to set role.*GRANT bo1_app TO"):
        stranger.visit("ann", titles)
