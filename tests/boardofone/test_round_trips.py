"""A tenant's transaction waits for the server as often as the same transaction of nobody."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from pgdrift.database_url import DatabaseURL
from tests.boardofone.breaking_line import TERMINATED, breaking_line
from tests.boardofone.doors import Door, round_trips_of
from tests.boardofone.test_used_connections import left_on

READ = text("SELECT id FROM sessions")


def committed(connection: Connection, statements: int) -> None:
    for _ in range(statements):
        connection.execute(READ)
    connection.commit()


def rolled_back(connection: Connection, statements: int) -> None:
    for _ in range(statements):
        connection.execute(READ)
    connection.rollback()


def failed(connection: Connection, statements: int) -> None:
    for _ in range(statements - 1):
        connection.execute(READ)
    with pytest.raises(DBAPIError):
        connection.execute(text("SELECT 1 / 0"))
    connection.rollback()


def with_a_savepoint(connection: Connection, statements: int) -> None:
    with connection.begin_nested():
        for _ in range(statements):
            connection.execute(READ)
    connection.commit()


ENDS = [committed, rolled_back, failed, with_a_savepoint]


def by_the_session(story: Callable[[Connection, int], None], statements: int) -> Callable[[Session], None]:
    """The story told through the session, whose commit and rollback are not the connection's own."""

    class Told:
        def __init__(self, session: Session) -> None:
            self.execute, self.begin_nested = session.execute, session.begin_nested
            self.commit, self.rollback = session.commit, session.rollback

    return lambda session: story(Told(session), statements)  # type: ignore[arg-type]


def counted(door: Door, story: Callable[[Connection, int], None], statements: int) -> tuple[int, int]:
    """The round trips of a transaction of nobody, and of the same one in a tenant session."""
    physical = door.borrow(lambda connection: connection.connection.driver_connection)
    door.visit("ann", by_the_session(story, statements))  # whatever is done once for a connection is done
    bare = round_trips_of(physical, lambda: door.borrow(lambda connection: story(connection, statements)))
    return bare, round_trips_of(physical, lambda: door.visit("ann", by_the_session(story, statements)))


@pytest.mark.parametrize("statements", [1, 3])
@pytest.mark.parametrize("story", ENDS, ids=lambda story: story.__name__)
def test_a_tenants_transaction_takes_no_round_trip_more(door: Door, story: Any, statements: int) -> None:
    bare, tenants = counted(door, story, statements)
    assert bare >= statements + 2
    assert tenants == bare


def test_looking_at_who_logged_in_takes_none_either(open_door: Any, tenant_url: DatabaseURL) -> None:
    door = open_door(tenant_url)
    physical = door.borrow(lambda connection: connection.connection.driver_connection)
    first = round_trips_of(physical, lambda: door.visit("ann", by_the_session(committed, 1)))
    assert first == round_trips_of(physical, lambda: door.visit("ann", by_the_session(committed, 1))) == 3


def test_leaving_the_block_is_one_round_trip_of_rollback(door: Door) -> None:
    physical = door.borrow(lambda connection: connection.connection.driver_connection)
    assert round_trips_of(physical, lambda: door.visit("ann", lambda session: session.execute(READ))) == 3


def test_a_session_that_asks_nothing_sends_nothing(door: Door) -> None:
    physical = door.borrow(lambda connection: connection.connection.driver_connection)
    assert round_trips_of(physical, lambda: door.visit("ann", lambda session: None)) == 0


def test_cleaning_up_after_psycopgs_own_prepared_statements_is_done_once(
    open_door: Any, tenant_url: DatabaseURL
) -> None:
    # psycopg has to see for itself that what it prepared for others is gone.
    door = open_door(tenant_url, pool_size=1, max_overflow=0, connect_args={"prepare_threshold": 0})
    physical = door.borrow(lambda connection: connection.connection.driver_connection)
    for _ in range(2):
        door.borrow(lambda connection: committed(connection, 2))
        told = (
            round_trips_of(physical, lambda: door.visit("ann", by_the_session(committed, 3)))
            for _ in range(3)
        )
        first, *others = told
        assert first > 5
        assert others == [5, 5]


@pytest.mark.parametrize("last_words", [b"", TERMINATED], ids=["cut", "terminated"])
def test_a_line_that_breaks_anywhere_in_the_end_of_a_transaction(
    open_door: Any, tenant_url: DatabaseURL, last_words: bytes
) -> None:
    # The answer to the end, and to what cleans up behind it, is broken off in many places; the last
    # message of all is where libpq goes on waiting for an end.
    with breaking_line(tenant_url) as line:
        door: Door = open_door(line.url)
        answer: list[int] = []

        def whole(session: Session) -> None:
            session.connection().execute(text("UPDATE sessions SET phase = 'whole'"))
            before = line.messages
            session.commit()
            answer.append(line.messages - before)

        door.visit("ann", whole)
        for passed in range(answer[0] - 1, -1, -3):
            phase = f"after {passed}"

            def broken(session: Session, passed: int = passed, phase: str = phase) -> None:
                session.connection().execute(text("UPDATE sessions SET phase = :phase"), {"phase": phase})
                line.break_after(passed, last_words)
                session.commit()

            # Also when the commit had been answered: whoever is told of a lost connection has to look.
            with pytest.raises(DBAPIError) as raised:
                door.visit("ann", broken)
            assert raised.value.connection_invalidated, f"{phase} messages it says {raised.value}"
            # The next one gets another connection, on which nobody has left anything.
            assert door.borrow(left_on) == set()
            assert door.visit("bob", lambda session: session.connection().scalars(READ).all()) == ["bob-1"]
