"""A table in use is changed so that nobody waits for long, or not at all where its rows do not fit."""

import re
import threading

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.migrate import in_process
from pgdrift.migrate.request import Request
from tests.pgdrift.generate.busy_shop import modest, required_column, strict, with_people
from tests.pgdrift.generate.squawk import squawk
from tests.pgdrift.generate.workshop import NAMES, Workshop, isolation, orders


def test_no_rule_is_checked_while_it_keeps_others_waiting(
    busy: Workshop, empty_database: DatabaseURL
) -> None:
    """Looked at by what the statements lock, and by squawk."""
    busy.declaring(*with_people(modest(), tied=False), entities=isolation(busy)).upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO people VALUES ('ann')")
        connection.execute("INSERT INTO orders (customer, email, amount) VALUES ('ann', 'a', 1)")
    shop = busy.declaring(*with_people(strict(), tied=True), entities=isolation(busy))
    source = shop.written("be strict")
    assert squawk(shop.rendered()) == set()
    assert "hazard" not in source

    first, _, rest = source.partition("with op.get_context().autocommit_block():")
    meanwhile, last = rest.partition("    # column public.orders.email\n    op.execute")[::2]
    for rule in ("orders_stage_check", "orders_amount_check", "orders_customer_fkey", "orders_email_filled"):
        assert re.search(rf"CONSTRAINT {rule} (CHECK|FOREIGN KEY)[^\"]* NOT\s+VALID", first), rule
        assert f"VALIDATE CONSTRAINT {rule}" in meanwhile
    for index in ("orders_email_key", "idx_orders_open", "idx_orders_code"):
        assert re.search(rf"CREATE (UNIQUE )?INDEX CONCURRENTLY IF NOT EXISTS {index}", meanwhile), index
    assert "UNIQUE USING INDEX orders_email_key" in last
    assert "SET NOT NULL" in last
    role = meanwhile.index(f"SET ROLE {shop.name}_migrator")
    assert role < meanwhile.index("VALIDATE CONSTRAINT orders_customer_fkey")

    shop.upgrade(empty_database)
    assert shop.write("nothing") is None
    in_process.downgrade(Request(shop.project, empty_database), "-1")
    with empty_database.connect() as connection:
        assert connection.execute("SELECT email FROM orders").fetchall() == [("a",)]


def test_an_index_that_changes_under_its_name_is_never_missing(
    busy: Workshop, empty_database: DatabaseURL
) -> None:
    """A reader in another session looks for it again and again, for as long as the revision runs."""

    def declaring(*columns: str, unique: bool = False) -> Workshop:
        table = modest()
        Index("idx_orders_code", *(table.c[name] for name in columns), unique=unique)
        if unique:
            table.append_constraint(UniqueConstraint(*columns, name="orders_code_key"))
        return busy.declaring(*with_people(table, tied=False), entities=isolation(busy))

    declaring("code", unique=True).write()
    declaring("code", unique=True).upgrade(empty_database)
    shop = declaring("code", "amount", unique=True)
    source = shop.written("index the amount too")
    assert "idx_orders_code_new" in source
    assert "hazard" not in source

    looked, missing, over = 0, 0, threading.Event()

    def look() -> None:
        nonlocal looked, missing
        with empty_database.connect(autocommit=True) as eye:
            while not over.is_set():
                row = eye.execute(
                    "SELECT count(*) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
                    "WHERE c.relname ~ '^(idx_orders_code|orders_code_key)' "
                    "AND i.indisvalid AND i.indisunique"
                ).fetchone()
                assert row
                looked, missing = looked + 1, missing + (row[0] < 2)

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        shop.upgrade(empty_database)
    finally:
        over.set()
        watcher.join()
    assert looked > 1
    assert missing == 0
    assert shop.write("nothing") is None


def test_rows_that_slip_in_after_the_count_stop_the_validation(
    busy: Workshop, empty_database: DatabaseURL
) -> None:
    shop = busy.declaring(*with_people(modest(), tied=False), entities=isolation(busy))
    shop.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO orders (customer, amount) VALUES ('ann', -1)")
    table = modest()
    table.append_constraint(CheckConstraint("amount > 0", name="amount"))
    shop = busy.declaring(*with_people(table, tied=False), entities=isolation(busy))
    path = shop.write("positive amounts")
    assert path is not None
    path.write_text(path.read_text().replace("PRECONDITIONS =", "NOT_COUNTED ="))
    with pytest.raises(PgdriftError, match="orders_amount_check"):
        shop.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("UPDATE orders SET amount = 1")
    shop.upgrade(empty_database)
    with empty_database.connect() as connection:
        validated = "SELECT convalidated FROM pg_constraint WHERE conname = 'orders_amount_check'"
        assert connection.execute(validated).fetchone() == (True,)


def test_a_required_column_is_refused_before_anything_changes(
    busy: Workshop, empty_database: DatabaseURL, capsys: pytest.CaptureFixture[str]
) -> None:
    busy.declaring(*with_people(modest(), tied=False), entities=isolation(busy)).upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO orders (customer) VALUES ('ann')")
    shop = busy.declaring(*required_column(), entities=isolation(busy))
    path = shop.write("require a size")
    warned = capsys.readouterr().err
    assert "public.orders may have rows, which break NOT NULL of the new column size" in warned
    assert f"fill it by hand in {path}" in warned
    with pytest.raises(PgdriftError, match=r"has 1 row that breaks NOT NULL of the new column size"):
        shop.upgrade(empty_database)


def test_an_index_goes_with_its_table_or_column_and_without_a_part_of_its_own(shop: Workshop) -> None:
    table, metadata = modest(), MetaData(naming_convention=NAMES)
    old = Table(
        "old", metadata, Column("id", Integer, primary_key=True), Column("a", Text), Column("b", Text)
    )
    Index("old_a", old.c.a)
    Index("idx_orders_lower", text("lower(code)"), postgresql_where=text("amount > 1"), _table=table)
    Index("idx_orders_email", table.c.email)
    shop.declaring(table, old).write()
    table = orders(Column("email", Text), Column("code", String(10)))
    source = shop.declaring(table).written("less", allow_destructive=True)
    upgrade, _, downgrade = source.partition("def downgrade()")
    assert "DROP INDEX CONCURRENTLY IF EXISTS public.idx_orders_email" in upgrade
    assert upgrade.count("DROP INDEX") == 1
    assert "old_a" not in upgrade
    assert upgrade.index("idx_orders_lower") < upgrade.index('drop_column("orders", "amount")')
    assert all(name in downgrade for name in ("old_a", "idx_orders_lower", "idx_orders_email"))

    table = orders(Column("email", Text), Column("code", String(10)))
    Index("idx_orders_code", table.c.code)
    source = shop.declaring(table).written("an index")
    assert "CONCURRENTLY" in source
    assert "What stands above" not in source
