"""Pending revisions build on nothing but what the database's own revision made of it."""

import logging
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from pgdrift.migrate import bootstrap, preflight
from pgdrift.migrate.preflight import Drifted
from pgdrift.project import Project
from pgdrift.references import migrated
from tests.boardofone.running import boardofone
from tests.pgdrift.migrate.tiny_project import TinyProject

SPECIFIED = "396e8f26d0a5"
TABLES = ("users", "personas", "sessions", "contributions", "votes", "audit_log", "alembic_version")


@pytest.fixture(scope="module")
def specified(project: Project, database_factory: Callable[..., DatabaseURL]) -> DatabaseURL:
    """The specified state, whose tables another login owns; to be copied and spoilt."""
    url = database_factory()
    with url.connect(autocommit=True) as connection:
        if bootstrap.unavailable_extensions(connection, ["vector"]):
            pytest.skip("pgvector is not installed for this PostgreSQL")
    migrated.build(project, url, SPECIFIED)
    with url.connect(autocommit=True) as connection:
        connection.execute("CREATE ROLE preflight_owner LOGIN")
        connection.execute("CREATE ROLE preflight_reader LOGIN")
        for table in TABLES:
            connection.execute(f"ALTER TABLE {table} OWNER TO preflight_owner".encode())
    return url


@pytest.fixture
def spoilt(
    specified: DatabaseURL, database_factory: Callable[..., DatabaseURL]
) -> Callable[[str], DatabaseURL]:
    """`spoilt(sql)`: a copy of the specified state on which `sql` was run."""

    def copy(sql: str) -> DatabaseURL:
        url = database_factory(specified.database)
        with url.connect(autocommit=True) as connection:
            connection.execute(sql.encode())
        return url

    return copy


def looked_at(project: Project, url: DatabaseURL, **options: bool) -> None:
    with url.connect(autocommit=True) as connection:
        preflight.check(connection, project, **options)


DRIFT = [
    ("CREATE POLICY allow_all ON sessions USING (true)", "policy-extra", "public.sessions.allow_all"),
    ("CREATE POLICY more ON sessions AS RESTRICTIVE USING (true)", "policy-extra", "public.sessions.more"),
    (
        "ALTER POLICY sessions_user_isolation ON sessions USING (true)",
        "policy-changed",
        "public.sessions.sessions_user_isolation",
    ),
    ("DROP POLICY votes_user_isolation ON votes", "policy-missing", "public.votes.votes_user_isolation"),
    ("ALTER TABLE contributions DISABLE ROW LEVEL SECURITY", "rls-disabled", "public.contributions"),
    ("GRANT SELECT ON users TO PUBLIC", "grant-extra", "public.users to PUBLIC"),
    ("GRANT SELECT (code) ON personas TO PUBLIC", "grant-extra", "public.personas.code to PUBLIC"),
    ("GRANT INSERT, UPDATE, DELETE ON users TO bo1_app", "grant-extra", "public.users to bo1_app"),
    ("GRANT USAGE ON SEQUENCE votes_id_seq TO bo1_app", "grant-extra", "public.votes_id_seq to bo1_app"),
    (
        "ALTER DEFAULT PRIVILEGES FOR ROLE bo1_owner GRANT SELECT ON TABLES TO bo1_app",
        "default-privilege-extra",
        "bo1_owner: TABLES to bo1_app",
    ),
    (
        "ALTER TABLE votes DROP CONSTRAINT votes_session_id_fkey",
        "constraint-missing",
        "public.votes.votes_session_id_fkey",
    ),
    (
        "ALTER SEQUENCE personas_id_seq RENAME TO persona_numbers",
        "sequence-missing",
        "public.personas_id_seq",
    ),
    ("ALTER SEQUENCE votes_id_seq INCREMENT 5", "sequence-changed", "public.votes_id_seq"),
    ("ALTER SEQUENCE contributions_id_seq CACHE 50", "sequence-changed", "public.contributions_id_seq"),
    ("ALTER TABLE votes ADD user_id varchar(255)", "column-extra", "public.votes.user_id"),
    ("ALTER TABLE votes DROP COLUMN reasoning", "column-missing", "public.votes.reasoning"),
    ("ALTER TABLE users ALTER email TYPE varchar(20)", "column-type-changed", "public.users.email"),
    ("DROP TABLE audit_log", "table-missing", "public.audit_log"),
    (
        "CREATE RULE theirs AS ON DELETE TO personas DO INSTEAD NOTHING",
        "rule-extra",
        "public.personas.theirs",
    ),
    ("CREATE TABLE my_account (id integer)", "table-extra", "public.my_account"),
    (
        "CREATE FUNCTION current_user_id() RETURNS text LANGUAGE sql AS $$ SELECT 'ann' $$",
        "function-extra",
        "public.current_user_id()",
    ),
]

