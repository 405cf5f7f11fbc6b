"""A tenant session reaches one tenant's rows in every transaction, and the same holds for its async twin."""

from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool
from sqlmodel import Session, col, select

from boardofone import TenantRefused, async_tenant_session, tenant_session
from pgdrift.database_url import DatabaseURL
from schema import DeliberationSession
from tests.boardofone.doors import Door
from tests.boardofone.visits import a_problem, titles, who


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


def test_other_isolation_levels_are_fine(open_door: Any, tenant_url: DatabaseURL) -> None:
    door = open_door(tenant_url, isolation_level="SERIALIZABLE")
    assert door.visit("ann", titles) == ["ann-1"]
    door.restricted(isolation_level="REPEATABLE READ")
    assert door.visit("bob", titles) == ["bob-1"]


def test_an_engine_without_a_pool_works(open_door: Any, tenant_url: DatabaseURL) -> None:
    door = open_door(tenant_url, poolclass=NullPool)
    assert door.visit("ann", titles) == ["ann-1"]


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


def test_without_the_role_the_error_says_what_to_do(open_door: Any, boards: DatabaseURL, logins: Any) -> None:
    stranger = open_door(logins.url(logins.stranger, boards))
    with pytest.raises(TenantRefused, match=r"permission denied to set role.*GRANT bo1_app TO"):
        stranger.visit("ann", titles)
