"""Where a database stands in the project's history, and the states in which migrating it would be wrong."""

from collections.abc import Sequence
from typing import Any

import psycopg
from alembic.script import Script, ScriptDirectory
from psycopg import errors

from pgdrift.declare.identifiers import quoted
from pgdrift.errors import PgdriftError
from pgdrift.migrate import application_login
from pgdrift.migrate.version_table import VERSION_TABLE
from pgdrift.project import Project
from pgdrift.sessions import call


def current(connection: psycopg.Connection[Any], project: Project) -> tuple[str, ...]:
    """The revisions the database is stamped with; empty when there are none or no table of them.

    Raises PgdriftError when the login may not read them.
    """
    # Not by to_regclass, which fails where the login may not use the schema.
    row = connection.execute(
        "SELECT FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname = 'public' AND c.relname = %s",
        [VERSION_TABLE],
    ).fetchone()
    if row is None:
        return ()
    try:
        rows = connection.execute(f"SELECT version_num FROM public.{VERSION_TABLE}".encode()).fetchall()
    except errors.InsufficientPrivilege:
        application_login.refuse(connection, project)
        login = connection.info.user
        raise PgdriftError(
            f"The login {login} may not read public.{VERSION_TABLE} in {connection.info.dbname}, so the "
            "database's revision is unknown. If it is the login of an application, migrate with another one "
            "instead; if it is the one to migrate with, let an administrator run GRANT USAGE ON SCHEMA "
            f"public TO {quoted(login)}; GRANT SELECT ON public.{VERSION_TABLE} TO {quoted(login)};"
        ) from None
    return tuple(sorted(version for (version,) in rows))


def pending(script: ScriptDirectory, current: tuple[str, ...]) -> list[Script]:
    """The revisions that are still to run, the next one first."""
    run = {
        found.revision for head in current for found in script.iterate_revisions(head, "base", inclusive=True)
    }
    every = script.iterate_revisions("heads", "base")
    return [found for found in reversed(list(every)) if found.revision not in run]


def found(script: ScriptDirectory, revision: str) -> Script | None:
    """The revision of that id; None when this checkout has none."""
    return next((each for each in script.walk_revisions() if each.revision == revision), None)


def refuse_unknown(connection: psycopg.Connection[Any], project: Project, script: ScriptDirectory) -> None:
    """Raise PgdriftError when the database is at a revision that this history does not have."""
    known = {revision.revision for revision in script.walk_revisions()}
    unknown = [version for version in current(connection, project) if version not in known]
    if unknown:
        raise PgdriftError(
            f"The database {connection.info.dbname} is at revision {', '.join(unknown)}, which is not in "
            f"{script.versions}: a newer or another checkout has migrated it. Nothing was changed. Update "
            "this checkout to the one that has the revision and run it again."
        )


def refuse_contradiction(
    connection: psycopg.Connection[Any], project: Project, script: ScriptDirectory
) -> None:
    """Raise PgdriftError when the database claims a revision together with one that includes it."""
    versions = current(connection, project)
    for older in versions if len(versions) > 1 else ():
        for newer in versions:
            included = {step.revision for step in script.iterate_revisions(newer, "base")} - {newer}
            if older in included:
                table = f"public.{VERSION_TABLE}"
                raise PgdriftError(
                    f"The table {table} in {connection.info.dbname} holds {len(versions)} rows "
                    f"({', '.join(versions)}), and {newer} includes {older}: somebody wrote to it by hand. "
                    "Nothing was changed. If the database is at the newer one (`alembic history` tells what "
                    f"each revision adds), run DELETE FROM {table} WHERE version_num = '{older}', otherwise "
                    "remove the other row, and run this again."
                )


def refuse_two_heads(script: ScriptDirectory) -> None:
    """Raise PgdriftError when two revisions claim to be the newest."""
    heads = [script.get_revision(head) for head in script.get_heads()]
    if len(heads) > 1:
        files = " and ".join(f"{head.revision} ({head.path})" for head in heads)
        raise PgdriftError(
            f"The migrations have {len(heads)} heads: {files}. Two branches each added a revision. Set "
            "down_revision of the one that nobody has run yet to the other, or join them with "
            "`alembic merge heads`."
        )


def refuse_unstamped(connection: psycopg.Connection[Any], project: Project, script: ScriptDirectory) -> None:
    """Raise PgdriftError when tables of the project exist but no revision says how they came about."""
    if current(connection, project):
        return
    tables = existing_tables(connection, project)
    if not tables:
        _refuse_other_relations(connection, project)
        return
    found = f"The database {connection.info.dbname} has the tables {', '.join(tables)} but no revision"
    likely = recognised(connection, script)
    if likely is None:
        raise PgdriftError(
            f"{found}, so it is unknown which migrations it has had. Nothing was changed. `{call('adopt')}` "
            "finds the revision that makes the same and writes it down, or names the nearest and what "
            "differs; then run this again, or use an empty database."
        )
    raise PgdriftError(
        f"{found}. It looks like revision {likely}. Nothing was changed. `{call('adopt')}` compares and "
        "writes down which one it is, or names what differs; then run this again."
    )


def existing_tables(connection: psycopg.Connection[Any], project: Project) -> list[str]:
    """The project's tables that the database has."""
    wanted = [f"{table.schema or 'public'}.{table.name}" for table in project.metadata.tables.values()]
    rows = connection.execute(
        "SELECT c.relname FROM pg_catalog.pg_class c "
        "JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE c.relkind IN ('r', 'p') AND n.nspname || '.' || c.relname = ANY (%s) ORDER BY 1",
        [wanted],
    ).fetchall()
    return [name for (name,) in rows]


def _refuse_other_relations(connection: psycopg.Connection[Any], project: Project) -> None:
    """Raise PgdriftError when a view, say, has the name that a table of the project is going to have."""
    wanted = [f"{table.schema or 'public'}.{table.name}" for table in project.metadata.tables.values()]
    rows = connection.execute(
        "SELECT n.nspname || '.' || c.relname, "
        "CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'S' THEN 'sequence' "
        "WHEN 'f' THEN 'foreign table' WHEN 'c' THEN 'composite type' ELSE 'relation' END "
        "FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace "
        "WHERE n.nspname || '.' || c.relname = ANY (%s) ORDER BY 1",
        [wanted],
    ).fetchall()
    if rows:
        listed = ", ".join(f"the {kind} {name}" for name, kind in rows)
        raise PgdriftError(
            f"The database {connection.info.dbname} has {listed}, where this project makes tables. Nothing "
            "was changed. Rename what is there, or use an empty database."
        )


def recognised(connection: psycopg.Connection[Any], script: ScriptDirectory) -> str | None:
    """The newest revision whose RECOGNISED_BY, a query of one boolean, holds in this database."""
    revisions: Sequence[Any] = list(script.walk_revisions())
    found = (revision for revision in revisions if recognises(connection, revision.module))
    return next((str(revision.revision) for revision in found), None)


def recognises(connection: psycopg.Connection[Any], module: Any) -> bool | None:
    """Whether the RECOGNISED_BY of a revision holds in this database; None when it has none."""
    question = getattr(module, "RECOGNISED_BY", None)
    if question is None:
        return None
    try:
        with connection.transaction():
            connection.execute("SET TRANSACTION READ ONLY")
            row = connection.execute(question.encode()).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])
