"""A dump that was restored is as declared, except for what belongs to the database it came into."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

from pgdrift.database_url import DatabaseURL
from pgdrift.report import Report
from pgdrift.reports import as_sql
from pgdrift.server.cluster import Cluster
from tests.pgdrift.check.telling import told


def test_a_dump_restored_into_any_database_leaves_that_database_open_and_nothing_else(
    run: Callable[[DatabaseURL], Report],
    migrated_database: DatabaseURL,
    empty_database: DatabaseURL,
    cluster: Cluster,
    tmp_path: Path,
) -> None:
    dump = tmp_path / "dump"
    tool(cluster, "pg_dump", "-Fc", "-f", dump, migrated_database.shown)
    tool(cluster, "pg_restore", "-d", empty_database.shown, dump)
    report = run(empty_database)
    (finding,) = report.findings
    assert (finding.id, finding.object) == ("grant-extra", "database to PUBLIC")
    assert finding.consequence == (
        "Everyone can connect to and create temporary tables in the database, which nothing declares."
    )
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(as_sql.render(report).encode())
    assert told(run(empty_database)) == []


def test_a_dump_restored_with_its_database_is_clean(
    run: Callable[[DatabaseURL], Report], migrated_database: DatabaseURL, cluster: Cluster, tmp_path: Path
) -> None:
    dump = tmp_path / "dump"
    tool(cluster, "pg_dump", "-C", "-Fc", "-f", dump, migrated_database.shown)
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {migrated_database.database}".encode())
    tool(cluster, "pg_restore", "--create", "-d", cluster.url().shown, dump)
    assert told(run(migrated_database)) == []


def tool(cluster: Cluster, name: str, *arguments: str | Path) -> None:
    """One of PostgreSQL's own programs."""
    subprocess.run([cluster.binaries.tool(name), *arguments], check=True, capture_output=True)
