"""Objects belong to an owner that nobody logs in as; nothing is everybody's, later ones are nobody's yet."""

from typing import Any

import pytest
from psycopg import errors

from tests.isolation.conftest import World


def test_a_service_login_that_forgets_its_role_is_told_so(world: World, logins: Any) -> None:
    with logins.url(logins.service, world.url).connect() as connection:
        connection.execute("SET ROLE NONE")
        with pytest.raises(errors.InsufficientPrivilege):
            connection.execute("SELECT 1 FROM public.sessions")


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
