"""Declared = migrated = live, told of this project's own database."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest

from pgdrift.check import check
from pgdrift.database_url import DatabaseURL
from pgdrift.declare import Grant
from pgdrift.ignoring import from_option
from pgdrift.project import Project
from pgdrift.report import Report
from pgdrift.reports import as_sql
from pgdrift.server.cluster import Cluster
from tests.pgdrift.check.telling import ROOT, told


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
