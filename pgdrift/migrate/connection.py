"""SQLAlchemy's connection for Alembic, whose session is set up before anything looks at it."""

from collections.abc import Mapping
from typing import Any

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

from pgdrift.database_url import DatabaseURL


def connected(url: DatabaseURL, settings: Mapping[str, str]) -> Connection:
    """A connection to ``url`` with ``settings`` in force for its whole session; it never shows a parameter.

    Raises PgdriftError when connecting fails.
    """

    def connect() -> psycopg.Connection[Any]:
        connection = url.connect(autocommit=True, application_name="alembic")
        # In force before SQLAlchemy asks for the default schema.
        calls = ", ".join("set_config(%s, %s, false)" for _ in settings)
        connection.execute(f"SELECT {calls}".encode(), [word for item in settings.items() for word in item])
        connection.autocommit = False
        return connection

    # The engine's own URL is for show: `alembic current --verbose` prints it.
    shown = DatabaseURL.parse(url.shown).sqlalchemy()
    return create_engine(shown, creator=connect, poolclass=NullPool, hide_parameters=True).connect()
