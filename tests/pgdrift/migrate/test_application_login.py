"""An application's login is never handed SQL that would make a migrator of it."""

from collections.abc import Callable

import psycopg
import pytest

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.migrate import bootstrap
from pgdrift.migrate.dry_run import dry_run
from tests.pgdrift.migrate.tiny_project import TinyProject

LoginFactory = Callable[[DatabaseURL, str], DatabaseURL]


@pytest.fixture
def migrated(tiny: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection) -> TinyProject:
    """The tiny project with a tenant and a service role, migrated by a superuser."""
    for key in ("tenant_role", "service_role"):
        superuser.execute(f"CREATE ROLE {tiny.name}_{key}".encode())
        tiny.settings(**{key: f"{tiny.name}_{key}"})
    tiny.migrate(empty_database)
    return tiny


def told(attempt: Callable[[], object]) -> str:
    with pytest.raises(PgdriftError) as caught:
        attempt()
    said = str(caught.value)
    assert "\n" not in said
    assert "GRANT" not in said
    return said


@pytest.mark.parametrize("role", ["tenant_role", "service_role"])
def test_it_is_told_to_migrate_with_another_login(
    migrated: TinyProject,
    empty_database: DatabaseURL,
    superuser: psycopg.Connection,
    login: LoginFactory,
    role: str,
) -> None:
    name = f"{migrated.name}_{role}_login"
    url = login(empty_database, name)
    superuser.execute(f"GRANT {migrated.name}_{role} TO {name}".encode())
    for grants in (
        "",
        f"GRANT USAGE ON SCHEMA public TO {name}; GRANT SELECT ON alembic_version TO {name}",
    ):
        superuser.execute(grants.encode())
        for attempt in (lambda: migrated.migrate(url), lambda: dry_run(migrated.project, url)):
            said = told(attempt)
            assert f"The login {name} is an application's: it acts as {migrated.name}_{role}" in said
            assert f"another login, one that is a member of {migrated.name}_migrator" in said
    # Whoever may migrate has to, whatever else the login is for.
    superuser.execute(f"GRANT {migrated.name}_migrator TO {name}".encode())
    migrated.migrate(url)


def test_any_other_login_hears_of_applications_before_it_is_handed_sql(
    migrated: TinyProject, empty_database: DatabaseURL, login: LoginFactory
) -> None:
    url = login(empty_database, f"{migrated.name}_stranger")
    with pytest.raises(PgdriftError, match=r"login of an application, migrate with another.*GRANT SELECT"):
        migrated.migrate(url)


def test_who_made_the_tenant_role_is_not_taken_for_an_application(
    migrated: TinyProject, empty_database: DatabaseURL, superuser: psycopg.Connection, login: LoginFactory
) -> None:
    name = f"{migrated.name}_administrator"
    url = login(empty_database, name)
    superuser.execute(f"ALTER ROLE {name} CREATEROLE".encode())
    migrated.settings(tenant_role=f"{name}_made")
    with url.connect(autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {name}_made".encode())
        lacking = bootstrap.missing(connection, migrated.project)
        refusal = bootstrap.refused(connection, migrated.project, lacking, "permission denied")
    assert f"GRANT {migrated.name}_migrator TO {name};" in str(refusal)
