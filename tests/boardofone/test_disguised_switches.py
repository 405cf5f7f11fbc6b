"""A tenant session that was made another tenant's behind its back commits nothing, and says so."""

from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, InvalidRequestError
from sqlmodel import Session

from boardofone import TenantRefused
from tests.boardofone.disguises import BEHIND_THE_BACK, BOB, DISGUISED, smuggle
from tests.boardofone.doors import Door
from tests.boardofone.visits import titles, who


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
