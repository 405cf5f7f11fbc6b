"""Who is in the way of a reading, told to whoever asks."""

from __future__ import annotations

import re
import time
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from pgdrift.catalog import blocker, read
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.server.cluster import Cluster
from tests.pgdrift.catalog.conftest import locked

BEGAN = r"its transaction began at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC"


def refusal(connection: psycopg.Connection) -> str:
    with pytest.raises(PgdriftError) as refused:
        read(connection)
    assert "\n" not in str(refused.value)
    return str(refused.value)


def test_nobody(filled: psycopg.Connection) -> None:
    assert blocker.describe(filled) == ""


def test_a_session_that_holds_a_lock_is_named_with_what_it_does_and_since_when(
    filled: psycopg.Connection, empty_database: DatabaseURL
) -> None:
    with locked(empty_database, "hidden.notes", "deploy") as holder:
        pid = holder.info.backend_pid
        said = refusal(filled)
        assert re.search(
            rf"table hidden\.notes is locked by session {pid} \(deploy, idle in transaction, {BEGAN}\)", said
        )
        assert "LOCK TABLE" not in said
        assert filled.info.transaction_status is psycopg.pq.TransactionStatus.IDLE
    assert read(filled).facts


def test_a_view_and_a_table_that_are_locked_are_both_named_and_an_index_is_not(
    filled: psycopg.Connection, empty_database: DatabaseURL
) -> None:
    with locked(empty_database, "hidden.bodies") as holder:
        # Locking a view locks its table, and altering a type locks the table's index.
        said = blocker.describe(filled)
        assert "view hidden.bodies is locked by session" in said
        assert "table hidden.notes is locked by session" in said
        holder.execute("DROP VIEW hidden.bodies; ALTER TABLE hidden.notes ALTER id TYPE bigint")
        assert "index" not in blocker.describe(filled)


def test_a_session_that_waits_itself_is_named_with_the_one_it_waits_for(
    filled: psycopg.Connection, empty_database: DatabaseURL
) -> None:
    with (
        ThreadPoolExecutor(1) as pool,
        empty_database.connect(application_name="report") as reader,
        empty_database.connect(application_name="deploy") as writer,
    ):
        reader.execute("SELECT FROM hidden.notes")
        altering = pool.submit(writer.execute, "ALTER TABLE hidden.notes ADD since date")
        pid, other = writer.info.backend_pid, reader.info.backend_pid
        waits = "SELECT pid FROM pg_locks WHERE pid = %s AND NOT granted"
        while not filled.execute(waits, [pid]).fetchone():
            time.sleep(0.005)
        said = refusal(filled)
        reader.rollback()
        altering.result()
    named = rf"table hidden\.notes is waited for by session {pid} \(deploy, active, {BEGAN}\)"
    assert re.search(rf"{named}, behind session {other}\. Nothing was compared", said)


def test_a_role_that_may_not_look_into_other_sessions_still_learns_which_one(
    filled: psycopg.Connection, empty_database: DatabaseURL, cluster: Cluster
) -> None:
    cluster.ensure_login("reading_stranger")
    with (
        cluster.url("reading_stranger", filled.info.dbname).connect(autocommit=True) as stranger,
        locked(empty_database, "hidden.notes", "deploy") as holder,
    ):
        said = refusal(stranger)
        assert f"table hidden.notes is locked by session {holder.info.backend_pid} (deploy). Nothing" in said


def test_inside_an_open_transaction_the_blocker_is_named_and_the_transaction_goes_on(
    filled: psycopg.Connection, empty_database: DatabaseURL
) -> None:
    with locked(empty_database, "hidden.notes"), filled.transaction():
        filled.execute("CREATE TABLE public.mine (id integer)")
        assert "table hidden.notes is locked by session" in refusal(filled)
    assert filled.execute("SELECT to_regclass('public.mine') IS NOT NULL").fetchone() == (True,)


def test_a_table_that_another_transaction_is_just_creating_is_in_nobodys_way(
    filled: psycopg.Connection, empty_database: DatabaseURL
) -> None:
    with empty_database.connect() as other:
        other.execute(
            "CREATE TABLE public.fresh (id integer DEFAULT 1); CREATE TEMPORARY TABLE own (id integer)"
        )
        assert blocker.describe(filled) == ""
        assert read(filled).facts


def test_a_catalog_that_is_locked_is_told_although_no_name_can_be_looked_up(
    filled: psycopg.Connection, empty_database: DatabaseURL
) -> None:
    with locked(empty_database, "pg_catalog.pg_namespace") as holder:
        oid = 2615  # pg_namespace's, fixed for ever
        assert f"catalog with OID {oid} is locked by session {holder.info.backend_pid}" in refusal(filled)


def test_no_more_than_three_are_named(filled: psycopg.Connection, empty_database: DatabaseURL) -> None:
    for number in range(5):
        filled.execute(f"CREATE TABLE public.t{number} (id integer)".encode())
    with locked(empty_database, "public.t0, public.t1, public.t2, public.t3, public.t4"):
        said = blocker.describe(filled)
        assert said.count("is locked by") == 3
        assert said.endswith("; and 2 more")
