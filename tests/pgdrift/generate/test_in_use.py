"""A generated revision on a large table, while others read and write it."""

import os
import random

import psycopg
import pytest
from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, MetaData, Table, Text

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from tests.pgdrift.generate.workshop import NAMES, Workshop, isolation, orders
from tests.pgdrift.migrate.traffic import traffic, until

ROWS = int(os.environ.get("PGDRIFT_TRAFFIC_ROWS", "20000"))
SHORT = 2.0  # `lock_timeout` of a project that sets none, in seconds
AS_ANN = "SELECT set_config('shop.customer', 'ann', true)"


def declaring(shop: Workshop, *, strict: bool) -> Workshop:
    """Orders and people; ``strict`` adds an index, a NOT NULL, a CHECK and a foreign key."""
    metadata = MetaData(naming_convention=NAMES)
    people = Table("people", metadata, Column("name", Text, primary_key=True))
    email, amount = Column("email", Text, nullable=not strict), Column("amount", Integer)
    table = orders(email, amount).to_metadata(metadata)
    if strict:
        Index(None, table.c.amount)
        table.append_constraint(CheckConstraint("amount > 0", name="amount"))
        table.c.customer.append_foreign_key(ForeignKey("people.name", name="orders_customer_fkey"))
    return shop.declaring(people, table, entities=isolation(shop))


@pytest.fixture
def large(shop: Workshop, empty_database: DatabaseURL) -> Workshop:
    """The shop with ``ROWS`` orders, whose table forces row security on its owner too."""
    before = declaring(shop, strict=False)
    before.write()
    before.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO people VALUES ('ann')")
        connection.execute(
            "INSERT INTO orders (customer, email, amount) "
            f"SELECT 'ann', n || '@example.org', n FROM generate_series(1, {ROWS}) n".encode()
        )
        connection.execute("VACUUM ANALYZE orders")
    return shop


def test_an_index_and_rules_come_onto_a_large_table_and_nobody_waits(
    large: Workshop, empty_database: DatabaseURL, capsys: pytest.CaptureFixture[str]
) -> None:
    """Readers and writers are an application's, under its policies. Its slowest request is printed."""
    shop = declaring(large, strict=True)
    source = shop.written("be strict")
    for part in ("CONCURRENTLY", "orders_amount_check", "orders_customer_fkey", "SET NOT NULL"):
        assert part in source
    chance, app = random.Random(7), f"{shop.name}_app"

    def as_app(connection: psycopg.Connection) -> None:
        connection.execute(f"SET LOCAL ROLE {app}".encode())
        connection.execute(AS_ANN)

    def read(connection: psycopg.Connection, _: int) -> None:
        as_app(connection)
        wanted = chance.randint(1, ROWS)
        assert connection.execute("SELECT id FROM orders WHERE id = %s", (wanted,)).fetchone()

    def insert(connection: psycopg.Connection, number: int) -> None:
        as_app(connection)
        connection.execute(
            "INSERT INTO orders (customer, email, amount) VALUES ('ann', %s, 1)", (f"new {number}",)
        )

    def update(connection: psycopg.Connection, number: int) -> None:
        wanted = chance.randint(1, ROWS)
        connection.execute("UPDATE orders SET amount = %s WHERE id = %s", (number + 1, wanted))

    with traffic(empty_database, read, read, insert, update, pause=0.002) as flows:
        until(lambda: all(flow.number for flow in flows))
        before = [flow.number for flow in flows]
        shop.upgrade(empty_database)
        during = [flow.number - number for flow, number in zip(flows, before, strict=True)]
    slowest = max(flow.slowest for flow in flows)
    with capsys.disabled():
        print(f"\n{ROWS} rows, {sum(during)} requests during the migration: the slowest took {slowest:.3f} s")
    assert all(during)
    assert slowest < SHORT
    assert shop.write("nothing") is None
    with empty_database.connect() as connection:
        settled = "SELECT bool_and(convalidated) FROM pg_constraint WHERE conrelid = 'orders'::regclass"
        assert connection.execute(settled).fetchone() == (True,)
        held = connection.execute("SELECT count(*) FROM orders").fetchone()
        assert held == (ROWS + flows[2].number,)


@pytest.mark.parametrize("counted", [True, False], ids=["counted before", "only validated"])
def test_an_orphan_that_forced_row_security_hides_from_the_owner_stops_a_foreign_key(
    shop: Workshop, empty_database: DatabaseURL, counted: bool
) -> None:
    """The owner sees no row of the table, and so would find that all of them have their parent."""
    before = declaring(shop, strict=False)
    before.write()
    before.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO orders (customer, email, amount) VALUES ('nobody', 'a', 1)")
        connection.execute(f"SET ROLE {shop.name}_owner".encode())
        assert connection.execute("SELECT count(*) FROM orders").fetchone() == (0,)
    after = declaring(shop, strict=True)
    path = after.write("be strict")
    assert path is not None
    if not counted:
        path.write_text(path.read_text().replace("PRECONDITIONS =", "NOT_COUNTED ="))
    with pytest.raises(PgdriftError, match="orders_customer_fkey"):
        after.upgrade(empty_database)

    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO people VALUES ('nobody')")
    after.upgrade(empty_database)
    assert after.write("nothing") is None
