"""Whether a login may take the steps of the bootstrap, told from the catalog instead of by trying."""

from collections.abc import Iterable
from typing import Any

import psycopg

from pgdrift.migrate import revisions
from pgdrift.migrate.bootstrap_steps import Step, may_become
from pgdrift.project import Project

_SUPERUSER = "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = session_user"
_OWNS_DATABASE = (
    "SELECT pg_catalog.pg_has_role(session_user, datdba, 'USAGE') FROM pg_catalog.pg_database "
    "WHERE datname = current_database()"
)
_OWNS_SCHEMA = (
    "SELECT pg_catalog.pg_has_role(session_user, nspowner, 'USAGE') FROM pg_catalog.pg_namespace "
    "WHERE quote_ident(nspname) = %s"
)
_OWNS_TABLES = (
    "SELECT coalesce(bool_and(pg_catalog.pg_has_role(session_user, relowner, 'USAGE')), true) "
    "FROM pg_catalog.pg_class WHERE relnamespace = 'public'::regnamespace AND relname = ANY (%s)"
)


def beyond(connection: psycopg.Connection[Any], project: Project, steps: Iterable[Step]) -> list[Step]:
    """Those of ``steps`` that take somebody else than the login, as far as it can be told; changes nothing.

    To make roles, memberships and extensions there is more than one right, and the version decides which:
    here they are a superuser's.
    """
    if _holds(connection, _SUPERUSER):
        return []
    return [step for step in steps if step.needed and not _may(connection, project, step)]


def _may(connection: psycopg.Connection[Any], project: Project, step: Step) -> bool:
    words = step.statement.split()
    if words[0] == "ALTER" and "OWNER" in words and project.owner_role:
        tables = revisions.existing_tables(connection, project)
        becomes = f"SELECT {may_become(project.owner_role)}"
        return _holds(connection, becomes) and _holds(connection, _OWNS_TABLES, tables)
    if words[0] in ("GRANT", "REVOKE") and "ON" in words:
        kind, name = words[words.index("ON") + 1 :][:2]
        if kind == "DATABASE":
            return _holds(connection, _OWNS_DATABASE)
        return kind == "SCHEMA" and _holds(connection, _OWNS_SCHEMA, name)
    return False


def _holds(connection: psycopg.Connection[Any], question: str, *parameters: Any) -> bool:
    row = connection.execute(question.encode(), parameters or None).fetchone()
    return bool(row and row[0])
