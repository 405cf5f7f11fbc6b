"""A specified database, made by somebody else, is adopted with every row, or refused unchanged."""

import itertools
import subprocess
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from time import sleep

import psycopg
import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from pgdrift import project as projects
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.migrate import bootstrap, in_process
from pgdrift.migrate.administrator import AdministratorNeeded
from pgdrift.migrate.preconditions import RowsBreakRules
from pgdrift.migrate.request import Request
from pgdrift.references import declared
from pgdrift.scope import scoped
from pgdrift.server.cluster import Cluster
from pgdrift.server.temporary import temporary_cluster
from tests.facts import facts
from tests.migrations import specified_rows

PROJECT = projects.find()
SPECIFIED = "396e8f26d0a5"
PASSWORD = "Trillian-42-never-shown"


@pytest.fixture
def strange_server(cluster: Cluster) -> Iterator[Cluster]:
    """A server of the same version that has none of our roles."""
    with cluster.url().connect() as connection:
        if bootstrap.unavailable_extensions(connection, ["vector"]):
            pytest.skip("pgvector is not installed for this PostgreSQL")
    with temporary_cluster(cluster.binaries.major) as server:
        yield server


def specified(server: Cluster, attributes: str) -> DatabaseURL:
    """The specified database with rows, made by its own login `bo1` with plain Alembic; that login's URL."""
    with server.url().connect(autocommit=True) as connection:
        connection.execute(f"CREATE ROLE bo1 LOGIN {attributes} PASSWORD '{PASSWORD}'".encode())
        connection.execute("CREATE DATABASE boardofone OWNER bo1")
    url = server.url(database="boardofone").replace(user="bo1", password=PASSWORD)
    script = ScriptDirectory.from_config(in_process.configuration(PROJECT.migrations))
    engine = create_engine(url.sqlalchemy(), poolclass=NullPool)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            for revision in reversed(list(script.iterate_revisions(SPECIFIED, "base"))):
                revision.module.upgrade()
        context.stamp(script, SPECIFIED)
    specified_rows.insert(url)
    return url


def administrator(server: Cluster, sql: str) -> None:
    """Run ``sql`` as a person would: with psql, as the superuser."""
    url = server.url(database="boardofone").shown
    command = [server.binaries.tool("psql"), url, "-qX", "-v", "ON_ERROR_STOP=1"]
    subprocess.run(command, input=sql, text=True, check=True, stdout=subprocess.DEVNULL)


def assert_adopted(server: Cluster, superuser: DatabaseURL) -> None:
    """The database is what is declared, child rows have their session's owner, and old code still writes."""
    reference = server.url(database="reference")
    server.ensure_database("reference")
    declared.build(PROJECT, reference)
    assert compare(scoped(facts(reference), PROJECT), scoped(facts(superuser), PROJECT)) == []
    with superuser.connect() as connection:
        for table in specified_rows.CHILDREN:
            query = (
                f"SELECT count(*) FILTER (WHERE c.user_id = s.user_id), count(*) FROM {table} c "
                "JOIN sessions s ON s.id = c.session_id"
            )
            mine, all_rows = connection.execute(query.encode()).fetchone() or (0, -1)
            assert mine == all_rows
    assert_old_code_writes(server)


def assert_old_code_writes(server: Cluster) -> None:
    """A tenant session inserts without naming the tenant, and gets the next number."""
    server.ensure_login("web")
    with server.url().connect(autocommit=True) as connection:
        connection.execute("GRANT bo1_app TO web")
    before = specified_rows.positions(server.url(database="boardofone"))
    with server.url("web", "boardofone").connect() as connection:
        connection.execute("SELECT set_config('app.current_user_id', 'user-2', true)")
        for table, columns, values in (
            ("contributions", "content, round_number, phase, model", "'Said later', 1, 'deliberation', 'm'"),
            ("votes", "vote_choice, reasoning", "'option 1', 'Later'"),
        ):
            row = connection.execute(
                f"INSERT INTO {table} (session_id, persona_code, {columns}) "
                f"VALUES ('session-1', 'persona_1', {values}) RETURNING id, user_id".encode()
            ).fetchone()
            assert row == (before[table][0] + 1, "user-2")
        with pytest.raises(psycopg.errors.ForeignKeyViolation):
            connection.execute(
                "INSERT INTO votes (session_id, persona_code, vote_choice, reasoning) "
                "VALUES ('session-2', 'persona_1', 'option 1', 'Not mine')"
            )


def test_a_superuser_adopts_the_database_it_made(strange_server: Cluster) -> None:
    url = specified(strange_server, "SUPERUSER")
    rows = specified_rows.checksums(url)
    positions = specified_rows.positions(url)
    in_process.upgrade(Request(PROJECT, url))
    assert specified_rows.checksums(url) == rows
    assert specified_rows.positions(url) == positions
    assert_adopted(strange_server, url)


