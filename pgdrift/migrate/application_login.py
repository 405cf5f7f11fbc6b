"""A login that serves requests or runs jobs is told to migrate with another one, and handed no SQL."""

from typing import Any

import psycopg

from pgdrift.errors import PgdriftError
from pgdrift.migrate.bootstrap_steps import may_become
from pgdrift.project import Project


def refuse(connection: psycopg.Connection[Any], project: Project) -> None:
    """Raise PgdriftError when the session's login acts as a tenant or service role and may not migrate.

    Whatever it lacks must not be granted to it: as a migrator it would read every tenant's rows.
    """
    role = _acts_as(connection, project)
    if role is not None:
        migrator = project.migrator_role or project.owner_role or "the owner of the tables"
        raise PgdriftError(
            f"The login {connection.info.user} is an application's: it acts as {role} in the database "
            f"{connection.info.dbname}, and may not migrate it. Nothing was changed. Migrate with another "
            f"login, one that is a member of {migrator}; this one should stay without that role."
        )


def _acts_as(connection: psycopg.Connection[Any], project: Project) -> str | None:
    wanted = [role for role in (*project.tenant_roles, project.service_role) if role]
    migrates = [may_become(role) for role in (project.migrator_role, project.owner_role) if role]
    row = connection.execute(
        # Who made a role has ADMIN of it since 16, and is no application for that.
        "SELECT r.rolname FROM pg_catalog.pg_roles r WHERE r.rolname = ANY (%s) AND CASE "
        "WHEN current_setting('server_version_num')::int < 160000 "
        "THEN pg_catalog.pg_has_role(session_user, r.oid, 'MEMBER') "
        "ELSE pg_catalog.pg_has_role(session_user, r.oid, 'USAGE') "
        "OR pg_catalog.pg_has_role(session_user, r.oid, 'SET') END "
        f"AND NOT (coalesce({' OR '.join(migrates) or 'false'}, false)) "
        "AND NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = session_user) "
        "ORDER BY array_position(%s::text[], r.rolname::text)".encode(),
        [wanted, wanted],
    ).fetchone()
    return str(row[0]) if row else None
