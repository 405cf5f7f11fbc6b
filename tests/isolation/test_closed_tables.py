"""What belongs to no tenant: accounts are closed, personas are read-only, the service and strangers."""

import pytest
from psycopg import errors

from pgdrift.tenancy import PublicRead, ServiceOnly
from tests.isolation.conftest import ANN, BOB, World
from tests.isolation.rows import OWNED, TENANCY

CLOSED = [name for name, choice in TENANCY.items() if isinstance(choice, ServiceOnly)]
PUBLIC = [name for name, choice in TENANCY.items() if isinstance(choice, PublicRead)]


def verbs(table: str) -> list[str]:
    return [
        f"SELECT 1 FROM {table}",
        f"SELECT count(*) FROM {table}",
        f"INSERT INTO {table} DEFAULT VALUES",
        f"UPDATE {table} SET id = id",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
        f"SELECT 1 FROM {table} FOR UPDATE",
        f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
        f"COPY {table} TO STDOUT",
        f"CREATE TRIGGER t BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION set_updated_at()",
        f"CREATE INDEX ON {table} (id)",
        f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
        f"DROP TABLE {table} CASCADE",
    ]


@pytest.mark.parametrize("table", CLOSED)
def test_a_closed_table_answers_no_verb(world: World, table: str) -> None:
    for statement in verbs(table):
        with world.acting_as(ANN) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement.encode())


@pytest.mark.parametrize("table", PUBLIC)
def test_a_public_table_is_read_by_everyone_and_written_by_no_tenant(world: World, table: str) -> None:
    reads, writes = verbs(table)[:2], verbs(table)[2:]
    for statement in reads:
        for tenant in (ANN, None):
            with world.acting_as(tenant) as connection:
                assert connection.execute(statement.encode()).fetchall()
    for statement in (write for write in writes if not write.startswith("COPY")):
        with world.acting_as(ANN) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement.encode())


def test_my_account_shows_and_edits_ones_own_row(world: World) -> None:
    with world.acting_as(ANN) as connection:
        assert connection.execute("SELECT id FROM my_account").fetchall() == [(ANN,)]
        assert connection.execute("UPDATE my_account SET gdpr_consent_at = now()").rowcount == 1
        where = connection.execute("UPDATE my_account SET gdpr_consent_at = now() WHERE id = %s", [BOB])
        assert where.rowcount == 0
    for nobody in (None, "", "nobody"):
        with world.acting_as(nobody) as connection:
            assert connection.execute("SELECT id FROM my_account").fetchall() == []


@pytest.mark.parametrize("column", ["id", "email", "subscription_tier", "auth_provider", "created_at"])
def test_my_account_lets_nobody_rename_promote_or_backdate_himself(world: World, column: str) -> None:
    with world.acting_as(ANN) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute(f"UPDATE my_account SET {column} = {column}".encode())


def test_my_account_takes_no_new_rows_and_gives_none_away(world: World) -> None:
    for statement in (
        "INSERT INTO my_account (id, email, auth_provider) VALUES ('x', 'x', 'google')",
        "DELETE FROM my_account",
    ):
        with world.acting_as(ANN) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement.encode())


def test_a_tenants_function_sees_only_its_own_row_of_my_account(world: World) -> None:
    # Without security_barrier, a cheap function in WHERE would be shown every row before the view's filter.
    with world.acting_as(ANN) as connection, pytest.raises(errors.DivisionByZero):
        connection.execute("SELECT 1 FROM my_account WHERE 1 / (CASE WHEN id = 'ann' THEN 0 ELSE 1 END) = 1")
    with world.acting_as(ANN) as connection:
        probe = "SELECT 1 FROM my_account WHERE 1 / (CASE WHEN id = 'ann' THEN 1 ELSE 0 END) = 1"
        assert connection.execute(probe).fetchall() == [(1,)]


def test_tenants_can_create_nothing(world: World) -> None:
    for statement in (
        "CREATE TABLE mine (id int)",
        "CREATE TEMP TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql RETURN 1",
        "CREATE VIEW mine AS SELECT * FROM sessions",
        "SELECT nextval('contributions_id_seq')",
        "SELECT setval('contributions_id_seq', 1000000)",
        "SELECT last_value FROM contributions_id_seq",
        "SELECT version_num FROM alembic_version",
        "SELECT pg_read_file('/etc/passwd')",
    ):
        with world.acting_as(ANN) as connection, pytest.raises(errors.InsufficientPrivilege):
            connection.execute(statement)


def test_row_security_off_raises_instead_of_showing_all(world: World) -> None:
    for table in OWNED:
        with world.acting_as(ANN) as connection:
            connection.execute("SET LOCAL row_security = off")
            with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
                connection.execute(f"SELECT 1 FROM {table}".encode())


