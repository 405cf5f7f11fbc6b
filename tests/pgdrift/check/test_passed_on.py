"""What declared roles have passed on to others, whom `check` leaves alone: repairs do too."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from pgdrift import project as projects
from pgdrift.check import check
from pgdrift.database_url import DatabaseURL
from pgdrift.reports import as_sql
from pgdrift.server.cluster import Cluster
from tests.pgdrift.check.telling import ROOT, told
from tests.pgdrift.repair import psql
from tests.pgdrift.roles import drop_roles

OPTION = "GRANT {} TO bo1_app WITH {} OPTION; SET ROLE bo1_app; GRANT {} TO passed_login; RESET ROLE"
ALSO = [
    (
        "CONNECT ON DATABASE {database}",
        "GRANT",
        "has_database_privilege('passed_login', '{database}', 'CONNECT')",
    ),
    ("SET ON PARAMETER work_mem", "GRANT", "has_parameter_privilege('passed_login', 'work_mem', 'SET')"),
    ("USAGE ON SCHEMA public", "GRANT", "has_schema_privilege('passed_login', 'public', 'USAGE')"),
    ("passed_group", "ADMIN", "pg_has_role('passed_login', 'passed_group', 'USAGE')"),
]


@pytest.fixture
def admin(migrated_database: DatabaseURL) -> Iterator[psycopg.Connection]:
    with migrated_database.connect(autocommit=True) as connection:
        connection.execute("CREATE ROLE passed_login; CREATE ROLE passed_group")
        yield connection
        connection.execute("REVOKE SET ON PARAMETER work_mem FROM bo1_app CASCADE")
        drop_roles(connection, ("passed_login", "passed_group"))


def test_what_a_role_passed_on_to_one_that_nobody_declares_stays(
    cluster: Cluster, migrated_database: DatabaseURL, admin: psycopg.Connection
) -> None:
    database = str(migrated_database.database)
    for what, option, _ in ALSO:
        admin.execute(OPTION.format(what, option, what).replace("{database}", database).encode())
    project = projects.find(ROOT)
    report = check(project, migrated_database, scratch_url=cluster.url())
    assert {name for _, _, name in told(report)} == {
        "database to bo1_app",
        "parameter work_mem to bo1_app",
        "schema public to bo1_app",
        "bo1_app in passed_group",
    }
    text = as_sql.render(report)
    assert psql.run(cluster, migrated_database, text) == "", text
    assert told(check(project, migrated_database, scratch_url=cluster.url())) == []
    questions = ", ".join(question for _, _, question in ALSO).replace("{database}", database)
    assert admin.execute(f"SELECT {questions}".encode()).fetchall() == [(True, True, True, True)], text
