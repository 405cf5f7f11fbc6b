"""Roles that a test has made leave the server with all that they own and were given."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg
from psycopg import sql


def drop_roles(connection: psycopg.Connection, roles: Sequence[str]) -> None:
    """Drop the roles, and before it what hangs on them in the connection's database."""
    for role in roles:
        # One by one: DROP OWNED of several takes the default privileges that one of them set for another
        # away twice, and fails ("could not find tuple for default ACL").
        connection.execute(sql.SQL("DROP OWNED BY {} CASCADE").format(sql.Identifier(role)))
    if roles:
        # In one statement, because they may have granted memberships to one another.
        names = sql.SQL(", ").join(map(sql.Identifier, roles))
        connection.execute(sql.SQL("DROP ROLE {}").format(names))