def test_the_service_sees_and_changes_every_tenants_rows(world: World, logins) -> None:
    with logins.url(logins.service, world.url).connect() as connection:
        assert connection.execute("SELECT current_user, session_user <> 'postgres'").fetchone() == (
            "bo1_service",
            True,
        )
        for table, choice in OWNED.items():
            owners = {o for (o,) in connection.execute(f"SELECT {choice.column} FROM {table}".encode())}
            assert owners == {ANN, BOB}
            assert connection.execute(f"UPDATE {table} SET id = id".encode()).rowcount == 2
        assert connection.execute("SELECT count(*) FROM users").fetchone() == (2,)
        connection.rollback()


def test_a_service_login_that_forgets_its_role_is_told_so(world: World, logins) -> None:
    with logins.url(logins.service, world.url).connect() as connection:
        connection.execute("SET ROLE NONE")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("SELECT 1 FROM public.sessions")


def test_rows_of_an_erased_user_are_seen_by_the_service_alone(world: World, logins) -> None:
    with world.url.connect() as connection:
        connection.execute("DELETE FROM users WHERE id = %s", [ANN])
        assert connection.execute("SELECT count(*) FROM audit_log WHERE user_id IS NULL").fetchone() == (1,)
        for role, seen in (("bo1_app", 0), ("bo1_service", 1)):
            connection.execute(f"SET LOCAL ROLE {role}")
            for tenant in (ANN, "", BOB):
                connection.execute("SELECT set_config('app.current_user_id', %s, true)", [tenant])
                found = connection.execute("SELECT count(*) FROM audit_log WHERE user_id IS NULL").fetchone()
                assert found == (seen,)
            connection.execute("RESET ROLE")
        connection.rollback()


def test_a_stranger_reaches_no_object(world: World, logins) -> None:
    with logins.url(logins.stranger, world.url).connect() as connection:
        for table in TENANCY:
            with pytest.raises(errors.UndefinedTable), connection.transaction():
                connection.execute(f"SELECT 1 FROM {table}".encode())
            with pytest.raises(errors.InsufficientPrivilege), connection.transaction():
                connection.execute(f"SELECT 1 FROM public.{table}".encode())


def test_public_holds_nothing_of_ours(world: World) -> None:
    with world.url.connect() as connection:
        held = connection.execute("""
            SELECT 'relation ' || c.oid::regclass::text FROM pg_class c,
                   aclexplode(coalesce(c.relacl, acldefault('r', c.relowner))) a
            WHERE c.relnamespace = 'public'::regnamespace AND c.relkind <> 'i' AND a.grantee = 0
            UNION ALL
            SELECT 'function ' || p.oid::regprocedure::text FROM pg_proc p,
                   aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
            WHERE p.pronamespace = 'public'::regnamespace AND a.grantee = 0
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
            UNION ALL
            SELECT 'database' FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
            WHERE d.datname = current_database() AND a.grantee = 0
            UNION ALL
            SELECT 'schema' FROM pg_namespace n, aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
            WHERE n.nspname = 'public' AND a.grantee = 0
        """).fetchall()
    assert held == []


def test_what_the_owner_adds_later_is_closed_until_granted(world: World) -> None:
    with world.url.connect() as connection:
        connection.execute("SET ROLE bo1_owner")
        connection.execute("CREATE TABLE later (id int)")
        connection.execute("CREATE FUNCTION later() RETURNS int LANGUAGE sql RETURN 1")
        connection.execute("CREATE TYPE later_type AS ENUM ('a')")
        row = connection.execute("""
            SELECT has_table_privilege('bo1_app', 'later', 'SELECT'),
                   has_function_privilege('bo1_app', 'later()', 'EXECUTE'),
                   has_type_privilege('bo1_app', 'later_type', 'USAGE')
        """).fetchone()
        assert row == (False, False, False)
        connection.rollback()


def test_objects_belong_to_the_owner_and_the_owner_cannot_log_in(world: World) -> None:
    with world.url.connect() as connection:
        others: list[tuple[str]] = connection.execute("""
            SELECT c.oid::regclass::text FROM pg_class c
            WHERE c.relnamespace = 'public'::regnamespace AND c.relowner <> 'bo1_owner'::regrole
            UNION ALL
            SELECT p.oid::regprocedure::text FROM pg_proc p
            WHERE p.pronamespace = 'public'::regnamespace AND p.proowner <> 'bo1_owner'::regrole
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
        """).fetchall()
        logins = connection.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = ANY (ARRAY['bo1_owner', 'bo1_migrator', 'bo1_app', "
            "'bo1_service']) AND rolcanlogin"
        ).fetchall()
    assert (others, logins) == ([], [])
