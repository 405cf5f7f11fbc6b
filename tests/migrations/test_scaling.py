"""The recipes of docs/scaling.md, run from the page on a database in use."""

import re
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from benchmarks.tenants import rows
from pgdrift.audit.auditing import audit
from pgdrift.database_url import DatabaseURL
from pgdrift.diff import diff
from pgdrift.server.cluster import Cluster
from tests.conftest import Logins

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "scaling.md").read_text("utf-8")


SAID = "session_id, persona_code, content, round_number, phase, model"


def recipe(heading: str) -> list[str]:
    """The SQL of a section, block by block."""
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^```sql\n(.*?)^```$", section, re.S | re.M)


@pytest.fixture
def database(migrated_factory: Callable[[], DatabaseURL]) -> DatabaseURL:
    url = migrated_factory()
    with url.connect(autocommit=True) as connection:
        rows.fill(connection, 1)
    return url


@pytest.fixture
def attempt(cluster: Cluster, database: DatabaseURL) -> Callable[[str], str]:
    """Runs a block in psql, which stops at the first error; that error."""

    def psql(block: str) -> str:
        command = [
            cluster.binaries.tool("psql"),
            database.shown,
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-f",
            "-",
        ]
        done = subprocess.run(command, input=block, capture_output=True, text=True, check=False)
        return done.stderr if done.returncode else ""

    return psql


@pytest.fixture
def run(attempt: Callable[[str], str]) -> Callable[[str], None]:
    """Runs a block that has to succeed."""

    def succeed(block: str) -> None:
        assert attempt(block) == ""

    return succeed


class Traffic:
    """Tenants at work, whose every statement must succeed."""

    def __init__(self, url: DatabaseURL, statements: dict[str, str]) -> None:
        self.counts, self.slowest = dict.fromkeys(statements, 0), 0.0
        self.failures: list[str] = []
        self._over = threading.Event()
        self._threads = [
            threading.Thread(target=self._work, args=(url, *item)) for item in statements.items()
        ]

    @contextmanager
    def flowing(self) -> Iterator["Traffic"]:
        for thread in self._threads:
            thread.start()
        try:
            yield self
        finally:
            self._over.set()
            for thread in self._threads:
                thread.join()

    def _work(self, url: DatabaseURL, name: str, statement: str) -> None:
        with url.connect() as connection:
            connection.prepare_threshold = None  # as in a tenant session
            while not self._over.is_set() and not self.failures:
                started = time.monotonic()
                try:
                    become(connection, rows.MEDIUM)
                    connection.execute(statement.encode())
                    connection.commit()
                except psycopg.Error as error:
                    self.failures.append(f"{name}: {error}")
                    return
                self.counts[name] += 1
                self.slowest = max(self.slowest, time.monotonic() - started)


def become(connection: psycopg.Connection[Any], tenant: str) -> None:
    connection.execute(
        "SELECT set_config('role', 'bo1_app', true), set_config('app.current_user_id', %s, true)", [tenant]
    )


def visible(url: DatabaseURL, tenant: str, table: str) -> tuple[Any, ...] | None:
    """How many rows of the table a tenant sees, and a digest of their keys and owners."""
    with url.connect() as connection:
        become(connection, tenant)
        digest = "count(*), md5(string_agg(id || user_id, ',' ORDER BY id))"
        return connection.execute(f"SELECT {digest} FROM {table} WHERE id <= 10000".encode()).fetchone()


