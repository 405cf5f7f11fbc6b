"""What operators give their logins is no drift; a login that may only read the revision can check."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.report import Report
from pgdrift.server.cluster import Cluster
from tests.pgdrift.check.telling import ROOT, told


def check_from_outside(url: DatabaseURL, cluster: Cluster) -> subprocess.CompletedProcess[str]:
    """`python -m pgdrift check`, as an operator's job runs it."""
    environment = {**os.environ, "CHECKED_URL": url.shown, "PGDRIFT_SCRATCH_URL": cluster.url().shown}
    command = [sys.executable, "-m", "pgdrift", "check", "--database-url", "env:CHECKED_URL"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_logins_of_operators_are_no_drift_but_a_preset_tenant_is(
    run: Callable[[DatabaseURL], Report], migrated_database: DatabaseURL, admin: psycopg.Connection
) -> None:
    database = migrated_database.database
    admin.execute(
        f"CREATE ROLE check_operator LOGIN NOINHERIT; GRANT bo1_service TO check_operator; "
        f"GRANT CONNECT ON DATABASE {database} TO check_operator; "
        f"ALTER ROLE check_operator SET role = 'bo1_service'; "
        f"ALTER DATABASE {database} SET work_mem = '8MB'".encode()
    )
    try:
        assert told(run(migrated_database)) == []
        admin.execute("ALTER ROLE check_operator SET app.current_user_id = 'bob'")
        (finding,) = run(migrated_database).findings
        assert finding.id == "setting-extra"
        assert "bob" in finding.consequence
    finally:
        admin.execute(f"REVOKE CONNECT ON DATABASE {database} FROM check_operator".encode())
        admin.execute("DROP ROLE check_operator")


def test_one_of_ours_in_another_role_is_drift(
    run: Callable[[DatabaseURL], Report], migrated_database: DatabaseURL, admin: psycopg.Connection
) -> None:
    admin.execute("CREATE ROLE check_outsider; GRANT check_outsider TO bo1_app")
    try:
        assert told(run(migrated_database)) == [
            ("migrated-live", "membership-extra", "bo1_app in check_outsider")
        ]
    finally:
        admin.execute("DROP ROLE check_outsider")


def test_a_login_that_may_only_read_the_revision_is_enough(
    run: Callable[[DatabaseURL], Report],
    migrated_database: DatabaseURL,
    admin: psycopg.Connection,
    cluster: Cluster,
) -> None:
    cluster.ensure_login("check_reader")
    database = migrated_database.database
    admin.execute(f"GRANT CONNECT ON DATABASE {database} TO check_reader".encode())
    reader = cluster.url(user="check_reader", database=str(database))
    try:
        with pytest.raises(PgdriftError, match=r"GRANT SELECT ON public\.alembic_version"):
            run(reader)
        admin.execute("GRANT USAGE ON SCHEMA public TO check_reader")
        admin.execute("GRANT SELECT ON public.alembic_version TO check_reader")
        outcome = check_from_outside(reader, cluster)
        assert (outcome.returncode, outcome.stderr) == (0, "")
        # What would let it do more is no operators' decision.
        admin.execute("GRANT INSERT ON public.alembic_version TO check_reader")
        (finding,) = run(reader).findings
        assert finding.object == "public.alembic_version to check_reader"
    finally:
        admin.execute("DROP OWNED BY check_reader")
        admin.execute("DROP ROLE check_reader")
