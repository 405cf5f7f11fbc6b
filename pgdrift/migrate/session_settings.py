"""What holds on the connection that migrates: who it is, what it waits for, what it may not silently skip."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from pgdrift.declare.identifiers import literal
from pgdrift.project import Project

if TYPE_CHECKING:
    import psycopg


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
        # A database's own limits are for applications; what migrates is idle while something else works.
        "idle_in_transaction_session_timeout": "0",
        "idle_session_timeout": "0",
    }
    if read_only:
        values["default_transaction_read_only"] = "on"
    if role is not None:
        values["role"] = role
    return values


def stay_connected(connection: "psycopg.Connection[Any]") -> None:
    """Keep ``connection``, in autocommit mode, alive through waits that the database's limits would end."""
    connection.execute(
        "SELECT set_config('idle_session_timeout', '0', false), "
        "set_config('idle_in_transaction_session_timeout', '0', false)"
    )


def as_sql(values: Mapping[str, str]) -> str:
    """``values`` as SET statements for a script."""
    return "\n".join(f"SET {name} = {literal(value)};" for name, value in values.items())
