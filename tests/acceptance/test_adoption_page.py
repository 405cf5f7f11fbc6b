"""docs/adoption.md, to the letter: an ordinary owner adopts a database, goes back, and loses nothing."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pgdrift import project as projects
from pgdrift.database_url import DatabaseURL
from pgdrift.references import migrated
from pgdrift.server.cluster import Cluster
from tests.acceptance.conftest import ROOT, environment, run
from tests.memory import cluster_in_memory

SPECIFIED = "396e8f26d0a5"
PASSWORD = "Ford-1979-never-shown"
TABLES = ("users", "personas", "sessions", "contributions", "votes", "audit_log")
PAGE = (ROOT / "docs" / "adoption.md").read_text("utf-8")
FORTH, BACK = PAGE.split("## The way back")

ROWS = """
INSERT INTO users (id, email, auth_provider, subscription_tier)
     VALUES ('ann', 'ann@example.com', 'google', 'free'), ('bob', 'bob@example.com', 'github', 'pro');
INSERT INTO personas (code, name, expertise, system_prompt) VALUES ('sage', 'S', 'all', 'You are S.');
INSERT INTO sessions (id, user_id, problem_statement, status, phase, total_cost, total_tokens, round_number,
                      max_rounds)
     SELECT 's-' || id, id, 'Hire?', 'active', 'start', 0, 0, 0, 10 FROM users;
INSERT INTO contributions (session_id, persona_code, content, round_number, phase, cost, tokens, model)
     SELECT id, 'sage', 'Yes.', 1, 'deliberation', 0.1, 7, 'm' FROM sessions;
INSERT INTO votes (session_id, persona_code, vote_choice, reasoning, confidence)
     SELECT id, 'sage', 'yes', 'It pays.', 0.9 FROM sessions;
INSERT INTO audit_log (user_id, action, resource_type) SELECT id, 'user_login', 'user' FROM users;
"""


def sql_of(chapter: str) -> str:
    (block,) = re.findall(r"```sql\n(.*?)```", chapter, re.S)
    return re.sub(r"^ {3}", "", block, flags=re.M)


def psql(server: Cluster, url: DatabaseURL, sql: str) -> None:
    command = [server.binaries.tool("psql"), url.shown, "-qX", "-v", "ON_ERROR_STOP=1"]
    subprocess.run(command, input=sql, text=True, check=True, stdout=subprocess.DEVNULL)


def contents(url: DatabaseURL) -> dict[str, Any]:
    """Every row in the specified columns; what adoption adds is left out."""
    with url.connect() as connection:
        return {
            table: connection.execute(
                f"SELECT to_jsonb(t) - 'user_id' FROM {table} t ORDER BY id".encode()
            ).fetchall()
            for table in TABLES
        }


@pytest.fixture
def server(cluster: Cluster) -> Iterator[Cluster]:
    """A server that has no role of ours."""
    with cluster_in_memory(cluster.binaries.major) as bare:
        yield bare


@pytest.fixture
def administrator(server: Cluster, cluster: Cluster, empty_database: DatabaseURL) -> DatabaseURL:
    """The superuser's URL of the specified database: `bo1` owns it, two tenants have rows in every table."""
    migrated.build(projects.find(ROOT), empty_database, SPECIFIED)
    dump = [cluster.binaries.tool("pg_dump"), "--no-owner", "--no-acl", empty_database.shown]
    specified = subprocess.run(dump, check=True, capture_output=True, text=True).stdout
    specified = re.sub(r"^.* EXTENSION .*$", "", specified, flags=re.M)  # nobody had pgvector then
    with server.url().connect(autocommit=True) as connection:
        connection.execute(f"CREATE ROLE bo1 LOGIN PASSWORD '{PASSWORD}'".encode())
        connection.execute("CREATE DATABASE boardofone OWNER bo1")
    url = server.url(database="boardofone")
    psql(server, url, f"SET SESSION AUTHORIZATION bo1;\n{specified}")
    psql(server, url, f"SET SESSION AUTHORIZATION bo1;\n{ROWS}")
    return url


def test_the_page_holds(
    server: Cluster, administrator: DatabaseURL, home: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    bo1 = administrator.replace(user="bo1", password=PASSWORD)
    cache = str(tmp_path_factory.getbasetemp() / "pgdrift")
    variables = environment(home, DATABASE_URL=bo1.revealed, PGDRIFT_CACHE_DIR=cache)
    python = Path(sys.executable)

    def command(*arguments: str) -> subprocess.CompletedProcess[str]:
        done = run(python, "-m", *arguments, cwd=ROOT, environment=variables)
        assert PASSWORD not in done.stdout + done.stderr
        return done

    before = contents(administrator)

    # Step 4, of a database that does not say which revision it is at.
    psql(server, administrator, "DROP TABLE alembic_version")
    adopted = command("pgdrift", "adopt")
    assert adopted.returncode == 0, adopted.stdout + adopted.stderr
    assert f"is what revision {SPECIFIED} " in adopted.stderr
    assert contents(administrator) == before

    # Step 4: the ordinary owner is handed the SQL, an administrator runs it, the owner continues.
    refused = command("boardofone", "migrate")
    assert refused.returncode == 2
    assert contents(administrator) == before
    psql(server, administrator, refused.stderr[refused.stderr.index("BEGIN;") :])
    continued = command("boardofone", "migrate")
    assert continued.returncode == 0, continued.stderr

    # Step 5.
    checked = command("pgdrift", "check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    after = contents(administrator)
    assert {table: len(rows) for table, rows in after.items() if table != "personas"} == {
        table: len(rows) for table, rows in before.items() if table != "personas"
    }

    # Step 6: the two logins reach what they should, and bo1 sees no rows.
    psql(server, administrator, sql_of(FORTH))

    def sessions_seen_by(login: str, password: str, tenant: str = "") -> list[str]:
        with administrator.replace(user=login, password=password).connect() as connection:
            connection.execute("SELECT set_config('app.current_user_id', %s, true)", [tenant])
            return [name for (name,) in connection.execute("SELECT id FROM sessions ORDER BY id").fetchall()]

    assert sessions_seen_by("app", "choose one", "ann") == ["s-ann"]
    assert sessions_seen_by("jobs", "choose another") == ["s-ann", "s-bob"]
    assert sessions_seen_by("bo1", PASSWORD, "nobody") == []

    # The way back, with what was written in between.
    with administrator.replace(user="app", password="choose one").connect() as connection:
        connection.execute("SELECT set_config('app.current_user_id', 'ann', true)")
        connection.execute(
            "INSERT INTO votes (session_id, persona_code, vote_choice, reasoning) "
            "VALUES ('s-ann', 'sage', 'no', 'Later.')"
        )
    downgraded = command("alembic", "downgrade", SPECIFIED)
    assert downgraded.returncode == 0, downgraded.stderr
    psql(server, administrator, sql_of(BACK))
    restored = contents(administrator)
    assert [row for row in restored["votes"] if row not in before["votes"]] != []
    for table in ("users", "sessions", "contributions", "audit_log"):
        assert restored[table] == before[table]
    assert sessions_seen_by("bo1", PASSWORD) == ["s-ann", "s-bob"]

    # Forward again, which takes no administrator.
    again = command("boardofone", "migrate")
    assert again.returncode == 0, again.stderr
    assert len(contents(administrator)["votes"]) == len(before["votes"]) + 1
