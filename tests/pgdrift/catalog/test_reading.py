"""Reading a catalog: for anybody, at one moment, without leaving a trace."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle
from pathlib import Path
from time import monotonic
from unittest.mock import patch

import psycopg
import pytest

from pgdrift.catalog import KINDS, Key, Snapshot, read
from pgdrift.catalog.reading import _query
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.server.cluster import Cluster
from tests.memory import cluster_in_memory
from tests.pgdrift.catalog.conftest import Waiting
from tests.pgdrift.corpus.collection import fill

FOLDER = Path(__file__).resolve().parents[3] / "pgdrift" / "catalog"


def test_a_role_without_any_privilege_reads_the_same_as_a_superuser(
    filled: psycopg.Connection, cluster: Cluster
) -> None:
    cluster.ensure_login("reading_stranger")
    with cluster.url("reading_stranger", filled.info.dbname).connect(autocommit=True) as stranger:
        assert read(stranger).facts == read(filled).facts


# What PostgreSQL shows to nobody but the object's owner or a superuser: kind and field.
HIDDEN = {("user_mapping", "options")}


def test_a_role_without_any_privilege_reads_every_kind_as_a_superuser_does(cluster: Cluster) -> None:
    # On a server of its own, because the schema that all kinds are in has roles.
    with cluster_in_memory(cluster.binaries.major) as server:
        server.ensure_login("reading_stranger")
        with server.url().connect(autocommit=True) as superuser:
            fill(superuser)
            superuser.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC")
            superuser.execute(
                "CREATE SUBSCRIPTION far CONNECTION 'dbname=nowhere' PUBLICATION news WITH (connect = false)"
            )
            # SECURITY LABEL needs a module that no server here has loaded.
            superuser.execute(
                "INSERT INTO pg_seclabel (objoid, classoid, objsubid, provider, label) "
                "VALUES ('public.kinds'::regclass, 'pg_class'::regclass, 0, 'selinux', 'confined')"
            )
            expected = read(superuser)
            assert set(expected.counts()) == set(KINDS)
            with server.url("reading_stranger").connect(autocommit=True) as stranger:
                assert stranger.execute("SHOW is_superuser").fetchone() == ("off",)
                found = read(stranger)
    assert found.facts.keys() == expected.facts.keys()
    differing = {
        (key.kind, field)
        for key, fact in expected.facts.items()
        for field, value in fact.items()
        if found.facts[key][field] != value
    }
    assert differing == HIDDEN
    assert found.fingerprint == expected.fingerprint


def test_large_objects_come_and_go_like_rows(filled: psycopg.Connection) -> None:
    before = read(filled)
    filled.execute("SELECT lo_create(0)")
    assert read(filled) == before


def test_a_snapshot_survives_json(filled: psycopg.Connection) -> None:
    snapshot = read(filled)
    assert Snapshot.from_json(snapshot.to_json()) == snapshot
    with pytest.raises(ValueError, match="not a snapshot"):
        Snapshot.from_json("[]")


def test_the_number_of_queries_does_not_depend_on_the_number_of_tables(filled: psycopg.Connection) -> None:
    def queries() -> int:
        with patch.object(
            psycopg.Cursor, "execute", autospec=True, side_effect=psycopg.Cursor.execute
        ) as execute:
            read(filled)
        return execute.call_count

    before = queries()
    for number in range(20):
        filled.execute(f"CREATE TABLE public.more{number} (id integer PRIMARY KEY)".encode())
    assert queries() == before


def test_an_open_transaction_is_read_with_its_changes_and_keeps_its_settings(
    filled: psycopg.Connection,
) -> None:
    with filled.transaction(force_rollback=True):
        filled.execute("SET LOCAL search_path = hidden; CREATE TABLE hidden.uncommitted (id integer)")
        assert Key("table", "hidden.uncommitted") in read(filled).facts
        assert filled.execute("SHOW search_path").fetchone() == ("hidden",)
    assert Key("table", "hidden.uncommitted") not in read(filled).facts
    assert filled.info.transaction_status is psycopg.pq.TransactionStatus.IDLE


def test_reading_changes_nothing_even_where_nothing_may_be_changed(filled: psycopg.Connection) -> None:
    facts = read(filled).facts
    filled.execute("SET default_transaction_read_only = on")
    assert read(filled).facts == facts


def test_what_another_session_has_temporarily_is_not_seen(
    filled: psycopg.Connection, empty_database: DatabaseURL
) -> None:
    before = read(filled)
    with empty_database.connect(autocommit=True) as other:
        other.execute("CREATE TEMPORARY TABLE mine (id serial PRIMARY KEY, body text CHECK (body <> ''))")
        other.execute("CREATE TEMPORARY VIEW seen AS SELECT * FROM mine")
        assert read(filled) == before


def test_settings_of_the_reader_do_not_change_the_spelling(filled: psycopg.Connection) -> None:
    filled.execute("ALTER TABLE hidden.notes ADD since timestamptz DEFAULT '2026-01-01 12:00+00'")
    before = read(filled).facts
    filled.execute(
        "SET search_path = hidden, public; SET datestyle = 'SQL, DMY'; SET timezone = 'Asia/Tokyo'"
    )
    filled.execute("SET quote_all_identifiers = on")
    assert read(filled).facts == before


def test_a_change_during_the_reading_is_read_and_not_mixed_with_what_was_before(
    waiting: Callable[..., Waiting], filled: psycopg.Connection
) -> None:
    # Columns come before indexes: the reading's snapshot still has the old name when the new one is spelled.
    halfway = waiting("hidden.notes")
    halfway.holder.execute("ALTER INDEX hidden.notes_lower RENAME TO notes_small")
    halfway.holder.commit()
    snapshot = halfway.outcome.result()
    assert snapshot == read(filled)
    assert "INDEX notes_small ON" in snapshot.facts[Key("index", "hidden.notes_small")]["definition"]


def test_an_object_that_is_dropped_during_the_reading_is_not_there(
    waiting: Callable[..., Waiting], filled: psycopg.Connection
) -> None:
    halfway = waiting("hidden.notes")
    halfway.holder.execute("DROP VIEW hidden.bodies; DROP TABLE hidden.notes; DROP FUNCTION hidden.one()")
    halfway.holder.commit()
    snapshot = halfway.outcome.result()
    assert snapshot == read(filled)
    assert Key("table", "hidden.notes") not in snapshot.facts


def test_a_schema_that_is_changed_all_the_time_is_read_as_it_was_or_not_at_all(
    filled: psycopg.Connection, empty_database: DatabaseURL
) -> None:
    over = threading.Event()
    changes = cycle(
        (
            "ALTER INDEX hidden.notes_lower RENAME TO notes_small",
            "ALTER INDEX hidden.notes_small RENAME TO notes_lower",
            "CREATE TABLE hidden.passing (id integer DEFAULT 1 CHECK (id > 0)); "
            "CREATE VIEW hidden.seen AS SELECT id FROM hidden.passing WHERE id > 1",
            "DROP TABLE hidden.passing CASCADE",
        )
    )

    def change() -> int:
        with empty_database.connect(autocommit=True) as other:
            for number, statement in enumerate(changes):
                other.execute(statement.encode())
                if over.wait(random.choice((0, 0, 0.01, 0.03, 0.6))):
                    return number
        raise AssertionError("unreachable")

    reads, refusals = 0, list[str]()
    with ThreadPoolExecutor(1) as pool:
        changing = pool.submit(change)
        until = monotonic() + 20
        while reads < 12 and monotonic() < until:
            try:
                snapshot = read(filled)
            except PgdriftError as error:
                refusals.append(str(error))
                continue
            reads += 1
            for fact in snapshot.of_kind("index").values():
                assert f"INDEX {fact['index'].rpartition('.')[2]} ON" in fact["definition"]
            assert all(fact["definition"] for fact in snapshot.of_kind("constraint").values())
            assert all(fact["definition"] for fact in snapshot.of_kind("view").values())
            assert ("hidden.seen" in snapshot.of_kind("view")) == (
                "hidden.passing" in snapshot.of_kind("table")
            )
        over.set()
        assert changing.result() >= 4
    assert reads > 0
    assert all("is being changed right now" in refusal for refusal in refusals)


@pytest.fixture
def stamped(filled: psycopg.Connection) -> psycopg.Connection:
    """The same with a table of revisions, which is read last."""
    filled.execute("CREATE TABLE public.alembic_version (version_num varchar(32) NOT NULL)")
    return filled


def test_nobody_who_writes_or_alters_waits_for_a_reading(
    waiting: Callable[..., Waiting], stamped: psycopg.Connection
) -> None:
    # All views have been spelled out by now, for which their tables had to be locked.
    halfway = waiting("public.alembic_version")
    stamped.execute("SET lock_timeout = '100ms'")
    stamped.execute("INSERT INTO hidden.notes VALUES (1, 'a'); UPDATE hidden.notes SET body = 'b'")
    stamped.execute(
        "DELETE FROM hidden.notes; TRUNCATE hidden.notes; ALTER TABLE hidden.notes ADD since date"
    )
    held = "SELECT relation::regclass::text FROM pg_locks WHERE pid = %s AND granted AND relation >= 16384"
    assert stamped.execute(held, [halfway.pid]).fetchall() == []
    assert not halfway.outcome.done()
    halfway.holder.rollback()
    assert Key("column", "hidden.notes.since") in halfway.outcome.result().facts


def test_a_reading_shows_one_moment_and_has_no_transaction_id(
    waiting: Callable[..., Waiting], stamped: psycopg.Connection
) -> None:
    halfway = waiting("public.alembic_version")
    activity = "SELECT state, backend_xid FROM pg_stat_activity WHERE pid = %s"
    assert stamped.execute(activity, [halfway.pid]).fetchone() == ("active", None)
    halfway.holder.execute("INSERT INTO public.alembic_version VALUES ('later')")
    halfway.holder.commit()
    assert halfway.outcome.result().revision == ()
    assert read(stamped).revision == ("later",)


def test_rows_that_a_policy_hides_are_not_taken_for_no_revision(
    stamped: psycopg.Connection, cluster: Cluster
) -> None:
    cluster.ensure_login("reading_stranger")
    stamped.execute("INSERT INTO public.alembic_version VALUES ('abc')")
    stamped.execute("GRANT SELECT ON public.alembic_version TO reading_stranger")
    with cluster.url("reading_stranger", stamped.info.dbname).connect(autocommit=True) as stranger:
        assert read(stranger).revision == ("abc",)
        stamped.execute("ALTER TABLE public.alembic_version ENABLE ROW LEVEL SECURITY")
        with pytest.raises(PgdriftError, match="row-level security policy"):
            read(stranger)


@pytest.mark.parametrize("kind", KINDS)
def test_every_column_of_a_query_is_a_field_with_a_meaning_or_an_identity(
    kind: str, superuser: psycopg.Connection
) -> None:
    superuser.execute("SELECT set_config('search_path', '', false)")
    description = superuser.execute(_query(kind)).description
    assert description is not None
    name, *fields = (column.name for column in description)
    assert name == "name"
    assert set(fields) == set(KINDS[kind].fields) | KINDS[kind].identity
    assert set(KINDS[kind].texts) <= set(KINDS[kind].fields)


def test_every_query_belongs_to_a_kind_and_says_what_it_reads() -> None:
    queries = {path.stem: path.read_text() for path in FOLDER.glob("*.sql")}
    assert set(queries) - {"ours", "fingerprint", "uncompared"} == set(KINDS)
    assert all(text.startswith("-- ") for text in queries.values())
