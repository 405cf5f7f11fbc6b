"""Reading a catalog: for anybody, at one moment, without leaving a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

import psycopg
import pytest

from pgdrift.catalog import KINDS, Key, Snapshot, read
from pgdrift.catalog.reading import _query
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.server.cluster import Cluster

FOLDER = Path(__file__).resolve().parents[3] / "pgdrift" / "catalog"


@pytest.fixture
def filled(superuser: psycopg.Connection) -> psycopg.Connection:
    """A database with a table nobody else may see into."""
    superuser.execute(
        """
        CREATE SCHEMA hidden; REVOKE ALL ON SCHEMA hidden FROM PUBLIC;
        CREATE TABLE hidden.notes (id integer PRIMARY KEY, body text DEFAULT 'x' CHECK (body <> ''));
        CREATE INDEX ON hidden.notes (lower(body)) WHERE id > 0;
        ALTER TABLE hidden.notes ENABLE ROW LEVEL SECURITY;
        CREATE POLICY own ON hidden.notes USING (body = current_user);
        CREATE VIEW hidden.bodies AS SELECT body FROM hidden.notes;
        CREATE FUNCTION hidden.one() RETURNS integer LANGUAGE sql RETURN 1;
        CREATE SEQUENCE hidden.numbers;
        """
    )
    return superuser


def test_a_role_without_any_privilege_reads_the_same_as_a_superuser(
    filled: psycopg.Connection, cluster: Cluster
) -> None:
    cluster.ensure_login("reading_stranger")
    with cluster.url("reading_stranger", filled.info.dbname).connect(autocommit=True) as stranger:
        assert read(stranger).facts == read(filled).facts


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


def test_a_locked_catalog_is_one_paragraph(
    filled: psycopg.Connection, locker: Callable[[str], object]
) -> None:
    with locker("hidden.notes"), pytest.raises(PgdriftError, match="another session holds an exclusive lock"):
        read(filled)


@pytest.fixture
def locker(empty_database: DatabaseURL) -> Callable[[str], object]:
    """Holds an exclusive lock on a table for the length of a `with` block."""

    @contextmanager
    def lock(table: str) -> Iterator[None]:
        with empty_database.connect() as other:
            other.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE".encode())
            yield

    return lock


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
