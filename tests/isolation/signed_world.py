"""A world that verifies signatures, transactions that were signed in it, and what they see."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg

from pgdrift.database_url import DatabaseURL
from tests.isolation.matrix.signed import KEY
from tests.isolation.rows import OWNED
from tests.isolation.signing import sign


@dataclass(frozen=True)
class Signed:
    """A migrated database with KEY installed, in which Ann and Bob have one row in every table."""

    url: DatabaseURL
    login: DatabaseURL

    @contextmanager
    def signed_for(self, tenant: str) -> Iterator[psycopg.Connection[Any]]:
        """A transaction that was signed for `tenant`, rolled back at the end."""
        with self.login.connect() as connection:
            powers = connection.execute(
                "SELECT rolname::text FROM pg_roles WHERE pg_has_role(session_user, oid, 'MEMBER') "
                "AND rolname <> session_user"
            )
            assert powers.fetchall() == [("bo1_signed_app",)]
            sign(connection, tenant, KEY)
            yield connection
            connection.rollback()


def owners(connection: psycopg.Connection[Any]) -> set[Any]:
    """The owners of all rows that can be seen on any path."""
    seen: set[Any] = set()
    for table, choice in OWNED.items():
        seen |= {o for (o,) in connection.execute(f"SELECT {choice.column} FROM {table}".encode())}
    return seen | {o for (o,) in connection.execute("SELECT id FROM my_account")}
