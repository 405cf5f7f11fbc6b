"""Writing down which revision a database is at, and making the table for it as a migrated database has it."""

from typing import Any

import psycopg
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from pgdrift.catalog.fact import Key
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.declare.identifiers import quoted
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from pgdrift.migrate import in_process, lock
from pgdrift.migrate.bootstrap_steps import may_become
from pgdrift.migrate.connection import connected
from pgdrift.migrate.preparation import of_revision_table
from pgdrift.migrate.session_settings import settings
from pgdrift.migrate.version_table import VERSION_TABLE
from pgdrift.project import Project
from pgdrift.repair.repair import statements

TABLE = f"public.{VERSION_TABLE}"

# Whoever owns the tables goes on with them: a table of revisions that they cannot read would be in their way.
_OWNERS = """
SELECT r.rolname::text, pg_catalog.has_schema_privilege(r.oid, 'public', 'CREATE')
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_roles r ON r.oid = c.relowner
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE quote_ident(n.nspname) || '.' || quote_ident(c.relname) = ANY (%s)
 GROUP BY r.oid, r.rolname ORDER BY count(*) DESC, 1"""


def stamp(
    guide: psycopg.Connection[Any],
    project: Project,
    url: DatabaseURL,
    revision: str,
    own: Snapshot,
    found: Snapshot,
) -> None:
    """Stamp the database at ``url`` with ``revision`` in one transaction; nothing else in it changes.

    ``guide`` holds the migration's lock. ``own`` is what the revision makes of an empty database, ``found``
    what this one was when the two were compared. Raises PgdriftError when it has been changed since.
    """
    script = ScriptDirectory.from_config(in_process.configuration(project.migrations))
    role = _role(guide, project, own, found)
    with connected(url, settings(project)) as connection, connection.begin():
        session: Any = connection.connection.dbapi_connection
        if compare(found, read(session)):
            raise PgdriftError(
                f"The schema of {guide.info.dbname} was changed while it was compared, so it was not "
                "stamped. Nothing was changed. Run this again once whoever changes it is done."
            )
        if role is not None:
            session.execute(f"SET LOCAL ROLE {quoted(role)}")
        MigrationContext.configure(connection).stamp(script, revision)
        _as_in_a_migrated_database(session, own)
        lock.confirm(guide)


def _as_in_a_migrated_database(session: psycopg.Connection[Any], own: Snapshot) -> None:
    """Grant on the table of revisions what the migrations grant, to the roles that are there."""
    now = read(session)
    there = {fact["role"] for fact in now.of_kind("role").values()} | {"PUBLIC"}
    granted = [
        difference
        for difference in compare(own, now)
        if difference.kind == "grant"
        and of_revision_table(difference, own.revision_table or "")
        # What an operator granted to a login of theirs, to check with, stays.
        and difference.reference is not None
        and difference.fact["grantee"] in there
        and not difference.fact["is_owner"]
    ]
    for statement in statements(granted, own, now):
        session.execute(statement.sql.encode())


def _role(guide: psycopg.Connection[Any], project: Project, own: Snapshot, found: Snapshot) -> str | None:
    """Who makes or fills the table of revisions: its owner, else the project's, else the other tables'."""
    exists = Key("table", TABLE) in found.facts
    tables = [TABLE] if exists else list(own.of_kind("table"))
    owners = [(name, create) for name, create in guide.execute(_OWNERS.encode(), [tables]).fetchall()]
    if project.owner_role and not exists:
        query = (
            "SELECT pg_catalog.has_schema_privilege(oid, 'public', 'CREATE') FROM pg_catalog.pg_roles "
            "WHERE rolname = %s"
        )
        row = guide.execute(query, [project.owner_role]).fetchone()
        owners.insert(0, (project.owner_role, bool(row and row[0])))
    for role, may_create in owners:
        row = guide.execute(f"SELECT {may_become(role)}".encode()).fetchone()
        if row and row[0] and (exists or may_create):
            return str(role)
    return None
