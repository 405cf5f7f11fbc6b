"""Users of boardofone, who are tenants, for stories that need nothing but their being there."""

from typing import Any

import psycopg


def sign_up(connection: psycopg.Connection[Any], *ids: str) -> None:
    """Have users of these ids; `connection` is a superuser's."""
    for user in ids:
        connection.execute(
            "INSERT INTO users (id, email, auth_provider) VALUES (%s, %s, 'google')", [user, f"{user}@x.org"]
        )
