"""Every transaction of a tenant session is the tenant's, whatever became of the one before it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, select

from boardofone import used_connections
from schema import DeliberationSession
from tests.boardofone.doors import Door, sent_by
from tests.boardofone.visits import a_problem, titles, who


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
