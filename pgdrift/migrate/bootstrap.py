"""Making a database ready for migrations: done by whoever may, printed for an administrator otherwise."""

import itertools
import random
import time
from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from psycopg import errors

from pgdrift.declare import Extension
from pgdrift.declare.identifiers import literal, quoted
from pgdrift.errors import PgdriftError
from pgdrift.migrate import administrator, application_login, handover
from pgdrift.migrate.bootstrap_steps import Step, may_become, steps
from pgdrift.project import Project

# Roles belong to the cluster, and PostgreSQL has no lock that spans its databases: two of them that are set
# up at once meet here, and the one that comes second looks again at what is left to do.
_MET_ANOTHER = (
    errors.UniqueViolation,
    errors.DuplicateObject,
    errors.DeadlockDetected,
    errors.InternalError_,
)
_ATTEMPTS = 30


def statements(project: Project, *, without: Iterable[str] = ()) -> list[str]:
    """All of the bootstrap as idempotent statements, leaving out the extensions named in ``without``."""
    guarded = [step.guarded() for step in steps(project, without=without)]
    return [*guarded, handover.statement(project)] if project.owner_role else guarded


def missing(
    connection: psycopg.Connection[Any], project: Project, *, without: Iterable[str] = ()
) -> list[Step]:
    """The steps that this database and this login still lack; two queries."""
    wanted = [*steps(project, without=without), *login_steps(project, connection.info.user)]
    asked = ", ".join(f"coalesce({step.present}, false)" for step in wanted)
    row = connection.execute(f"SELECT {asked}".encode()).fetchone() or ()
    lacking = [step for step, present in zip(wanted, row, strict=True) if not present]
    return [*lacking, *handover.missing(connection, project)]


def ensure(
    connection: psycopg.Connection[Any],
    project: Project,
    *,
    without: Iterable[str] = (),
    pause: Callable[[psycopg.Error], None] | None = None,
) -> list[Step]:
    """Take every missing step in one transaction and return them; ``pause`` is what follows a lock timeout.

    ``connection`` is in autocommit mode. Raises AdministratorNeeded when the login may not, PgdriftError when
    a role of one of our names is not what it should be or an extension is not installed on the server; then
    nothing has changed.
    """
    for attempt in itertools.count(1):
        lacking = missing(connection, project, without=without)
        if not lacking:
            return []
        refuse_dangerous_roles(connection, project)
        refuse_unavailable_extensions(connection, lacking, project)
        try:
            with connection.transaction():
                _take(connection, project, lacking, without)
        except errors.InsufficientPrivilege as refusal:
            if not any(step.needed for step in lacking):
                return []
            reason = refusal.diag.message_primary or str(refusal)
        except errors.LockNotAvailable as error:
            if pause is None:
                raise
            pause(error)
            continue
        except _MET_ANOTHER as error:
            if isinstance(error, errors.InternalError_) and "concurrently" not in str(error):
                raise
            if attempt >= _ATTEMPTS:
                raise
            time.sleep(random.uniform(0.02, 0.2))
            continue
        else:
            return lacking
        raise refused(connection, project, lacking, reason)
    raise AssertionError("unreachable")


def refused(
    connection: psycopg.Connection[Any], project: Project, lacking: list[Step], reason: str
) -> PgdriftError:
    """The error that hands ``lacking`` to an administrator, because of ``reason``.

    Raises PgdriftError for an application's login, which is not to be given a right to migrate.
    """
    application_login.refuse(connection, project)
    database, login = connection.info.dbname, connection.info.user
    return administrator.needed(database, login, lacking, reason)


def _take(
    connection: psycopg.Connection[Any], project: Project, lacking: list[Step], without: Iterable[str]
) -> None:
    connection.execute(f"SET LOCAL lock_timeout = {literal(project.setting('lock_timeout'))}".encode())
    for step in lacking:
        connection.execute(step.guarded().encode())
    # A GRANT on what one does not own only warns: what counts is what is there now.
    left = [step.what for step in missing(connection, project, without=without) if step.needed]
    if left:
        raise errors.InsufficientPrivilege(f"PostgreSQL passed over {', '.join(left)}")


def login_steps(project: Project, login: str) -> list[Step]:
    """That the role ``login`` may become the owner, and the migrator who counts and validates."""
    role = project.migrator_role or project.owner_role
    if role is None:
        return []
    able = [may_become(name) for name in (project.migrator_role, project.owner_role) if name]
    return [
        Step(
            f"the membership of {login} in {role}",
            " AND ".join(able),
            f"GRANT {quoted(role)} TO {quoted(login)}",
        )
    ]


def refuse_dangerous_roles(connection: psycopg.Connection[Any], project: Project) -> None:
    """Raise PgdriftError when somebody else made a role under one of our names that may do too much.

    It is not silently trusted, or silently changed.
    """
    declared = {role.name: role for role in project.roles}
    rows = connection.execute(
        "SELECT rolname, rolsuper, rolcanlogin, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls "
        "FROM pg_catalog.pg_roles WHERE rolname = ANY (%s)",
        [list(declared)],
    ).fetchall()
    for name, *flags in rows:
        names = ("SUPERUSER", "LOGIN", "CREATEROLE", "CREATEDB", "REPLICATION", "BYPASSRLS")
        role = declared[name]
        allowed = {"LOGIN"} if role.login else set()
        allowed |= {"BYPASSRLS"} if role.bypassrls else set()
        excess = [flag for flag, held in zip(names, flags, strict=True) if held and flag not in allowed]
        if excess:
            takeaway = " ".join(f"NO{flag}" for flag in excess)
            raise PgdriftError(
                f"The server has a role {name} already, with {', '.join(excess)}, which this project's role "
                "of that name must not have; nothing was changed. If nothing else uses it, let an "
                f"administrator run ALTER ROLE {quoted(name)} {takeaway}; and run this again."
            )


def refuse_unavailable_extensions(
    connection: psycopg.Connection[Any], lacking: list[Step], project: Project
) -> None:
    """Raise PgdriftError when one of ``lacking`` is an extension that is not installed on the server."""
    whats = {step.what for step in lacking}
    wanted = [
        e.name for e in project.entities if isinstance(e, Extension) and f"the extension {e.name}" in whats
    ]
    if absent := unavailable_extensions(connection, wanted):
        major = connection.info.server_version // 10000
        package = "pgvector" if absent[0] == "vector" else absent[0]
        raise PgdriftError(
            f"The server has no extension {' and no extension '.join(absent)} to create in "
            f"{connection.info.dbname}; nothing was changed. An administrator must install it on the "
            f"server's machine first (on Debian and Ubuntu the package postgresql-{major}-{package}; the "
            f"container image pgvector/pgvector:pg{major} has pgvector), then run this again."
        )


def unavailable_extensions(connection: psycopg.Connection[Any], names: Iterable[str]) -> list[str]:
    """Those of ``names`` that are not installed on the server's machine."""
    wanted = list(names)
    rows = connection.execute(
        "SELECT name FROM pg_catalog.pg_available_extensions WHERE name = ANY (%s)", [wanted]
    ).fetchall()
    return sorted(set(wanted) - {name for (name,) in rows})