def test_an_ordinary_owner_adopts_it_after_an_administrator(strange_server: Cluster) -> None:
    url = specified(strange_server, "NOSUPERUSER")
    superuser = strange_server.url(database="boardofone")
    rows, before = specified_rows.checksums(superuser), facts(superuser)

    with pytest.raises(AdministratorNeeded) as caught:
        in_process.upgrade(Request(PROJECT, url))
    assert PASSWORD not in str(caught.value)
    assert compare(before, facts(superuser)) == []

    administrator(strange_server, caught.value.sql)
    in_process.upgrade(Request(PROJECT, url))
    assert specified_rows.checksums(superuser) == rows
    assert_adopted(strange_server, superuser)


def test_the_way_back_keeps_every_row(strange_server: Cluster) -> None:
    url = specified(strange_server, "SUPERUSER")
    rows, before = specified_rows.checksums(url), facts(url)
    in_process.upgrade(Request(PROJECT, url))
    positions = specified_rows.positions(url)
    in_process.downgrade(Request(PROJECT, url), SPECIFIED)
    assert specified_rows.checksums(url) == rows
    assert specified_rows.positions(url) == positions
    # What only an administrator sets up stays: roles, the extension, who owns and who may enter.
    left = {
        (d.kind, d.fields)
        for d in compare(before, facts(url))
        if d.kind not in ("role", "membership", "grant", "extension", "extension_member")
    }
    assert {fields for _, fields in left} <= {("owner",)}


def test_a_row_that_is_just_being_written_gets_its_tenant_too(strange_server: Cluster) -> None:
    url = specified(strange_server, "SUPERUSER")
    with ThreadPoolExecutor(1) as migrator, url.connect() as writer:
        writer.execute(
            "INSERT INTO contributions (session_id, persona_code, content, round_number, phase, model) "
            "VALUES ('session-3', 'persona_1', 'Not yet committed', 1, 'deliberation', 'm')"
        )
        migrated = migrator.submit(in_process.upgrade, Request(PROJECT, url))
        wait_for_a_waiting_migration(strange_server)
        assert not migrated.done()
        writer.commit()
        migrated.result(timeout=60)
    with url.connect() as connection:
        query = "SELECT user_id FROM contributions WHERE content = 'Not yet committed'"
        assert connection.execute(query).fetchone() == ("user-4",)


def test_writers_in_any_order_neither_fail_nor_stop_the_filling(strange_server: Cluster) -> None:
    url = specified(strange_server, "SUPERUSER")
    in_process.upgrade(Request(PROJECT, url), "dd4a2fdd08f4")
    done = Event()

    def write(session: str) -> int:
        """Write parent and child in one transaction, again and again, in both orders; how often."""
        statements = [
            "UPDATE sessions SET round_number = round_number + 1 WHERE id = %s",
            "UPDATE contributions SET tokens = tokens + 1 WHERE session_id = %s",
            "UPDATE votes SET reasoning = 'again' WHERE session_id = %s",
        ]
        with url.connect() as connection:
            for written in itertools.count():
                if done.is_set():
                    return written
                for statement in statements[:: 1 if written % 2 else -1]:
                    connection.execute(statement.encode(), [session])
                connection.commit()
                sleep(0.002)
        raise AssertionError("unreachable")

    with ThreadPoolExecutor(3) as writers:
        written = [writers.submit(write, f"session-{n}") for n in (1, 2, 3)]
        try:
            in_process.upgrade(Request(PROJECT, url), "aa2719979016")
        finally:
            done.set()
        assert all(writer.result(timeout=60) > 0 for writer in written)


def test_triggers_of_an_adopted_table_change_no_row_and_stay_as_they_were(strange_server: Cluster) -> None:
    url = specified(strange_server, "SUPERUSER")
    with url.connect() as connection:
        connection.execute("""
            CREATE FUNCTION count_up() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN NEW.tokens := NEW.tokens + 1; RETURN NEW; END $$;
            CREATE TRIGGER ordinary BEFORE UPDATE ON contributions FOR EACH ROW EXECUTE FUNCTION count_up();
            CREATE TRIGGER "Al'ways" BEFORE UPDATE ON contributions FOR EACH ROW EXECUTE FUNCTION count_up();
            CREATE TRIGGER disabled BEFORE UPDATE ON contributions FOR EACH ROW EXECUTE FUNCTION count_up();
            ALTER TABLE contributions ENABLE ALWAYS TRIGGER "Al'ways";
            ALTER TABLE contributions DISABLE TRIGGER disabled;
        """)
    rows, before = specified_rows.checksums(url), triggers(url)
    in_process.upgrade(Request(PROJECT, url))
    assert specified_rows.checksums(url) == rows
    assert triggers(url) == before == {"ordinary": "O", "Al'ways": "A", "disabled": "D"}


