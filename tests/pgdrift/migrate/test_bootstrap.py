"""Setting up a database: by an administrator, by whoever may, and by several at once."""

import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from pgdrift.errors import PgdriftError
from pgdrift.migrate import bootstrap
from pgdrift.migrate.administrator import AdministratorNeeded
from tests.pgdrift.migrate.conftest import PASSWORD


def facts(connection):
    """Roles and privileges of the connection's database."""
    return connection.execute("""
        SELECT (SELECT array_agg(r::text ORDER BY rolname) FROM pg_roles r WHERE rolname LIKE 'bo1%'),
               (SELECT array_agg(m::text ORDER BY m::text) FROM pg_auth_members m),
               (SELECT datacl::text FROM pg_database WHERE datname = current_database()),
               (SELECT nspacl::text FROM pg_namespace WHERE nspname = 'public'),
               (SELECT array_agg(extname::text ORDER BY extname) FROM pg_extension)
    """).fetchone()


def test_a_ready_database_lacks_nothing_and_running_it_all_again_changes_nothing(project, superuser):
    without = bootstrap.unavailable_extensions(superuser, ["vector"])
    assert {step.what for step in bootstrap.missing(superuser, project, without=without)} >= {
        "CONNECT on the database for bo1_app",
        "the database closed to PUBLIC",
    }
    bootstrap.ensure(superuser, project, without=without)
    once = facts(superuser)
    assert bootstrap.missing(superuser, project, without=without) == []
    for statement in bootstrap.statements(project, without=without):
        superuser.execute(statement.encode())
    assert facts(superuser) == once


def test_the_statements_alone_set_up_a_database(project, superuser):
    without = bootstrap.unavailable_extensions(superuser, ["vector"])
    for statement in bootstrap.statements(project, without=without):
        superuser.execute(statement.encode())
    assert bootstrap.missing(superuser, project, without=without) == []


def test_each_single_step_is_missed(project, empty_database, superuser):
    without = bootstrap.unavailable_extensions(superuser, ["vector"])
    bootstrap.ensure(superuser, project, without=without)
    for undo, what in (
        ("REVOKE CONNECT ON DATABASE {} FROM bo1_app", "CONNECT on the database for bo1_app"),
        ("GRANT TEMP ON DATABASE {} TO PUBLIC", "the database closed to PUBLIC"),
        ("REVOKE CREATE ON SCHEMA public FROM bo1_owner", "CREATE on the schema public for bo1_owner"),
        ("GRANT USAGE ON SCHEMA public TO PUBLIC", "the schema public closed to PUBLIC"),
    ):
        superuser.execute(undo.format(empty_database.database).encode())
        assert [step.what for step in bootstrap.ensure(superuser, project, without=without)] == [what]


def test_databases_of_one_server_are_set_up_at_the_same_time(project, bare_cluster):
    names = [f"at_once_{number}" for number in range(6)]
    for name in names:
        bare_cluster.ensure_database(name)

    def set_up(name):
        with bare_cluster.url(database=name).connect(autocommit=True) as connection:
            without = bootstrap.unavailable_extensions(connection, ["vector"])
            bootstrap.ensure(connection, project, without=without)
            return bootstrap.missing(connection, project, without=without)

    with ThreadPoolExecutor(len(names)) as pool:
        assert list(pool.map(set_up, names)) == [[]] * len(names)


def test_an_ordinary_owner_is_handed_the_sql_and_continues_after_an_administrator_ran_it(
    tiny, empty_database, cluster, login
):
    owner = login(empty_database, f"{tiny.name}_bo1")
    with owner.connect(autocommit=True) as connection:
        connection.execute("CREATE SCHEMA theirs")
        connection.execute("CREATE TABLE theirs.notes (id serial)")
    refusal = tiny.alembic(owner, "upgrade", "head")
    assert refusal.returncode != 0
    assert PASSWORD not in refusal.stdout + refusal.stderr
    with empty_database.connect() as connection:
        row = connection.execute("SELECT to_regclass('books'), to_regrole(%s)", [f"{tiny.name}_owner"])
        assert row.fetchone() == (None, None)

    paragraph, _, sql = refusal.stdout.partition("\n\n")
    assert paragraph.startswith("FAILED: The database ")
    assert "An administrator" in paragraph
    assert f"GRANT {tiny.name}_migrator TO {tiny.name}_bo1;" in sql
    assert "REASSIGN" not in sql
    psql = [cluster.binaries.tool("psql"), empty_database.shown, "-qX", "-v", "ON_ERROR_STOP=1"]
    subprocess.run(psql, input=sql, text=True, check=True)

    success = tiny.alembic(owner, "upgrade", "head")
    assert (success.returncode, success.stdout) == (0, ""), success.stderr
    with empty_database.connect() as connection:
        owners = connection.execute(
            "SELECT relname, relowner::regrole::text FROM pg_class "
            "WHERE relname IN ('books', 'alembic_version', 'notes') ORDER BY 1"
        ).fetchall()
    assert owners == [
        ("alembic_version", f"{tiny.name}_owner"),
        ("books", f"{tiny.name}_owner"),
        ("notes", f"{tiny.name}_bo1"),
    ]