def test_keys_are_widened_beside_readers_and_writers(
    database: DatabaseURL,
    run: Callable[[str], None],
    logins: Logins,
    migrated_factory: Callable[[], DatabaseURL],
) -> None:
    tenant_url = logins.url(logins.tenant, database)
    before = [visible(tenant_url, tenant, "contributions") for tenant in rows.TENANTS.values()]
    with database.connect() as connection:
        session = rows.tenant(connection, "medium").session
    values = f"'{session}', 'persona_1', 'said', 1, 'deliberation', 'm'"
    said = f"INSERT INTO contributions ({SAID}) VALUES ({values})"
    own = f"WHERE session_id = '{session}'"
    traffic = Traffic(
        tenant_url,
        {
            "read": f"SELECT id, content FROM contributions {own}",
            "insert": f"{said} RETURNING id",
            "update": f"UPDATE contributions SET tokens = tokens + 1 {own} AND round_number = 0",
        },
    )
    with traffic.flowing():
        for block in recipe("Wider keys"):
            run(block)
    assert traffic.failures == []
    assert min(traffic.counts.values()) > 0
    assert traffic.slowest < 30, "a lock was held for as long as rows were written"

    assert [visible(tenant_url, tenant, "contributions") for tenant in rows.TENANTS.values()] == before
    with database.connect(autocommit=True) as connection:
        connection.execute("SELECT setval('contributions_id_seq', 3000000000)")
    with tenant_url.connect() as connection:
        become(connection, rows.MEDIUM)
        connection.execute(said.encode())
        assert connection.execute("SELECT max(id) FROM contributions").fetchone() == (3_000_000_001,)

    # The same as if it had been done while nobody was there, but for where the column stands.
    direct = migrated_factory()
    with direct.connect(autocommit=True) as connection:
        connection.execute("ALTER TABLE contributions ALTER COLUMN id TYPE bigint")
        connection.execute("ALTER SEQUENCE contributions_id_seq AS bigint")
    with database.connect(autocommit=True) as connection:
        connection.execute("DROP SCHEMA bench CASCADE")
    found = diff(direct, database).findings
    assert [(one.id, one.object) for one in found] == [("column-order-changed", "public.contributions")]


def test_audit_rows_are_partitioned_and_no_partition_leaks(
    database: DatabaseURL, run: Callable[[str], None], logins: Logins
) -> None:
    tenant_url = logins.url(logins.tenant, database)
    tenants = list(rows.TENANTS.values())
    before = [visible(tenant_url, tenant, "audit_log") for tenant in tenants]
    traffic = Traffic(
        tenant_url,
        {
            "read": "SELECT action FROM audit_log ORDER BY timestamp DESC LIMIT 50",
            "append": "INSERT INTO audit_log (user_id, action, resource_type) "
            f"VALUES ('{rows.MEDIUM}', 'user_login', 'user')",
        },
    )
    *exchange, retention = recipe("Retention of audit rows")
    with traffic.flowing():
        for block in exchange:
            run(block)
    assert traffic.failures == []
    assert min(traffic.counts.values()) > 0
    assert [visible(tenant_url, tenant, "audit_log") for tenant in tenants] == before
    assert [
        f"{one.id} {one.object}" for one in audit(database).findings if one.id.startswith("partition-")
    ] == []

    leaves = ("audit_log_before_2028", "audit_log_2028")
    for leaf in leaves:
        with tenant_url.connect() as connection:
            become(connection, rows.MEDIUM)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(f"SELECT FROM {leaf}".encode())
    with database.connect(autocommit=True) as connection:
        connection.execute(
            "INSERT INTO audit_log (user_id, action, resource_type, timestamp) "
            f"VALUES ('{rows.HUGE}', 'later', 'user', '2028-05-01')".encode()
        )
        for leaf in leaves:  # the accident that audit warns of
            connection.execute(f"GRANT ALL ON {leaf} TO bo1_app".encode())
    for leaf in leaves:
        with tenant_url.connect() as connection:
            become(connection, rows.HUGE)
            assert connection.execute(f"SELECT count(*) FROM {leaf}".encode()).fetchone() == (0,)
    with tenant_url.connect() as connection:
        become(connection, rows.HUGE)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("DELETE FROM audit_log")

    run(retention)
    with tenant_url.connect() as connection:
        become(connection, rows.HUGE)
        assert connection.execute("SELECT action FROM audit_log").fetchall() == [("later",)]


@pytest.mark.parametrize(
    ("heading", "table", "needed"),
    [("Wider keys", "contributions", "1, 3, 4"), ("Retention of audit rows", "audit_log", "1, 2")],
)
def test_beside_a_long_report_a_block_gives_up_and_is_run_again(
    database: DatabaseURL,
    attempt: Callable[[str], str],
    logins: Logins,
    heading: str,
    table: str,
    needed: str,
) -> None:
    read = {"read": f"SELECT count(*) FROM {table}"}
    gave_up = []
    for number, block in enumerate(recipe(heading)[:4], 1):
        if heading.startswith("Retention") and number > 2:
            break
        traffic = Traffic(logins.url(logins.tenant, database), read)
        with database.connect() as report, traffic.flowing():
            report.execute(f"SELECT FROM {table} LIMIT 1".encode())
            error = attempt(block)
            report.rollback()
            if error:
                assert "canceling statement due to lock timeout" in error
                gave_up.append(str(number))
                assert attempt(block) == ""
        assert traffic.failures == []
        assert traffic.slowest < 8, "nobody waits for longer than the lock timeout of two seconds"
    assert ", ".join(gave_up) == needed