def triggers(url: DatabaseURL) -> dict[str, str]:
    with url.connect() as connection:
        query = (
            "SELECT tgname::text, tgenabled::text FROM pg_trigger "
            "WHERE NOT tgisinternal AND tgrelid = 'contributions'::regclass"
        )
        return dict(connection.execute(query).fetchall())


def wait_for_a_waiting_migration(server: Cluster) -> None:
    query = "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'"
    with server.url().connect(autocommit=True) as connection:
        for _ in range(300):
            if connection.execute(query).fetchone() != (0,):
                return
            sleep(0.1)
    raise AssertionError("no migration came to wait for the writer")


@pytest.fixture(scope="module")
def template(cluster: Cluster) -> DatabaseURL:
    """The specified database on the server of this test process, to be copied and spoilt."""
    with cluster.url().connect() as connection:
        if bootstrap.unavailable_extensions(connection, ["vector"]):
            pytest.skip("pgvector is not installed for this PostgreSQL")
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS bo1")
    return specified(cluster, "SUPERUSER")


BROKEN = [
    ("users", "users_id_check", "INSERT INTO users (id, email, auth_provider) VALUES ('', 'x', 'google')"),
    (
        "users",
        "users_auth_provider_check",
        "UPDATE users SET auth_provider = 'carrier pigeon' WHERE id = 'user-1'",
    ),
    ("users", "users_subscription_tier_check", "UPDATE users SET subscription_tier = '' WHERE id = 'user-1'"),
    ("sessions", "sessions_status_check", "UPDATE sessions SET status = 'Active' WHERE id = 'session-1'"),
    (
        "sessions",
        "sessions_total_cost_check",
        "UPDATE sessions SET total_cost = -0.0001 WHERE id = 'session-1'",
    ),
    (
        "sessions",
        "sessions_total_tokens_check",
        "UPDATE sessions SET total_tokens = -1 WHERE id = 'session-1'",
    ),
    (
        "sessions",
        "sessions_round_number_check",
        "UPDATE sessions SET round_number = -1 WHERE id = 'session-1'",
    ),
    ("sessions", "sessions_max_rounds_check", "UPDATE sessions SET max_rounds = -1 WHERE id = 'session-1'"),
    ("contributions", "contributions_phase_check", "UPDATE contributions SET phase = 'aside' WHERE id = 1"),
    ("contributions", "contributions_cost_check", "UPDATE contributions SET cost = 'NaN' WHERE id = 1"),
    ("contributions", "contributions_tokens_check", "UPDATE contributions SET tokens = -5 WHERE id = 1"),
    (
        "contributions",
        "contributions_round_number_check",
        "UPDATE contributions SET round_number = -1 WHERE id = 1",
    ),
    ("votes", "votes_confidence_check", "UPDATE votes SET confidence = 1.5 WHERE id = 1"),
    (
        "contributions",
        "contributions_session_id_user_id_fkey",
        "SET LOCAL session_replication_role = replica; DELETE FROM votes WHERE session_id = 'session-1'; "
        "DELETE FROM contributions WHERE session_id = 'session-1' AND id <> 40; "
        "DELETE FROM sessions WHERE id = 'session-1'",
    ),
    (
        "votes",
        "votes_session_id_user_id_fkey",
        "ALTER TABLE votes DROP CONSTRAINT votes_session_id_fkey; "
        "UPDATE votes SET session_id = 'no such session' WHERE id = 1",
    ),
]


@pytest.mark.parametrize(("table", "rule", "sql"), BROKEN, ids=[f"{rule}" for _, rule, _ in BROKEN])
def test_a_row_that_breaks_a_rule_stops_everything(
    table: str, rule: str, sql: str, template: DatabaseURL, database_factory
) -> None:
    superuser = database_factory(template.database)
    with superuser.connect() as connection:
        connection.execute(sql.encode())
    rows, before = specified_rows.checksums(superuser), facts(superuser)
    with pytest.raises(RowsBreakRules) as caught:
        in_process.upgrade(Request(PROJECT, superuser))
    assert f"public.{table} has 1 row that breaks {rule}" in str(caught.value)
    assert "nothing was changed" in str(caught.value)
    assert specified_rows.checksums(superuser) == rows
    after = facts(superuser)
    assert [d for d in compare(before, after) if d.kind not in ("role", "membership")] == []
    assert after.revision == (SPECIFIED,)


def test_all_broken_rules_are_named_at_once(template: DatabaseURL, database_factory) -> None:
    superuser = database_factory(template.database)
    with superuser.connect() as connection:
        connection.execute(
            "UPDATE votes SET confidence = 9 WHERE id < 4; UPDATE users SET subscription_tier = 'x'"
        )
    with pytest.raises(RowsBreakRules) as caught:
        in_process.upgrade(Request(PROJECT, superuser))
    assert "public.votes has 3 rows that break votes_confidence_check" in str(caught.value)
    assert "public.users has 12 rows that break users_subscription_tier_check" in str(caught.value)
