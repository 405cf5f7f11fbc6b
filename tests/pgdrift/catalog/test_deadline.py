"""A reading that takes too long, because of the server, a lock, or a server that does not answer any more."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from time import monotonic

import psycopg
import pytest

from pgdrift.catalog import read
from pgdrift.catalog.deadline import Deadline
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from tests.pgdrift.catalog.conftest import Waiting, locked


def test_without_a_limit_there_is_always_time() -> None:
    deadline = Deadline(None)
    assert deadline.remaining() == float("inf")
    assert deadline.statement() == ""


def test_each_query_gets_what_is_left_and_at_least_a_millisecond() -> None:
    assert Deadline(60).statement() in (
        "SET LOCAL statement_timeout = 59999;\n",
        "SET LOCAL statement_timeout = 60000;\n",
    )
    assert Deadline(1e-9).statement() == "SET LOCAL statement_timeout = 1;\n"
    assert Deadline(1e-9).remaining() == 0
    assert int(Deadline(1e300).statement().split()[-1].rstrip(";")) < 2**31


def test_a_reading_in_time_leaves_no_limit_behind(filled: psycopg.Connection) -> None:
    filled.execute("SET statement_timeout = '7s'")
    assert read(filled, max_read=60).facts == read(filled).facts
    assert filled.execute("SHOW statement_timeout").fetchone() == ("7s",)


def test_a_reading_that_takes_too_long_is_stopped(filled: psycopg.Connection) -> None:
    with pytest.raises(PgdriftError) as refused:
        read(filled, max_read=0.002)
    assert "took longer than 0.002 seconds, and it was stopped. Nothing was compared." in str(refused.value)
    assert "--max-read 10." in str(refused.value)
    assert filled.info.transaction_status is psycopg.pq.TransactionStatus.IDLE
    assert read(filled).facts


def test_the_server_does_not_stop_a_reading_before_its_time() -> None:
    for _ in range(20):  # or it would look as if somebody else had set the limit
        deadline = Deadline(10)
        _, _, milliseconds = deadline.statement().rstrip(";\n").rpartition(" = ")
        assert int(milliseconds) / 1000 >= deadline.remaining()


def test_time_lost_to_a_lock_is_told_as_the_lock(
    filled: psycopg.Connection, empty_database: DatabaseURL
) -> None:
    with locked(empty_database, "hidden.notes"):
        started = monotonic()
        with pytest.raises(PgdriftError, match=r"table hidden\.notes is locked by session"):
            read(filled, max_read=0.9)
        assert monotonic() - started < 1.5


def test_a_server_that_does_not_answer_any_more_is_not_waited_for(
    waiting: Callable[..., Waiting], empty_database: DatabaseURL
) -> None:
    halfway = waiting("hidden.notes", max_read=0.7)
    os.kill(halfway.pid, signal.SIGSTOP)
    try:
        with pytest.raises(PgdriftError, match="the server no longer answered") as refused:
            halfway.outcome.result(10)
        assert "took longer than 0.7 seconds" in str(refused.value)
    finally:
        os.kill(halfway.pid, signal.SIGCONT)


def test_a_limit_of_the_roles_own_is_not_taken_for_ours(
    filled: psycopg.Connection, empty_database: DatabaseURL
) -> None:
    filled.execute("SET statement_timeout = '200ms'")
    with locked(empty_database, "hidden.notes"), pytest.raises(PgdriftError) as refused:
        read(filled)
    assert "was stopped by its server: canceling statement due to statement timeout" in str(refused.value)
    assert "if the role or the database has a statement_timeout, allow a longer one" in str(refused.value)
