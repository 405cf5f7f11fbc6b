"""What changes for whom when a database that others built is migrated for the first time, said beforehand."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from pgdrift.migrate import revisions
from pgdrift.project import Project

LOG = logging.getLogger("pgdrift.migrate")

_LOGINS = """
SELECT r.rolname, r.rolsuper, r.rolbypassrls,
       EXISTS (SELECT FROM pg_catalog.pg_class c
                WHERE c.oid = ANY (%(tables)s::regclass[]::oid[])
                  AND c.relowner IN (SELECT o.oid FROM pg_catalog.pg_roles o
                                      WHERE pg_catalog.pg_has_role(r.oid, o.oid, 'USAGE'))) AS owns,
       EXISTS (SELECT FROM pg_catalog.pg_roles o
                WHERE o.rolname = ANY (%(roles)s)
                  AND pg_catalog.pg_has_role(r.oid, o.oid, 'USAGE')) AS member,
       EXISTS (SELECT FROM pg_catalog.pg_database d,
                      pg_catalog.aclexplode(coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) a
                WHERE d.datname = current_database() AND a.privilege_type = 'CONNECT' AND a.grantee <> 0
                  AND pg_catalog.pg_has_role(r.oid, a.grantee, 'USAGE')) AS invited
  FROM pg_catalog.pg_roles r
 WHERE r.rolcanlogin AND pg_catalog.has_database_privilege(r.oid, current_database(), 'CONNECT')
 ORDER BY r.rolname"""


def announce(connection: psycopg.Connection[Any], project: Project, modules: Sequence[Any]) -> None:
    """Log what adopting this database changes, when it has tables of ours that somebody else owns.

    ``modules`` are the pending revisions; their WRITES_WAIT names the tables whose writers will wait.
    """
    tables = _foreign_tables(connection, project)
    if not tables:
        return
    owner = project.owner_role
    LOG.warning("adopting %s: %s will belong to %s", connection.info.dbname, ", ".join(tables), owner)
    for line in _logins(connection, project, tables):
        LOG.warning("  %s", line)
    LOG.warning("  nobody connects through PUBLIC any more: every login needs a role of %s", project.name)
    waiting = [table for module in modules for table in getattr(module, "WRITES_WAIT", ())]
    if waiting:
        names = " and ".join(dict.fromkeys(waiting))
        LOG.warning("  writes to %s wait for the length of one transaction", names)


def _foreign_tables(connection: psycopg.Connection[Any], project: Project) -> list[str]:
    names = revisions.existing_tables(connection, project)
    rows = connection.execute(
        "SELECT c.relname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_roles o ON o.oid = c.relowner "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY (%s) "
        "AND o.rolname IS DISTINCT FROM %s ORDER BY 1",
        [names, project.owner_role],
    ).fetchall()
    return [name for (name,) in rows]


def _logins(connection: psycopg.Connection[Any], project: Project, tables: Sequence[str]) -> Iterator[str]:
    """One line for each login that can connect now: what it is to these tables, and what changes for it."""
    become = f"GRANT {project.tenant_role} (or {project.service_role}) TO"
    parameters = {
        "tables": [f'public."{table}"' for table in tables],
        "roles": [role.name for role in project.roles],
    }
    for name, superuser, bypass, owns, member, invited in connection.execute(_LOGINS, parameters).fetchall():
        if superuser:
            yield f"{name} is a superuser: it still sees every row, so no application may log in as it"
        elif owns:
            whose = "reads past row level security but owns" if bypass else "owns"
            yield (
                f"{name} {whose} these tables and will not: an application that logs in as it sees no rows "
                f"until {become} {name}"
            )
        elif not member:
            closed = "sees no rows" if invited else "can no longer connect"
            yield f"{name} can connect now and {closed} until {become} {name}"
