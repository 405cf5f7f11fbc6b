"""What PostgreSQL refused during a migration, as one paragraph without a single value of a row."""

import psycopg
from psycopg import errors
from sqlalchemy.exc import DBAPIError, PendingRollbackError

from pgdrift.errors import PgdriftError, paragraph

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
_OTHERWISE = "Correct the revision (or the object it names) and run it again."


def explained(error: Exception, doing: str) -> PgdriftError | None:
    """The paragraph for an error that PostgreSQL raised while ``doing``; None for any other exception.

    Only the server's primary message, the SQLSTATE and names are used: DETAIL quotes rows.
    """
    if isinstance(error, PendingRollbackError) and isinstance(error.__context__, Exception):
        # Raised while something was being cleaned up on a connection that the error before it had broken.
        return explained(error.__context__, doing)
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
    return PgdriftError(
        f"PostgreSQL stopped {doing}: {said.rstrip('.')}{details}. {_remedy(cause)} What was not committed "
        "has been rolled back; running again continues from there."
    )


def _remedy(cause: psycopg.Error) -> str:
    if cause.sqlstate is None:
        return _CONNECTION_LOST
    return next((remedy for kinds, remedy in _REMEDIES if isinstance(cause, kinds)), _OTHERWISE)