HARMLESS = """
    ALTER TABLE users OWNER TO preflight_reader;
    COMMENT ON TABLE users IS 'people';
    GRANT SELECT ON users TO preflight_reader;
    GRANT ALL ON SCHEMA public TO PUBLIC;
    CREATE TABLE theirs (id integer);
    GRANT SELECT ON theirs TO PUBLIC;
    CREATE VIEW emails AS SELECT email FROM users;
    GRANT SELECT ON emails TO PUBLIC;
    CREATE INDEX by_name ON users (email, created_at);
    DROP EXTENSION vector;
    CREATE FUNCTION notice() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
    CREATE TRIGGER theirs BEFORE UPDATE ON votes FOR EACH ROW EXECUTE FUNCTION notice();
"""


@pytest.fixture(scope="module")
def drifted(
    project: Project, specified: DatabaseURL, database_factory: Callable[..., DatabaseURL]
) -> tuple[DatabaseURL, Snapshot, Drifted]:
    """A copy with every kind of drift, what it was like before it was looked at, and what was said."""
    url = database_factory(specified.database)
    with url.connect(autocommit=True) as connection:
        for sql, _, _ in DRIFT:
            connection.execute(sql.encode())
        before = read(connection)
    with pytest.raises(Drifted) as caught:
        looked_at(project, url)
    return url, before, caught.value


@pytest.mark.parametrize(("sql", "identifier", "object_name"), DRIFT, ids=[sql for sql, _, _ in DRIFT])
def test_what_pending_revisions_would_keep_or_trip_over_is_named(
    drifted: tuple[DatabaseURL, Snapshot, Drifted], sql: str, identifier: str, object_name: str
) -> None:
    error = drifted[2]
    assert (identifier, object_name) in [(found.id, found.object) for found in error.findings], sql
    assert f"[{identifier}] {object_name}: " in str(error)


def test_the_refusal_says_what_happened_and_what_to_do_and_nothing_has_changed(
    drifted: tuple[DatabaseURL, Snapshot, Drifted],
) -> None:
    url, before, error = drifted
    paragraph, findings, remedy = str(error).split("\n\n")
    assert "Nothing was changed" in paragraph
    assert "\n" not in paragraph
    assert len(findings.splitlines()) == len(error.findings)
    assert "--allow-drift" in remedy
    with url.connect() as connection:
        assert compare(before, read(connection)) == []


def test_what_is_somebody_elses_or_put_right_by_migrating_stops_nothing(
    project: Project, spoilt: Callable[[str], DatabaseURL]
) -> None:
    looked_at(project, spoilt(HARMLESS))


