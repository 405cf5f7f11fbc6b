"""Connecting with psycopg, and saying in plain words why that did not work."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import psycopg

from pgdrift.errors import PgdriftError, paragraph

if TYPE_CHECKING:
    from pgdrift.database_url import DatabaseURL

OLDEST_SUPPORTED = 15


def connect(
    url: DatabaseURL, *, autocommit: bool, application_name: str, **options: Any
) -> psycopg.Connection[Any]:
    """An open connection to PostgreSQL 15 or newer; PgdriftError otherwise."""
    given = {"application_name", "service"} & url.options.keys()
    if not given:
        options.setdefault("application_name", application_name)
    if not {"connect_timeout", "service"} & url.options.keys() and "PGCONNECT_TIMEOUT" not in os.environ:
        options.setdefault("connect_timeout", 10)
    reason = None
    try:
        connection = psycopg.connect(url.conninfo(), autocommit=autocommit, **options)
    except psycopg.Error as error:
        reason = explain(url, error)
    if reason is not None:
        # Raised here, not in the except clause: the original error must not hang on as __context__.
        raise PgdriftError(reason)
    if connection.info.server_version < OLDEST_SUPPORTED * 10000:
        version = connection.info.parameter_status("server_version")
        connection.close()
        raise PgdriftError(
            f"The server at {url.shown} is PostgreSQL {version}, but {OLDEST_SUPPORTED} is the oldest version that "
            f"works here. Upgrade the server, or point {url.source} at a newer one."
        )
    return connection


def explain(url: DatabaseURL, error: psycopg.Error) -> str:
    return f"Could not connect to {url.shown}: {paragraph(str(error))}"
