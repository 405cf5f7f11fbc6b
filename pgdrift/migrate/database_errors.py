"""What PostgreSQL refused during a migration, as one paragraph without a single value of a row."""

import psycopg
from psycopg import errors
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from pgdrift.declare.identifiers import quoted
from pgdrift.errors import PgdriftError, paragraph
from pgdrift.project import Project

_REMEDIES: tuple[tuple[type[psycopg.Error] | tuple[type[psycopg.Error], ...], str], ...] = (
    (
        errors.LockNotAvailable,
        "Another transaction holds a lock that this migration needs. Run it again when there is less "
        "traffic, end the transaction that is in the way (pg_stat_activity shows it), or raise "
        "lock_timeout in [tool.pgdrift].",
    ),
    (
        errors.QueryCanceled,
        "Raise statement_timeout in [tool.pgdrift], or run it again when there is less load.",
    ),
    (
        errors.ReadOnlySqlTransaction,
        "The server takes no writes: it is a standby, or default_transaction_read_only is set. Point the URL "
        "at the primary server.",
    ),
    (
        errors.InsufficientPrivilege,
        "Log in as a member of the project's migrator role, or as a superuser, and run it again.",
    ),
    ((errors.DiskFull, errors.OutOfMemory), "Make room on the server's machine and run it again."),
    (
        (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow),
        "The server went away. Wait until it is back and run it again.",
    ),
    (
        errors.IntegrityError,
        "Rows that exist break the rule. Correct or remove them and run it again.",
    ),
)
_CONNECTION_LOST = "The connection broke. Check the server's log and run it again."
_LEFT = "What was not committed has been rolled back; running again continues from there."
_OTHERWISE = "Correct the revision (or the object it names) and run it again."


def explained(
    error: Exception, doing: str, project: Project | None = None, *, scratch: bool = False
) -> PgdriftError | None:
    """The paragraph for an error that PostgreSQL raised while ``doing``; None for any other exception.

    Only the server's primary message, the SQLSTATE and names are used: DETAIL quotes rows. ``project`` is
    whose roles are named. Of what is left of the database nothing is said if it is a ``scratch`` one.
    """
    if isinstance(error, PendingRollbackError) and isinstance(error.__context__, Exception):
        # Raised while something was being cleaned up on a connection that the error before it had broken.
        return explained(error.__context__, doing, project, scratch=scratch)
    cause = error.orig if isinstance(error, DBAPIError) else error
    if not isinstance(cause, psycopg.Error):
        return None
    said = paragraph(cause.diag.message_primary or str(cause).partition("\n")[0])
    names = (
        ("table", cause.diag.table_name),
        ("constraint", cause.diag.constraint_name),
        ("SQLSTATE", cause.sqlstate),
    )
    known = ", ".join(f"{word} {name}" for word, name in names if name and name not in said)
    details = f" ({known})" if known else ""
    left = "" if scratch else _LEFT
    return PgdriftError(
        f"PostgreSQL stopped {doing}: {said.rstrip('.')}{details}. {_remedy(cause, project)} {left}"
    )


def _remedy(cause: psycopg.Error, project: Project | None) -> str:
    if cause.sqlstate is None:
        return _CONNECTION_LOST
    # Who row_security = off keeps from seeing only some rows; the message itself may be in any language.
    if isinstance(cause, errors.InsufficientPrivilege) and cause.diag.source_function == "check_enable_rls":
        return _hidden(project)
    return next((remedy for kinds, remedy in _REMEDIES if isinstance(cause, kinds)), _OTHERWISE)


def _hidden(project: Project | None) -> str:
    """What a revision that works on the rows of a table with FORCE ROW LEVEL SECURITY has to do."""
    migrator = quoted(project.migrator_role) if project and project.migrator_role else "<the migrator role>"
    owner = quoted(project.owner_role) if project and project.owner_role else "<the owner role>"
    return (
        "A revision runs as the owner of the tables, whom their policies keep from seeing every row. Put "
        f'op.execute("SET LOCAL ROLE {migrator}") before the statement in the revision and '
        f'op.execute("SET LOCAL ROLE {owner}") after it, and run it again.'
    )