def test_adopted_objects_are_handed_over_one_by_one(project, empty_database, superuser, login):
    owner = login(empty_database, "handing_over")
    with owner.connect(autocommit=True) as connection:
        connection.execute("CREATE TABLE personas (id serial PRIMARY KEY)")
        connection.execute("CREATE TABLE mine (id serial PRIMARY KEY)")
        connection.execute("CREATE FUNCTION current_user_id() RETURNS text LANGUAGE sql RETURN 'x'")
        connection.execute("CREATE FUNCTION mine() RETURNS text LANGUAGE sql RETURN 'x'")
    without = bootstrap.unavailable_extensions(superuser, ["vector"])
    bootstrap.ensure(superuser, project, without=without)
    owners = dict(
        superuser.execute("""
            SELECT relname, relowner::regrole::text FROM pg_class
             WHERE relname IN ('personas', 'personas_id_seq', 'mine', 'mine_id_seq')
            UNION ALL
            SELECT proname || '()', proowner::regrole::text FROM pg_proc
             WHERE proname IN ('current_user_id', 'mine')
        """).fetchall()
    )
    assert owners == {
        "personas": "bo1_owner",
        "personas_id_seq": "bo1_owner",
        "current_user_id()": "bo1_owner",
        "mine": "handing_over",
        "mine_id_seq": "handing_over",
        "mine()": "handing_over",
    }
    assert bootstrap.missing(superuser, project, without=without) == []


@pytest.mark.parametrize("power", ["LOGIN", "SUPERUSER", "CREATEROLE", "BYPASSRLS"])
def test_a_role_of_our_name_with_more_power_than_declared_is_neither_trusted_nor_changed(
    tiny, empty_database, superuser, power
):
    superuser.execute(f"CREATE ROLE {tiny.name}_owner {power}".encode())
    with pytest.raises(PgdriftError, match=f"{tiny.name}_owner already, with {power}"):
        bootstrap.ensure(superuser, tiny.project)
    row = superuser.execute(
        "SELECT rolcanlogin OR rolsuper OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = %s",
        [f"{tiny.name}_owner"],
    ).fetchone()
    assert row == (True,)


def test_an_extension_that_the_server_does_not_have_is_asked_for_before_anything_changes(
    tmp_path, empty_database, superuser
):
    from tests.pgdrift.migrate import tiny_project

    tiny = tiny_project.write(tmp_path / "tiny", extensions=("no_such_extension",))
    refusal = tiny.alembic(empty_database, "upgrade", "head")
    assert refusal.returncode != 0
    assert "has no extension no_such_extension" in refusal.stdout
    assert "Traceback" not in refusal.stdout + refusal.stderr
    assert superuser.execute("SELECT to_regrole(%s)", [f"{tiny.name}_owner"]).fetchone() == (None,)


def test_a_grant_that_postgresql_passes_over_with_a_warning_is_not_taken_for_done(
    tiny, empty_database, superuser, login
):
    """On a database that one does not own, GRANT CONNECT only warns and succeeds."""
    bootstrap.ensure(superuser, tiny.project)
    stranger = login(empty_database, f"{tiny.name}_stranger")
    superuser.execute(f"ALTER DATABASE {empty_database.database} OWNER TO postgres".encode())
    superuser.execute(f"GRANT {tiny.name}_migrator TO {tiny.name}_stranger".encode())
    superuser.execute(f"REVOKE CONNECT ON DATABASE {empty_database.database} FROM {tiny.name}_owner".encode())
    with stranger.connect(autocommit=True) as connection, pytest.raises(AdministratorNeeded) as refusal:
        bootstrap.ensure(connection, tiny.project)
    assert f"GRANT CONNECT ON DATABASE {empty_database.database} TO {tiny.name}_owner;" in refusal.value.sql
