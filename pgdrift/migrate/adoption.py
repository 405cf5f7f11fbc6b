"""What changes for whom when a database that others built is migrated for the first time, said beforehand."""

import logging
from collections.abc import Iterator, Sequence
from typing import Any

import psycopg

from pgdrift.declare.identifiers import quoted
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

# Views of others that read one of the tables, directly or through other views.
_VIEWS = """
WITH RECURSIVE readers AS (
    SELECT unnest(%(tables)s::regclass[]::oid[]) AS relation
    UNION
    SELECT r.ev_class FROM readers
      JOIN pg_catalog.pg_depend d ON d.refobjid = relation AND d.refclassid = 'pg_class'::regclass
           AND d.classid = 'pg_rewrite'::regclass
      JOIN pg_catalog.pg_rewrite r ON r.oid = d.objid
)
SELECT format('%%I.%%I', n.nspname, c.relname), o.rolname::text,
       coalesce('security_invoker=true' = ANY (c.reloptions) OR 'security_invoker=on' = ANY (c.reloptions),
                false)
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_catalog.pg_roles o ON o.oid = c.relowner
 WHERE c.oid IN (SELECT relation FROM readers) AND c.relkind IN ('v', 'm') AND o.rolname <> %(owner)s
 ORDER BY 1"""

_TRIGGERS = """
SELECT t.tgname::text, c.relname::text
  FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
 WHERE NOT t.tgisinternal AND t.tgrelid = ANY (%(tables)s::regclass[]::oid[])
   AND c.relname || '.' || t.tgname <> ALL (%(declared)s)
 ORDER BY 2, 1"""


def announce(connection: psycopg.Connection[Any], project: Project, modules: Sequence[Any]) -> None:
    """Log what adopting this database changes, when it has tables of ours that somebody else owns.

    ``modules`` are the pending revisions; their WRITES_WAIT names the tables whose users will wait.
    """
    tables = _foreign_tables(connection, project)
    if not tables:
        return
    owner = project.owner_role
    LOG.warning("adopting %s: %s will belong to %s", connection.info.dbname, ", ".join(tables), owner)
    told = [
        *_logins(connection, project, tables),
        f"nobody connects through PUBLIC any more: every login needs a role of {project.name}",
        _advice(project),
        *_views(connection, project, tables),
        *_triggers(connection, project, tables),
    ]
    for line in told:
        LOG.warning("  %s", line)
    waiting = [table for module in modules for table in getattr(module, "WRITES_WAIT", ())]
    if waiting:
        names = ", ".join(dict.fromkeys(waiting))
        LOG.warning("  reads and writes of %s wait for the length of one transaction", names)


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
    parameters = {
        "tables": [f"public.{quoted(table)}" for table in tables],
        "roles": [role.name for role in project.roles],
    }
    for login, superuser, bypass, owns, member, invited in connection.execute(_LOGINS, parameters).fetchall():
        name = quoted(login)
        if superuser:
            yield f"{name} is a superuser: it still sees every row, so no application may log in as it"
        elif owns:
            whose = "reads past row level security but owns" if bypass else "owns"
            yield (
                f"{name} {whose} these tables and will not: an application that logs in as it sees no rows, "
                "and must get a login of its own"
            )
        elif not member:
            closed = "sees no rows" if invited else "can no longer connect"
            yield f"{name} can connect now and {closed}: whoever logs in as it needs another login"


def _advice(project: Project) -> str:
    """Which logins are right; a role that bypasses row level security gives that on to no member."""
    page = project.setting("adoption_page")
    where = f"; {page} has the statements, in the step that makes the application's logins" if page else ""
    return (
        f"for tenants' requests: a new login that is a member of {project.tenant_role} and of nothing else; "
        f"for jobs: a NOINHERIT login in {project.service_role} with ALTER ROLE ... SET role{where}"
    )


def _views(connection: psycopg.Connection[Any], project: Project, tables: Sequence[str]) -> Iterator[str]:
    parameters = {
        "tables": [f"public.{quoted(table)}" for table in tables],
        "owner": project.owner_role,
    }
    for name, owner, invoker in connection.execute(_VIEWS, parameters).fetchall():
        if not invoker:
            yield (
                f"the view {name} of {quoted(owner)} reads these tables with its owner's rights, and will "
                "fail or show no rows"
            )


def _triggers(connection: psycopg.Connection[Any], project: Project, tables: Sequence[str]) -> Iterator[str]:
    from alembic_utils.pg_trigger import PGTrigger

    ours = [entity for entity in project.entities if isinstance(entity, PGTrigger)]
    parameters = {
        "tables": [f"public.{quoted(table)}" for table in tables],
        "declared": [f"{entity.on_entity.rpartition('.')[2]}.{entity.signature}" for entity in ours],
    }
    for name, table in connection.execute(_TRIGGERS, parameters).fetchall():
        whose = f"the trigger {quoted(name)} of {quoted(table)}"
        yield f"{whose} is not this project's: it stays and goes on running"
