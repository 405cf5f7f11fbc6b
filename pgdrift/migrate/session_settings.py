"""What holds on the connection that migrates: who it is, what it waits for, what it may not silently skip."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pgdrift.declare.identifiers import literal, quoted
from pgdrift.errors import PgdriftError
from pgdrift.project import Project

if TYPE_CHECKING:
    import psycopg

# What a revision's text means, and what its transactions are, whatever the login or the database is set to.
_READ_ALIKE = {
    "standard_conforming_strings": "on",
    "datestyle": "ISO, MDY",
    "intervalstyle": "postgres",
    "timezone": "UTC",
    "transform_null_equals": "off",
    "default_transaction_isolation": "read committed",
    "default_transaction_deferrable": "off",
}
# A database's own limits are for applications; what migrates is idle while something else works.
_NEVER_IDLE_TOO_LONG = {"idle_in_transaction_session_timeout": "0", "idle_session_timeout": "0"}
_ATTEMPTS = 20


def settings(project: Project, *, read_only: bool = False, role: str | None = None) -> Mapping[str, str]:
    """Configuration parameters for the whole session, because LOCAL ones end at the first autocommit block.

    ``role`` is what the session becomes; None leaves it the login.
    """
    values = {
        "search_path": "public",
        # A statement that row level security would filter raises an error instead of doing part of its work.
        "row_security": "off",
        "lock_timeout": str(project.setting("lock_timeout")),
        "statement_timeout": str(project.setting("statement_timeout")),
        **_NEVER_IDLE_TOO_LONG,
        **_READ_ALIKE,
    }
    if read_only:
        values["default_transaction_read_only"] = "on"
    if role is not None:
        values["role"] = role
    return values


def stay_connected(connection: "psycopg.Connection[Any]") -> None:
    """Make ``connection``, in autocommit mode, outlive the limits of its login and of the database.

    What it looks up are PostgreSQL's own functions and operators, whoever has made some of the same names.
    """
    hold(
        connection, {**_NEVER_IDLE_TOO_LONG, **_READ_ALIKE, "search_path": "pg_catalog", "lock_timeout": "0"}
    )


def hold(connection: "psycopg.Connection[Any]", values: Mapping[str, str]) -> None:
    """Set configuration parameters for the whole session of ``connection``, in autocommit mode.

    First of all those that could end it meanwhile.
    """
    from psycopg import errors

    limits = ["statement_timeout"]
    if connection.info.server_version >= 170000:
        limits.append("transaction_timeout")
    for limit in limits:
        for attempt in range(_ATTEMPTS):
            try:
                connection.execute(f"SET {limit} = 0".encode())
                break
            except errors.QueryCanceled:
                # In a millisecond, which is what somebody may have set, not even this is sure to succeed.
                if attempt == _ATTEMPTS - 1:
                    raise
    calls = ", ".join("pg_catalog.set_config(%s, %s, false)" for _ in values)
    row = connection.execute(
        f"SELECT pg_catalog.current_setting('session_replication_role'), {calls}".encode(),
        [word for item in values.items() for word in item],
    ).fetchone()
    if row and row[0] != "origin":
        _fire_triggers(connection, row[0])


def _fire_triggers(connection: "psycopg.Connection[Any]", what: str) -> None:
    """Without triggers a foreign key is not kept, and what a revision does to rows is done by half."""
    from psycopg import errors

    try:
        connection.execute("SET session_replication_role = origin")
    except errors.InsufficientPrivilege:
        raise PgdriftError(
            f"The login {connection.info.user} works in {connection.info.dbname} with "
            f"session_replication_role = {what}, which keeps triggers and foreign keys from firing, and may "
            "not change that. Nothing was changed. Let an administrator run ALTER ROLE "
            f"{quoted(connection.info.user)} RESET session_replication_role, and the same IN DATABASE "
            f"{quoted(connection.info.dbname)}; and run this again."
        ) from None


def as_sql(values: Mapping[str, str]) -> str:
    """``values`` as SET statements for a script."""
    return "\n".join(f"SET {name} = {literal(value)};" for name, value in values.items())
