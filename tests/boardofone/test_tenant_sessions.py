"""A tenant session reaches one tenant's rows in every transaction, and the same holds for its async twin."""

import enum
import time
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import create_engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InvalidRequestError, PendingRollbackError
from sqlalchemy.pool import NullPool, StaticPool
from sqlmodel import Session, col, select

from boardofone import TenantRefused, async_tenant_session, tenant_session, used_connections
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


def test_role_and_tenant_go_with_every_begin_and_a_proof_before_every_end(door: Door) -> None:
    def two_transactions(session: Session) -> None:
        session.exec(text("SELECT 'first'"))  # type: ignore[call-overload]
        session.commit()
        session.exec(text("SELECT 'second'"))  # type: ignore[call-overload]

    physical = door.borrow(lambda connection: connection.connection.driver_connection)
    statements = sent_by(physical, lambda: door.visit("ann", two_transactions))
    named = "SET LOCAL ROLE bo1_app; SET LOCAL app.current_user_id = 'ann'"
    kept = (
        "coalesce(current_user OPERATOR(pg_catalog.=) 'bo1_app' AND pg_catalog.current_setting("
        "'app.current_user_id', true) OPERATOR(pg_catalog.=) 'ann', false)"
    )
    guard = f"SELECT 1 OPERATOR(pg_catalog./) CAST({kept} AS integer)"
    reset = used_connections.RESET
    first, *rest = statements
    # Who logged in is asked once in a while.
    assert first.startswith("BEGIN; SELECT session_user::text")
    assert first.endswith(f"; {named}")
    assert rest == [
        *("SELECT 'first'", f"{guard}; COMMIT; {reset}"),
        *(f"BEGIN; {named}", "SELECT 'second'", f"SELECT {kept}; ROLLBACK; {reset}"),
    ]


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


@pytest.mark.parametrize(
    "setting",
    ["standard_conforming_strings = off", "client_encoding = 'SJIS'", "search_path = nowhere, pg_catalog"],
)
@pytest.mark.parametrize("odd", ["\\' OR true --", "\u8868' OR true --"])  # in SJIS it ends in a backslash
def test_the_proof_takes_the_id_as_it_is_whatever_is_set_by_then(door: Door, odd: str, setting: str) -> None:
    def keep(session: Session) -> None:
        for end in (session.commit, session.rollback):
            session.connection().execute(text(f"SET {setting}"))
            end()

    def switch(session: Session) -> None:
        session.connection().execute(text(f"SET {setting}"))
        session.connection().connection.cursor().execute("SET LOCAL app.current_user_id = 'bob'")
        session.commit()

    door.visit(odd, keep)
    with pytest.raises(TenantRefused, match="was not committed"):
        door.visit(odd, switch)


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
        "/* route=x */ SET LOCAL app.current_user_id = 'bob'",
        "-- x\nSET LOCAL app.current_user_id = 'bob'",
        """SET LOCAL "app"."current_user_id" = 'bob'""",
        "SELECT set_config(E'app.current_user_id', 'bob', true)",
        "SELECT set_config(('app.current_user_id'), 'bob', true)",
        "SELECT set_config($$app.current_user_id$$, 'bob', true)",
        "SELECT 1; RESET ROLE",
        "SELECT 1; COMMIT; SET app.current_user_id = 'bob'",
        "RESET ALL",
        "SET SESSION AUTHORIZATION DEFAULT",
        "ROLLBACK",
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


# SQL that is built while it runs: nothing about it can be told from its text.
BOB = "DO $$ BEGIN PERFORM set_config('app.' || 'current_user_id', 'bob', true); END $$"
DISGUISED = [
    BOB,
    BOB.replace("true", "false"),
    "DO $$ BEGIN PERFORM set_config('ro' || 'le', 'none', true); END $$",
    "DO $$ BEGIN EXECUTE 'RESET ' || 'ROLE'; END $$",
]
BEHIND_THE_BACK = ["ROLLBACK", "ROLLBACK; BEGIN", "RESET ROLE"]


def smuggle(session: Session, statement: str) -> None:
    """Write a row and run a statement that none of the hooks is told about."""
    session.add(a_problem("smuggled", "ann"))
    session.flush()
    session.connection().connection.cursor().execute(statement)


