"""SQLAlchemy's connection for Alembic, whose session is set up before anything looks at it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.pool import NullPool

from pgdrift.database_url import DatabaseURL
from pgdrift.migrate.session_settings import hold


def engine(
    url: DatabaseURL,
    settings: Mapping[str, str],
    ready: Callable[[psycopg.Connection[Any]], None] | None = None,
) -> Engine:
    """An engine for ``url`` with ``settings`` in force for a whole session; it never shows a parameter.

    ``ready`` gets each connection, in autocommit mode, before it is used. Connecting raises PgdriftError when
    it fails.
    """

    def connect() -> psycopg.Connection[Any]:
        connection = url.connect(autocommit=True, application_name="alembic")
        # In force before SQLAlchemy asks for the default schema.
        hold(connection, settings)
        with suppress(psycopg.Error):
            # Where the server can: it notices within this time when we are gone, also in a long statement.
            connection.execute("SET client_connection_check_interval = '1s'")
        if ready is not None:
            ready(connection)
        connection.autocommit = False
        return connection

    # The engine's own URL is for show: `alembic current --verbose` prints it.
    shown = DatabaseURL.parse(url.shown).sqlalchemy()
    return create_engine(shown, creator=connect, poolclass=NullPool, hide_parameters=True)


def connected(url: DatabaseURL, settings: Mapping[str, str]) -> Connection:
    """A connection of such an engine."""
    return engine(url, settings).connect()
