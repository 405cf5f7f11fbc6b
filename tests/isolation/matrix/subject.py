"""The database that is judged, and how to reach it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg

from pgdrift.database_url import DatabaseURL
from tests.isolation.matrix.actors import ANN, BOB, PLAIN, Mode, Standing
from tests.isolation.rows import OWNED, TABLES, insert, populate, row_for


@dataclass(frozen=True)
class Subject:
    """A database in which each of ``tenants`` has exactly one row in every table.

    ``url`` is a superuser's. ``logins`` holds a URL for each standing: the tenant's login is a member of the
    mode's role and of nothing else, the service's becomes its role on connecting, and the stranger's is a
    member of nothing.
    """

    url: DatabaseURL
    logins: Mapping[Standing, DatabaseURL]
    mode: Mode = field(default=PLAIN)
    tenants: tuple[str, str] = (ANN, BOB)

    def populate(self) -> None:
        """Give each tenant a row in every table, and add rows that belong to nobody."""
        with self.url.connect() as connection:
            populate(connection, *self.tenants)
            add_rows_of_nobody(connection)


def add_rows_of_nobody(connection: psycopg.Connection[Any]) -> None:
    """A row whose owner is the empty id in every owned table, and one whose owner is NULL where that may be.

    Keys forbid the first, but a damaged database may have it, and who names nobody must not get it.
    """
    connection.execute("SET LOCAL session_replication_role = replica")
    for table in TABLES:
        owner = OWNED.get(table.name)
        if owner is not None:
            insert(connection, table, row_for(table, "", {}))
            if table.columns[owner.column].nullable:
                insert(connection, table, row_for(table, "", {}) | {owner.column: None})
    connection.execute("SET LOCAL session_replication_role = origin")
