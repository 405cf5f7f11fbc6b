"""A tenant session stays on one connection of its own engine and takes it nowhere else."""

import time
from typing import Any

import pytest
from sqlalchemy import create_engine, event
from sqlalchemy.exc import DBAPIError, PendingRollbackError
from sqlalchemy.pool import StaticPool
from sqlmodel import Session

from boardofone import TenantRefused, tenant_session
from pgdrift.database_url import DatabaseURL
from tests.boardofone.disguises import BOB, smuggle
from tests.boardofone.doors import Door
from tests.boardofone.visits import WHO, titles, who


def test_an_autocommit_connection_is_refused_and_stays_so(door: Door) -> None:
    def insist(session: Session) -> None:
        with pytest.raises(TenantRefused, match="AUTOCOMMIT"):
            session.connection(execution_options={"isolation_level": "AUTOCOMMIT"})
        with pytest.raises(PendingRollbackError):
            titles(session)  # the connection that was refused answers nothing
        session.rollback()
        assert titles(session) == ["ann-1"]

    door.visit("ann", insist)


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


def test_a_connection_that_was_cut_is_replaced_and_no_id_is_told(door: Door, boards: DatabaseURL) -> None:
    pid = door.borrow(lambda connection: connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one())
    with boards.connect(autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with pytest.raises(DBAPIError) as raised:
        door.visit("very-secret-ann", titles)
    assert "very-secret-ann" not in str(raised.value)
    assert door.visit("ann", titles) == ["ann-1"]
