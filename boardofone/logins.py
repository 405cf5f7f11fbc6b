"""The logins of the embedded server: one for each way to work with it, each a member of one role."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pgdrift.project import Project
from pgdrift.server.cluster import Cluster

if TYPE_CHECKING:
    import psycopg


@dataclass(frozen=True)
class Login:
    """A role that may log in as a member of ``role`` and of nothing else.

    One that ``becomes`` its role does so on connecting and inherits nothing: BYPASSRLS is never inherited,
    and a session that is not the service role must fail instead of silently seeing no rows.
    """

    name: str
    role: str
    becomes: bool = False

    def present(self) -> str:
        """An SQL condition that is true when this login is as it should be, in the current database."""
        settings = f"ARRAY['role={self.role}']" if self.becomes else "NULL"
        member = "(SELECT oid FROM pg_catalog.pg_roles WHERE rolname = '{}')"
        own, role = member.format(self.name), member.format(self.role)
        connects = (
            f" AND pg_catalog.has_database_privilege({own}, current_database(), 'CONNECT')"
            if self.becomes
            else ""
        )
        return (
            f"EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '{self.name}' AND rolcanlogin "
            f"AND rolinherit = {not self.becomes} AND rolconfig IS NOT DISTINCT FROM {settings}) "
            f"AND (SELECT array_agg(roleid) FROM pg_catalog.pg_auth_members WHERE member = {own}) "
            f"= ARRAY[{role}]{connects}"
        )


def logins(project: Project) -> list[Login]:
    """The tenant's, the service's and the migrator's login."""
    made = []
    for role in (project.tenant_role, project.service_role, project.migrator_role):
        if role is not None:
            made.append(Login(f"{role}_login", role, becomes=role == project.service_role))
    return made


def ensure(cluster: Cluster, connection: "psycopg.Connection[Any]", project: Project) -> None:
    """Have every login on ``cluster``; ``connection`` is a superuser's to the project's database."""
    from psycopg import sql

    for login in logins(project):
        row = connection.execute(f"SELECT {login.present()}".encode()).fetchone()
        if row and row[0] and cluster.home.passfile.password(login.name):
            continue
        cluster.ensure_login(login.name)
        name, role = sql.Identifier(login.name), sql.Identifier(login.role)
        with connection.transaction():
            connection.execute(sql.SQL("GRANT {} TO {}").format(role, name))
            if login.becomes:
                connection.execute(sql.SQL("ALTER ROLE {} NOINHERIT").format(name))
                connection.execute(
                    sql.SQL("ALTER ROLE {} SET role = {}").format(name, sql.Literal(login.role))
                )
                # What it inherits does not count, so it needs to be let in by its own name.
                database = sql.Identifier(connection.info.dbname)
                connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, name))