@pytest.mark.parametrize("disguised", [*DISGUISED, *BEHIND_THE_BACK])
@pytest.mark.parametrize("whose", ["the session's", "the connection's"])
def test_a_switch_in_disguise_is_never_committed(door: Door, disguised: str, whose: str) -> None:
    def switch(session: Session) -> None:
        smuggle(session, disguised)
        with pytest.raises(TenantRefused, match="was not committed"):
            (session if whose == "the session's" else session.connection()).commit()
        with pytest.raises(InvalidRequestError):
            titles(session)
        session.rollback()
        assert who(session) == ("bo1_app", "ann")

    door.visit("ann", switch)
    assert door.visit("ann", titles) == ["ann-1"]


def leave(session: Session) -> None:
    pass


def close(session: Session) -> None:
    session.close()


def roll_back(session: Session) -> None:
    session.rollback()


def roll_back_the_connection(session: Session) -> None:
    session.connection().rollback()


@pytest.mark.parametrize("disguised", [*DISGUISED, *BEHIND_THE_BACK])
@pytest.mark.parametrize(
    "ending", [leave, close, roll_back, roll_back_the_connection], ids=lambda ending: ending.__name__
)
def test_a_switch_in_disguise_is_told_without_a_commit_too(
    door: Door, disguised: str, ending: Callable[[Session], None]
) -> None:
    pids: list[int] = []

    def read(session: Session) -> None:
        pids.append(session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        smuggle(session, disguised)
        ending(session)

    with pytest.raises(TenantRefused, match="was rolled back, and its results are not to be used"):
        door.visit("ann", read)
    # The connection is not used again, nor kept from those who wait for it.
    assert door.borrow(lambda one: one.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()) != pids[0]
    assert door.visit("ann", titles) == ["ann-1"]


def test_after_a_refused_rollback_the_session_goes_on_as_its_tenant(door: Door) -> None:
    def stumble(session: Session) -> None:
        smuggle(session, BOB)
        with pytest.raises(TenantRefused):
            session.rollback()
        assert who(session) == ("bo1_app", "ann")

    door.visit("ann", stumble)


class Oops(Exception):
    pass


def test_an_exception_on_its_way_is_not_hidden_by_the_refusal(
    door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(session: Session) -> None:
        smuggle(session, BOB)
        raise Oops

    with caplog.at_level("WARNING", "boardofone"), pytest.raises(Oops):
        door.visit("ann", fail)
    (record,) = caplog.records
    assert (record.name, record.levelname) == ("boardofone", "WARNING")
    assert "changed its role or tenant" in record.getMessage()
    assert "ann" not in record.getMessage()
    assert door.visit("ann", titles) == ["ann-1"]


def test_an_error_of_the_database_is_told_as_it_is(door: Door, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(DBAPIError, match="division by zero"):
        door.visit("ann", lambda session: session.connection().execute(text("SELECT 1 / 0")))
    assert caplog.records == []


# Other binds, and connections that leave the pool


def test_a_second_bind_is_refused(door: Door, tenant_url: DatabaseURL) -> None:
    other = create_engine(tenant_url.sqlalchemy())

    def stray(session: Session) -> None:
        assert titles(session) == ["ann-1"]
        with pytest.raises(TenantRefused, match="stays on the engine"):
            session.connection(bind_arguments={"bind": other})
        with pytest.raises(PendingRollbackError):
            session.connection(bind_arguments={"bind": other}).execute(WHO)
        session.rollback()
        assert titles(session) == ["ann-1"]

    door.visit("ann", stray)
    assert other.pool.checkedout() == 0  # type: ignore[attr-defined]
    other.dispose()


@pytest.mark.parametrize("end", ["commit", "rollback", "close"])
def test_a_detached_connection_is_proved_and_closed_like_any_other(
    door: Door, boards: DatabaseURL, end: str
) -> None:
    pids: list[int] = []

    def detach(session: Session) -> None:
        pids.append(session.connection().exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
        session.connection().detach()
        assert titles(session) == ["ann-1"]
        getattr(session, end)()
        assert who(session) == ("bo1_app", "ann")

    def detach_and_switch(session: Session) -> None:
        detach(session)
        session.connection().detach()
        smuggle(session, BOB)
        getattr(session, end)()

    door.visit("ann", detach)
    with pytest.raises(TenantRefused):
        door.visit("ann", detach_and_switch)
    with boards.connect(autocommit=True) as connection:
        gone = "SELECT count(*) = 0 FROM pg_stat_activity WHERE pid = ANY(%s)"
        row = None
        for _ in range(50):
            row = connection.execute(gone, [pids]).fetchone()
            if row == (True,):
                break
            time.sleep(0.1)
        assert row == (True,)
    assert door.visit("bob", titles) == ["bob-1"]


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
