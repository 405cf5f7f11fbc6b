"""Declared = migrated = live, told of this project's own database."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from pgdrift import project as projects
from pgdrift.check import check
from pgdrift.database_url import DatabaseURL
from pgdrift.declare import Grant
from pgdrift.errors import PgdriftError
from pgdrift.ignoring import from_option
from pgdrift.project import Project
from pgdrift.references import migrated
from pgdrift.report import Report
from pgdrift.reports import as_sql
from pgdrift.server.cluster import Cluster
from tests.newest_revisions import ALL, BEFORE, NEWEST

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def project() -> Project:
    """This project, its declarations free to be changed by a test."""
    found = projects.find(ROOT)
    own = replace(found)
    vars(own).update(metadata=found.metadata, entities=found.entities, roles=found.roles)
    return own


@pytest.fixture
def run(project: Project, cluster: Cluster) -> Callable[[DatabaseURL], Report]:
    """Checks a database; the references are built on the test server."""
    return lambda url: check(project, url, scratch_url=cluster.url())


@pytest.fixture
def admin(migrated_database: DatabaseURL) -> Iterator[psycopg.Connection]:
    """A superuser's connection to the live database."""
    with migrated_database.connect(autocommit=True) as connection:
        yield connection


def check_from_outside(url: DatabaseURL, cluster: Cluster) -> subprocess.CompletedProcess[str]:
    """`python -m pgdrift check`, as an operator's job runs it."""
    environment = {**os.environ, "CHECKED_URL": url.shown, "PGDRIFT_SCRATCH_URL": cluster.url().shown}
    command = [sys.executable, "-m", "pgdrift", "check", "--database-url", "env:CHECKED_URL"]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def told(report: Report) -> list[tuple[str, str, str]]:
    return [(finding.comparison, finding.id, finding.object) for finding in report.findings]


def test_a_migrated_database_is_as_declared(
    run: Callable[[DatabaseURL], Report], migrated_database: DatabaseURL
) -> None:
    report = run(migrated_database)
    assert told(report) == []
    assert (report.status, report.exit_code()) == ("clean", 0)
    assert min(report.compared[kind] for kind in ("table", "policy", "grant", "function")) >= 1


def test_what_nobody_declared_is_told_with_its_consequence_place_and_fix(
    run: Callable[[DatabaseURL], Report], migrated_database: DatabaseURL, admin: psycopg.Connection
) -> None:
    admin.execute("DROP POLICY votes_user_isolation ON public.votes")
    report = run(migrated_database)
    (finding,) = report.findings
    assert (finding.comparison, finding.id) == ("migrated-live", "policy-missing")
    assert finding.consequence == "bo1_app can read no votes: RLS is forced and no policy admits it."
    assert finding.declared is not None
    assert finding.declared.startswith("policies/votes.py:")
    admin.execute(as_sql.render(report).encode())
    assert told(run(migrated_database)) == []


def test_what_nobody_wrote_a_revision_for_is_told(
    project: Project, run: Callable[[DatabaseURL], Report], migrated_database: DatabaseURL
) -> None:
    vars(project)["entities"] = (*project.entities, Grant(("DELETE",), "public.audit_log", "bo1_app"))
    (finding,) = run(migrated_database).findings
    assert (finding.comparison, finding.id) == ("declared-migrated", "grant-missing")
    assert finding.fix.startswith("./noxw -s revision")


def test_a_database_that_is_behind_says_so_and_is_held_against_its_own_revision(
    project: Project, run: Callable[[DatabaseURL], Report], empty_database: DatabaseURL
) -> None:
    migrated.build(project, empty_database, "396e8f26d0a5")
    (behind,) = run(empty_database).findings
    assert (behind.id, behind.severity) == ("revision-behind", "warning")
    pending = len(ALL) - 2
    assert behind.consequence.startswith(
        f"The database is {pending} revisions behind, at 396e8f26d0a5: it lacks dd4a2fdd08f4 "
        "(003_who_is_asking: "
    )
    assert behind.consequence.index("aa2719979016 (004") < behind.consequence.index(f"{NEWEST} (")
    assert behind.fix.startswith("./noxw -s migrate   (revision dd4a2fdd08f4, ")
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("DROP INDEX public.idx_votes_session_id")
        connection.execute("ALTER TABLE public.votes DISABLE ROW LEVEL SECURITY")
        connection.execute("CREATE TABLE public.leftover (id integer)")
    report = run(empty_database)
    assert sorted(told(report)) == [
        ("migrated-live", "index-missing", "public.idx_votes_session_id"),
        ("migrated-live", "revision-behind", "public.alembic_version"),
        ("migrated-live", "rls-disabled", "public.votes"),
        ("migrated-live", "table-extra", "public.leftover"),
    ]
    # The repair leads back to the revision it is at, and runs nothing that is pending.
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(as_sql.render(report, allow_destructive=True).encode())
    assert [finding.id for finding in run(empty_database).findings] == ["revision-behind"]


