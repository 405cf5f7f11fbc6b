"""What one statement cannot show: a transaction's end, rows that go with their parent, an erased user."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tests.isolation.conftest import ANN, BOB, World
from tests.isolation.rows import OWNED, TABLES

CHILDREN = [
    table.name
    for table in TABLES
    if table.name in OWNED and any(key.referred_table.name in OWNED for key in table.foreign_key_constraints)
]


def owners(connection: psycopg.Connection[Any], table: str) -> list[Any]:
    rows = connection.execute(f"SELECT {OWNED[table].column} FROM {table} ORDER BY 1".encode())
    return [owner for (owner,) in rows]


@pytest.fixture
def service(world: World, logins: Any) -> Iterator[psycopg.Connection[Any]]:
    """A transaction of the service's login, rolled back at the end."""
    with logins.url(logins.service, world.url).connect() as connection:
        who = connection.execute("SELECT current_user::text, session_user::text").fetchone()
        assert who == ("bo1_service", logins.service)
        yield connection
        connection.rollback()


@pytest.mark.parametrize("table", OWNED)
def test_after_a_transaction_that_set_the_tenant_nobody_is_left(world: World, table: str) -> None:
    with world.acting_as(ANN) as connection:
        assert owners(connection, table) == [ANN]
        connection.commit()
        connection.execute("SELECT set_config('role', 'bo1_app', true)")
        assert owners(connection, table) == []


def test_deleting_a_session_takes_its_children_and_nobody_elses(world: World, service: Any) -> None:
    with world.acting_as(ANN) as connection:
        connection.execute("DELETE FROM sessions")
        for table in CHILDREN:
            assert owners(connection, table) == []
        connection.rollback()
    service.execute("DELETE FROM sessions WHERE user_id = %s", [ANN])
    for table in CHILDREN:
        assert owners(service, table) == [BOB]


def test_an_erased_user_takes_all_but_the_log_which_then_belongs_to_nobody(service: Any) -> None:
    service.execute("DELETE FROM users WHERE id = %s", [ANN])
    for table in OWNED:
        assert owners(service, table) == ([BOB, None] if table == "audit_log" else [BOB])
