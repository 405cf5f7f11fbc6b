"""Who answers the same question on the same rows: the floor, ours, and what others write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from benchmarks.tenants import rows
from pgdrift.database_url import DatabaseURL
from pgdrift.project import find
from pgdrift.references import migrated
from pgdrift.server.cluster import Cluster

ROOT = Path(__file__).resolve().parents[2]
SPECIFIED = "396e8f26d0a5"
TABLES = ("sessions", "contributions", "votes", "audit_log")

# The specification's policies are for everybody; two sets of them share a database here, so each gets a role.
_SPECIFIED = """
GRANT CONNECT ON DATABASE specified TO bench_specification, bench_supabase;
GRANT USAGE ON SCHEMA public TO bench_specification, bench_supabase;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO bench_specification, bench_supabase;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO bench_specification, bench_supabase;
ALTER POLICY sessions_user_isolation ON sessions TO bench_specification;
ALTER POLICY contributions_user_isolation ON contributions TO bench_specification;
ALTER POLICY votes_user_isolation ON votes TO bench_specification;
ALTER POLICY audit_log_user_isolation ON audit_log TO bench_specification;

CREATE OR REPLACE FUNCTION bench.own_sessions() RETURNS SETOF varchar
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = ''
AS $$ SELECT id FROM public.sessions WHERE user_id = (SELECT current_setting('app.current_user_id')) $$;
GRANT USAGE ON SCHEMA bench TO bench_supabase;
"""
_OURS = """
GRANT CONNECT ON DATABASE ours TO bench_sub_select;
GRANT USAGE ON SCHEMA public TO bench_sub_select;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO bench_sub_select;
GRANT EXECUTE ON FUNCTION current_user_id() TO bench_sub_select;
"""
_OWN = "user_id = (SELECT current_setting('app.current_user_id'))"
_THROUGH = "session_id IN (SELECT bench.own_sessions())"
SUPABASE = {"sessions": _OWN, "contributions": _THROUGH, "votes": _THROUGH, "audit_log": _OWN}
SUB_SELECT = dict.fromkeys(TABLES, "user_id = (SELECT public.current_user_id())")


@dataclass(frozen=True)
class Arm:
    """One of those whose answers are timed. `role` is taken on when a tenant's transaction begins."""

    name: str
    url: DatabaseURL
    role: str | None = None
    floor: bool = False

    def connect(self) -> psycopg.Connection[Any]:
        """A connection that is given up on after a minute, which then is its figure."""
        connection = self.url.connect()
        connection.execute("SET statement_timeout = '60s'")
        connection.commit()
        return connection

    @contextmanager
    def transaction(self, connection: psycopg.Connection[Any], tenant: str) -> Iterator[None]:
        """A transaction of the tenant, rolled back at the end."""
        connection.execute("SELECT set_config('app.current_user_id', %s, true)", [tenant])
        if self.role:
            connection.execute("SELECT set_config('role', %s, true)", [self.role])
        try:
            yield
        finally:
            connection.rollback()


@dataclass(frozen=True)
class Databases:
    """The two databases that hold the same rows: in today's schema, and in the specification's."""

    cluster: Cluster

    def url(self, name: str, user: str = "postgres") -> DatabaseURL:
        """`ours` or `specified`."""
        return self.cluster.url(user=user, database=name)

    def prepare(self) -> None:
        """Have both, with roles and policies; what is there already stays."""
        for name, revision in (("ours", "heads"), ("specified", SPECIFIED)):
            if self.cluster.ensure_database(name):
                migrated.build(find(ROOT), self.url(name), revision)
        for name in ("bench_ours", "bench_specification", "bench_supabase", "bench_sub_select"):
            self.cluster.ensure_login(name)
        with self.url("ours").connect(autocommit=True) as connection:
            connection.execute("GRANT bo1_app TO bench_ours")
            connection.execute(_OURS)
            _policies(connection, "bench_sub_select", SUB_SELECT)
        with self.url("specified").connect(autocommit=True) as connection:
            connection.execute("CREATE SCHEMA IF NOT EXISTS bench")
            connection.execute(_SPECIFIED)
            _policies(connection, "bench_supabase", SUPABASE)

    def fill(self, chunks: int, progress: Any) -> None:
        """Have the first `chunks` of rows in both; see `benchmarks.tenants.rows`."""
        for name in ("ours", "specified"):
            with self.url(name).connect(autocommit=True) as connection:
                rows.fill(connection, chunks, progress=lambda line, name=name: progress(f"{name}: {line}"))
                rows.settle(connection)

    def arms(self) -> tuple[Arm, ...]:
        """All arms, the floor first."""
        return (
            Arm("floor", self.url("ours"), floor=True),
            Arm("ours", self.url("ours", "bench_ours"), role="bo1_app"),
            Arm("sub-select", self.url("ours", "bench_sub_select")),
            Arm("specification", self.url("specified", "bench_specification")),
            Arm("Supabase's form", self.url("specified", "bench_supabase")),
        )


def _policies(connection: psycopg.Connection[Any], role: str, predicates: dict[str, str]) -> None:
    for table, own in predicates.items():
        connection.execute(f"DROP POLICY IF EXISTS {role} ON {table}".encode())
        connection.execute(
            f"CREATE POLICY {role} ON {table} TO {role} USING ({own}) WITH CHECK ({own})".encode()
        )
