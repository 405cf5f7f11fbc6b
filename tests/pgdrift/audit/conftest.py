"""A database to break rules in."""

from collections.abc import Callable

import pytest

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import look
from pgdrift.database_url import DatabaseURL

Audited = Callable[..., list[Breach]]


@pytest.fixture
def breaches(empty_database: DatabaseURL) -> Audited:
    """`breaches(RULE, sql, ...)`: where a database in which the statements were run breaks the rule.

    The roles app and service are the test's alone: what is done to roles is rolled back at the end.
    """

    def found(rule: Rule, *statements: str, tenant_columns: tuple[str, ...] = ()) -> list[Breach]:
        with empty_database.connect() as connection:
            connection.execute("CREATE ROLE app; CREATE ROLE service BYPASSRLS")
            for statement in statements:
                connection.execute(statement.encode())
            subject = look(connection, tenant_columns)
            connection.rollback()
        return list(rule.find(subject))

    return found