def test_one_revision_behind_is_told_as_one(
    project: Project, run: Callable[[DatabaseURL], Report], empty_database: DatabaseURL
) -> None:
    migrated.build(project, empty_database, BEFORE)
    (behind,) = run(empty_database).findings
    assert behind.consequence.startswith(
        f"The database is 1 revision behind, at {BEFORE}: it lacks {NEWEST} "
    )
    assert behind.fix == f"./noxw -s migrate   (revision {NEWEST} is pending)"


def test_what_the_project_ignores_is_left_out_of_findings_and_repair(
    project: Project, migrated_database: DatabaseURL, admin: psycopg.Connection, cluster: Cluster
) -> None:
    admin.execute("CREATE INDEX idx_by_hand ON public.votes (confidence)")
    admin.execute("COMMENT ON TABLE public.votes IS 'ballots'")
    ignore = [from_option("index-extra:public.idx_by_hand")]
    report = check(project, migrated_database, scratch_url=cluster.url(), ignore=ignore)
    assert told(report) == [("migrated-live", "comment-changed", "public.votes")]
    assert [one.finding.object for one in report.suppressed] == ["public.idx_by_hand"]
    assert [statement.name for statement in report.script.whole] == ["public.votes"]


def test_every_column_that_differs_points_to_its_line_in_the_model(
    run: Callable[[DatabaseURL], Report], migrated_database: DatabaseURL, admin: psycopg.Connection
) -> None:
    admin.execute("ALTER TABLE public.votes DROP confidence, ALTER reasoning SET DEFAULT ''")
    report = run(migrated_database)
    places = {finding.object: finding.declared for finding in report.findings}
    for name in ("confidence", "reasoning"):
        file, _, line = str(places[f"public.votes.{name}"]).partition(":")
        assert file == "schema/votes.py"
        assert (ROOT / file).read_text().splitlines()[int(line) - 1].startswith(f"    {name}: ")


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


@pytest.mark.parametrize(
    ("fault", "healed", "identifier", "object_name"),
    [
        (
            "CREATE RULE hole AS ON INSERT TO public.sessions DO INSTEAD NOTHING",
            "",
            "rule-extra",
            "public.sessions.hole",
        ),
        (
            "GRANT SELECT ON pg_catalog.pg_authid TO bo1_app",
            "",
            "grant-extra",
            "pg_catalog.pg_authid to bo1_app",
        ),
        (
            "GRANT SET ON PARAMETER session_replication_role TO bo1_app",
            "REVOKE SET ON PARAMETER session_replication_role FROM bo1_app",
            "grant-extra",
            "parameter session_replication_role to bo1_app",
        ),
        (
            "GRANT bo1_app TO pg_monitor",
            "REVOKE bo1_app FROM pg_monitor",
            "membership-extra",
            "pg_monitor in bo1_app",
        ),
    ],
)
def test_what_subverts_the_schema_from_outside_is_told(
    fault: str,
    healed: str,
    identifier: str,
    object_name: str,
    run: Callable[[DatabaseURL], Report],
    migrated_database: DatabaseURL,
    admin: psycopg.Connection,
) -> None:
    admin.execute(fault.encode())
    try:
        assert told(run(migrated_database)) == [("migrated-live", identifier, object_name)]
    finally:
        admin.execute(healed.encode() or b"SELECT")


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


def test_an_empty_database_is_no_clean_one(
    run: Callable[[DatabaseURL], Report], empty_database: DatabaseURL
) -> None:
    with pytest.raises(PgdriftError, match="is empty, so there is nothing to compare"):
        run(empty_database)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("DROP TABLE public.alembic_version", "has no table alembic_version"),
        ("DELETE FROM public.alembic_version", "objects but no revision"),
        ("UPDATE public.alembic_version SET version_num = 'beef'", "at revision beef, which is not in"),
        ("INSERT INTO public.alembic_version VALUES ('beef')", "2 revisions at once"),
    ],
)
def test_a_database_that_no_revision_describes_cannot_be_checked(
    change: str,
    said: str,
    run: Callable[[DatabaseURL], Report],
    migrated_database: DatabaseURL,
    admin: psycopg.Connection,
) -> None:
    admin.execute(change.encode())
    with pytest.raises(PgdriftError, match=said):
        run(migrated_database)
