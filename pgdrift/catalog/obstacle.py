"""What kept a catalog from being read, for the person who wanted it read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors

from pgdrift.catalog import blocker
from pgdrift.catalog.deadline import Deadline

LOCK_TIMEOUT = 0.5  # seconds
READ_AGAIN = "Nothing was compared; try again"

# What PostgreSQL's deparsing functions say when the object is gone that the snapshot still shows, and what a
# standby says whose reader is in the way of a change.
OVERTAKEN = (
    errors.InternalError_,
    errors.UndefinedTable,
    errors.UndefinedColumn,
    errors.UndefinedObject,
    errors.UndefinedFunction,
    errors.InvalidSchemaName,
    errors.SerializationFailure,
)


@dataclass(frozen=True)
class Obstacle:
    """One reason, as a finished paragraph. `passing`: it may be gone at the next attempt.

    `late`: the time was over, which says less than what used it up.
    """

    message: str
    passing: bool = False
    late: bool = False


def place(connection: psycopg.Connection[Any]) -> str:
    """The database that is connected, as a person tells it from others: "shop at db.example:5432"."""
    info = connection.info
    return f"{info.dbname} at {info.host}:{info.port}"


def of(error: psycopg.Error, connection: psycopg.Connection[Any], where: str, deadline: Deadline) -> Obstacle:
    """Why reading `where` ended with `error`."""
    said = (error.diag.message_primary or str(error)).rstrip(".")
    if connection.closed:
        if not deadline.remaining():
            return too_long(where, deadline, "as the server no longer answered, the connection was closed")
        return Obstacle(
            f"The connection to the database {where} was lost while its catalog was read: {said}. "
            f"{READ_AGAIN}."
        )
    if isinstance(error, errors.LockNotAvailable | errors.DeadlockDetected):
        return _locked(connection, where)
    if isinstance(error, errors.QueryCanceled):
        if not deadline.remaining():
            return too_long(where, deadline, "it was stopped")
        return Obstacle(
            f"Reading the catalog of the database {where} was stopped by its server: {said}. {READ_AGAIN}; "
            "if the role or the database has a statement_timeout, allow a longer one."
        )
    if isinstance(error, errors.CharacterNotInRepertoire):
        return undecodable(where)
    if isinstance(error, errors.InsufficientPrivilege):
        return Obstacle(
            f"The role may not read what it has to in the database {where}: {said}. Every role may read "
            "PostgreSQL's catalog, unless that was taken away: grant it to this one, or connect as another."
        )
    return Obstacle(
        f"PostgreSQL could not say what is in the catalog of the database {where}: {said}. Nothing was "
        "compared. If it says so again, an object there is damaged, or the server is not really PostgreSQL.",
        passing=isinstance(error, OVERTAKEN),
    )


def too_long(where: str, deadline: Deadline, how: str) -> Obstacle:
    """The time is over."""
    seconds = deadline.seconds or 0
    return Obstacle(
        f"Reading the catalog of the database {where} took longer than {seconds:g} seconds, and {how}. "
        "Nothing was compared. Try again when the server has less to do, or allow more time: --max-read "
        f"{max(seconds * 3, 10):g}.",
        late=True,
    )


def changing(where: str) -> Obstacle:
    """Somebody altered the schema between the first and the last row of the reading."""
    return Obstacle(
        f"The schema of the database {where} is being changed right now: each time its catalog had been "
        f"read, it was another one already. {READ_AGAIN} when the change is done.",
        passing=True,
    )


def invisible(where: str) -> Obstacle:
    """Not even what every database has was found."""
    return Obstacle(
        f"The catalog of the database {where} does not show even the database itself, so what else it "
        "hides is not known. Nothing was compared. Connect as another role, and directly to PostgreSQL."
    )


def undecodable(where: str) -> Obstacle:
    """A database without an encoding holds names in several."""
    return Obstacle(
        f"The catalog of the database {where} holds text that is not UTF-8, so it could not be read: the "
        "database was created with ENCODING 'SQL_ASCII', which takes any bytes. Nothing was compared. "
        "Rename that object, or rewrite its comment, in ASCII or UTF-8."
    )


def _locked(connection: psycopg.Connection[Any], where: str) -> Obstacle:
    found = blocker.describe(connection) if not connection.closed else ""
    holder = found or "which session held it could not be found out any more"
    return Obstacle(
        f"The catalog of the database {where} could not be read, because another session has an exclusive "
        f"lock, and waiting for it ended after {LOCK_TIMEOUT:g} seconds: {holder}. {READ_AGAIN} when that "
        "session is done.",
        passing=True,
    )
