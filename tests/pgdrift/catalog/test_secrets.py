"""No password leaves the database: not into a fact, a finding or a script."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from pgdrift.catalog import Snapshot, read
from pgdrift.catalog.comparison import Comparison
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.findings import explain
from pgdrift.repair.script import script
from pgdrift.report import Report
from pgdrift.reports import as_json, as_sql, as_text

SECRET = "correct horse"
MADE = f"""
    CREATE FOREIGN DATA WRAPPER feed OPTIONS (api_key '{SECRET}');
    CREATE SERVER news FOREIGN DATA WRAPPER feed OPTIONS (host 'there', "Access_Token" '{SECRET}');
    CREATE USER MAPPING FOR PUBLIC SERVER news OPTIONS ("user" '{SECRET}', password '{SECRET}');
    CREATE FOREIGN TABLE headlines (id integer OPTIONS (secret '{SECRET}')) SERVER news
        OPTIONS (page '1', password '{SECRET}');
    CREATE SUBSCRIPTION feed_in CONNECTION 'host=there password=''{SECRET}''' PUBLICATION a
        WITH (connect = false, slot_name = NONE);
"""


@pytest.fixture
def connection(empty_database: DatabaseURL) -> Iterator[psycopg.Connection]:
    """A superuser's connection to a database with a secret in every place for one."""
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(MADE.encode())
        yield connection
        connection.execute("DROP SUBSCRIPTION feed_in")


def test_even_a_superuser_reads_the_names_of_options_only(connection: psycopg.Connection) -> None:
    found = read(connection)
    assert SECRET not in found.to_json()
    assert found.of_kind("user_mapping")["PUBLIC on news"]["options"] == ["password", "user"]
    assert found.of_kind("foreign_server")["news"]["options"] == ["Access_Token", "host=there"]


def test_no_report_and_no_script_has_a_secret(connection: psycopg.Connection) -> None:
    found = read(connection)
    empty = found.filtered(lambda key, _: key.kind in ("role", "database", "schema"))
    for reference, target in ((found, empty), (empty, found)):
        comparison = Comparison.of(reference, target)
        differences = compare(reference, target)
        findings = tuple(explain(differences, comparison, "reference-target"))
        assert {"foreign-data-wrapper-missing", "foreign-data-wrapper-extra"} & {f.id for f in findings}
        written = script(differences, comparison)
        report = Report(findings, {}, (), 0.0, "diff", script=written, repaired=target)
        said = as_text.render(report) + as_json.render(report) + as_sql.render(report, allow_destructive=True)
        assert "news" in said
        assert SECRET not in said


def test_a_script_says_that_it_does_not_know_the_values(connection: psycopg.Connection) -> None:
    reference = read(connection)
    connection.execute("DROP USER MAPPING FOR PUBLIC SERVER news")
    target = read(connection)
    written = script(compare(reference, target), Comparison.of(reference, target))
    text = as_sql.render(Report((), {}, (), 0.0, "diff", script=written, repaired=target))
    assert "-- fill in the values that are secret: they are never read\nCREATE USER MAPPING" in text


def test_what_a_role_may_not_see_is_named_and_is_no_difference(connection: psycopg.Connection) -> None:
    reference = read(connection)
    connection.execute("CREATE ROLE onlooker; SET ROLE onlooker")
    try:
        target: Snapshot = read(connection)
    finally:
        connection.execute("RESET ROLE; DROP ROLE onlooker")
    assert target.of_kind("user_mapping")["PUBLIC on news"]["options"] is None
    assert target.uncompared["options of user mappings that this role may not see"] == 1
    assert target.of_kind("subscription") == reference.of_kind("subscription")
    assert [d for d in compare(reference, target) if d.kind not in ("role", "grant")] == []