def test_a_current_database_and_a_new_one_are_not_looked_at(
    project: Project,
    migrated_database: DatabaseURL,
    empty_database: DatabaseURL,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with migrated_database.connect(autocommit=True) as connection:
        connection.execute("CREATE POLICY allow_all ON sessions USING (true)")
    # No scratch server could be reached.
    monkeypatch.setenv("PGDRIFT_SCRATCH_URL", "postgresql://127.0.0.1:1/none")
    looked_at(project, migrated_database)
    looked_at(project, empty_database)


@pytest.fixture
def shelves(tiny: TinyProject, empty_database: DatabaseURL) -> TinyProject:
    """A project that is migrated, with a table, an index, and a function that the migrator may call."""
    tiny.revision(
        "shelves",
        "first",
        f"""
        op.execute("CREATE TABLE shelves (id integer PRIMARY KEY, title text)")
        op.execute("CREATE INDEX idx_shelves_title ON shelves (title)")
        op.execute("CREATE FUNCTION number() RETURNS integer LANGUAGE sql AS 'SELECT 1'")
        op.execute("REVOKE ALL ON FUNCTION number() FROM PUBLIC")
        op.execute("GRANT EXECUTE ON FUNCTION number() TO {tiny.name}_migrator")
        """,
    )
    tiny.migrate(empty_database)
    return tiny


def test_a_missing_index_stops_only_the_revisions_that_work_on_it(
    shelves: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    superuser.execute("DROP INDEX idx_shelves_title")
    shelves.revision("beside", "shelves", 'op.execute("CREATE TABLE beside ()")')
    looked_at(shelves.project, empty_database)
    shelves.revision("drops", "beside", 'op.execute("DROP INDEX idx_shelves_title")')
    with pytest.raises(Drifted) as caught:
        looked_at(shelves.project, empty_database)
    (found,) = caught.value.findings
    assert (found.id, found.object) == ("index-missing", "public.idx_shelves_title")
    assert "changes or drops it" in found.consequence


def test_a_privilege_that_the_migrating_roles_lack_stops_pending_revisions(
    shelves: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    superuser.execute(f"REVOKE EXECUTE ON FUNCTION number() FROM {shelves.name}_migrator".encode())
    superuser.execute(f"REVOKE INSERT ON shelves FROM {shelves.name}_owner".encode())
    shelves.revision("beside", "shelves", 'op.execute("CREATE TABLE beside ()")')
    with pytest.raises(Drifted) as caught:
        looked_at(shelves.project, empty_database)
    assert [found.object for found in caught.value.findings] == [
        f"public.number() to {shelves.name}_migrator",
        f"public.shelves to {shelves.name}_owner",
    ]


def test_what_an_interrupted_run_left_is_no_drift(
    shelves: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    shelves.revision(
        "half",
        "shelves",
        """
        op.execute("ALTER TABLE shelves ADD COLUMN floor integer")
        with op.get_context().autocommit_block():
            op.create_index("idx_shelves_floor", "shelves", ["floor"], postgresql_concurrently=True)
            op.create_index("idx_shelves_id", "shelves", ["id"], postgresql_concurrently=True)
        op.execute("SELECT 1 / 0 INTO impossible")
        """,
    )
    with pytest.raises(PgdriftError, match="division by zero"):
        shelves.migrate(empty_database)
    path = shelves.folder / "migrations" / "versions" / "half.py"
    path.write_text(path.read_text().replace("1 / 0 INTO impossible", "1"))
    looked_at(shelves.project, empty_database)
    superuser.execute("UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'idx_shelves_id'::regclass")
    looked_at(shelves.project, empty_database)
    superuser.execute("ALTER TABLE shelves DROP COLUMN title")
    with pytest.raises(Drifted, match=r"public\.shelves\.title"):
        looked_at(shelves.project, empty_database)


def test_rights_that_a_pending_revision_lacks_are_missed_before_anything_changes(
    shelves: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection
) -> None:
    shelves.revision("beside", "shelves", 'op.execute("CREATE TABLE beside ()")')
    shelves.revision("archive", "beside", 'op.execute("CREATE SCHEMA archive")')
    with pytest.raises(
        PgdriftError, match=r"permission denied for database.*Nothing was changed in the live"
    ):
        looked_at(shelves.project, empty_database)


def test_without_a_scratch_server_it_says_what_else_can_be_done(
    project: Project,
    spoilt: Callable[[str], DatabaseURL],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    url = spoilt("SELECT")
    monkeypatch.setenv("PGDRIFT_SCRATCH_URL", "postgresql://127.0.0.1:1/none")
    with pytest.raises(PgdriftError, match=r"Nothing was changed.*--allow-drift") as caught:
        looked_at(project, url)
    assert "\n" not in str(caught.value)
    caplog.set_level(logging.WARNING, "pgdrift.migrate")
    looked_at(project, url, allow_drift=True)
    assert "without looking for drift" in caplog.text


def test_the_command_stops_before_it_changes_anything_unless_told_otherwise(
    spoilt: Callable[[str], DatabaseURL], tmp_path: Path
) -> None:
    url = spoilt("CREATE POLICY allow_all ON sessions USING (true)")
    stopped = boardofone(tmp_path, "migrate", url=url)
    assert (stopped.returncode, stopped.stdout) == (2, "")
    assert "public.sessions.allow_all" in stopped.stderr
    assert revision(url) == SPECIFIED
    forced = boardofone(tmp_path, "migrate", "--allow-drift", url=url)
    assert forced.returncode == 0, forced.stderr
    assert "in spite of drift" in forced.stderr
    assert "public.sessions.allow_all" in forced.stderr
    assert revision(url) != SPECIFIED


def revision(url: DatabaseURL) -> str:
    with url.connect() as connection:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    assert row is not None
    return str(row[0])
