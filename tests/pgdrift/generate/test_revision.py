"""One revision for everything declared since the newest: it runs, comes back, and misses nothing."""

from typing import Any

import pytest
from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    event,
    text,
)
from sqlalchemy.engine import Engine

from pgdrift.catalog.reading import read
from pgdrift.database_url import DatabaseURL
from pgdrift.declare import View
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from pgdrift.generate.engine_steps import Unreachable
from pgdrift.generate.losses import LosesData
from pgdrift.generate.writing import record
from pgdrift.references import declared
from tests.pgdrift.generate.workshop import Workshop, isolation, orders


def test_nothing_declared_since_writes_nothing(shop: Workshop) -> None:
    assert shop.declaring(orders()).write("add orders") is not None
    before = shop.revisions()
    assert shop.declaring(orders()).write("again") is None
    assert shop.revisions() == before


def test_a_new_table_comes_with_its_policy_in_one_revision(
    shop: Workshop, empty_database, database_factory
) -> None:
    shop = shop.declaring(orders(), entities=isolation(shop))
    source = shop.written("Add orders: the first!")
    assert [path.name[13:] for path in shop.revisions()] == ["001_add_orders_the_first.py"]
    assert source.startswith('"""001_add_orders_the_first: Add orders: the first!."""')

    shop.upgrade(empty_database)
    reference = database_factory()
    declared.build(shop.project, reference)
    with empty_database.connect() as mine, reference.connect() as other:
        assert [d for d in compare(read(other), read(mine)) if d.kind not in ("grant", "database")] == []
    assert shop.write() is None


def test_at_no_moment_is_the_new_table_readable_without_its_policy(shop: Workshop, empty_database) -> None:
    """Looked at from inside the transaction, after each of its statements."""
    shop = shop.declaring(orders(), entities=isolation(shop))
    shop.write()
    moments: list[tuple[bool, bool]] = []

    def look(connection: Any, cursor: Any, *_: Any) -> None:
        with cursor.connection.cursor() as eye:
            eye.execute(
                """
                SELECT has_any_column_privilege(%s, c.oid, 'SELECT'), c.relrowsecurity AND EXISTS (
                           SELECT FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid)
                FROM pg_catalog.pg_class c WHERE c.oid = to_regclass('public.orders')
                """,
                [f"{shop.name}_app"],
            )
            moments.extend(eye.fetchall())

    event.listen(Engine, "after_cursor_execute", look)
    try:
        shop.upgrade(empty_database)
    finally:
        event.remove(Engine, "after_cursor_execute", look)
    assert (True, True) in moments
    assert (False, False) in moments
    assert (True, False) not in moments


def test_a_changed_policy_is_altered_in_place(shop: Workshop) -> None:
    shop.declaring(orders(), entities=isolation(shop)).write()
    changed = isolation(shop, rule="customer = public.customer() AND stage <> 'secret'")
    source = shop.declaring(orders(), entities=changed).written("hide secrets")
    assert "ALTER POLICY orders_isolation ON public.orders" in source
    assert "DROP POLICY" not in source
    assert shop.declaring(orders(), entities=changed).write() is None


def test_a_changed_check_is_written_as_declared_and_counted_first(shop: Workshop, empty_database) -> None:
    shop.declaring(orders()).write()
    shop.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO orders (customer, stage) VALUES ('ann', 'paid'), ('bob', 'new')")

    stricter = shop.declaring(orders(stages="'new', 'sent'"))
    source = stricter.written("send orders")
    assert "CHECK (stage IN ('new', 'sent'))" in source
    assert "SELECT count(*) FROM public.orders WHERE NOT (stage IN ('new', 'sent'))" in source
    assert stricter.write() is None
    with pytest.raises(PgdriftError, match=r"public\.orders has 1 row that breaks orders_stage_check"):
        stricter.upgrade(empty_database)

    with empty_database.connect(autocommit=True) as connection:
        connection.execute("UPDATE orders SET stage = 'new' WHERE stage = 'paid'")
    stricter.upgrade(empty_database)


def test_rules_on_existing_tables_are_counted(shop: Workshop, empty_database) -> None:
    shop.declaring(orders(Column("email", Text))).write()
    shop.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute(
            "INSERT INTO orders (customer, email) VALUES ('a', 'x'), ('b', 'x'), ('c', NULL), ('d', 'y')"
        )
    table = orders(Column("email", Text, nullable=False))
    table.append_constraint(UniqueConstraint("email", name="orders_email_key"))
    stricter = shop.declaring(table)
    stricter.write("require an address")
    with pytest.raises(PgdriftError) as caught:
        stricter.upgrade(empty_database)
    assert "public.orders has 1 row that breaks NOT NULL of email" in str(caught.value)
    assert "public.orders has 2 rows that break orders_email_key" in str(caught.value)


def test_a_default_that_reads_the_session_never_fills_existing_rows(shop: Workshop, empty_database) -> None:
    shop.declaring(orders(), entities=isolation(shop)).write()
    shop.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO orders (customer) VALUES ('ann'), ('bob')")

    owner = Column("owner", String(50), server_default=text("public.customer()"), nullable=False)
    owned = shop.declaring(orders(owner), entities=isolation(shop))
    path = owned.write("own orders")
    assert path is not None
    source = path.read_text()
    added, marked, required = (
        source.index(t) for t in ("op.add_column", "# by hand: fill", "nullable=False")
    )
    assert added < marked < required

    # Whoever forgets the filling is stopped before anything runs, and told where it goes.
    line = source[:marked].count("\n") + 1
    with pytest.raises(PgdriftError) as caught:
        owned.upgrade(empty_database)
    assert f"{path} has at line {line} `# by hand: fill public.orders.owner for the" in str(caught.value)
    with pytest.raises(PgdriftError, match="by hand: fill"):
        record(owned.project, owned.scratch)
    filling = (
        f"SET LOCAL ROLE {shop.name}_migrator",
        "UPDATE orders SET owner = customer",
        f"SET LOCAL ROLE {shop.name}_owner",
    )
    by_hand = "".join(f'op.execute("{statement}")\n    ' for statement in filling)
    path.write_text(source.replace("# by hand: fill", f"{by_hand}# filled"))
    owned.upgrade(empty_database)
    with empty_database.connect() as connection:
        assert connection.execute("SELECT owner FROM orders ORDER BY 1").fetchall() == [("ann",), ("bob",)]


def test_a_foreign_key_on_a_forced_table_really_reads_its_rows(shop: Workshop, empty_database) -> None:
    """The owner under FORCE would validate against nothing and mark the key valid."""
    entities = isolation(shop)
    people = Table("people", MetaData(), Column("name", Text, primary_key=True))
    shop.declaring(orders(), people, entities=entities).write()
    shop.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO orders (customer) VALUES ('nobody')")

    both = MetaData()
    people.to_metadata(both)
    tied = orders().to_metadata(both)
    tied.c.customer.append_foreign_key(ForeignKey("people.name", name="orders_customer_fkey"))
    keyed = shop.declaring(people, tied, entities=entities)
    path = keyed.write("tie orders to people")
    assert path is not None
    with pytest.raises(PgdriftError, match=r"public\.orders has 1 row that breaks orders_customer_fkey"):
        keyed.upgrade(empty_database)

    # A row that slips in after the count is found by the key itself.
    path.write_text(path.read_text().replace("PRECONDITIONS =", "NOT_COUNTED ="))
    with pytest.raises(PgdriftError, match="orders_customer_fkey"):
        keyed.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO people VALUES ('nobody')")
    keyed.upgrade(empty_database)


def test_what_is_no_longer_declared_goes_and_says_what_is_lost(shop: Workshop) -> None:
    shop.declaring(orders(Column("note", Text)), entities=isolation(shop)).write()
    with pytest.raises(LosesData, match=r"column public\.orders\.note \(drops the column"):
        shop.declaring(orders()).write("drop what nobody uses")
    source = shop.declaring(orders()).written("drop what nobody uses", allow_destructive=True)
    assert "# column public.orders.note: drops the column and what every row has in it" in source
    _, _, downgrade = source.partition("def downgrade()")
    assert "# cannot be undone: column public.orders.note" in downgrade
    assert shop.declaring(orders()).write() is None


def test_what_has_per_cent_signs_is_made_once_and_dropped_once(
    shop: Workshop, empty_database: DatabaseURL
) -> None:
    """A condition, a rule and a default, of a new table and of one that is there."""

    def table(name: str, metadata: MetaData, *, later: bool) -> Table:
        made = Table(name, metadata, Column("id", Integer, primary_key=True), Column("stage", Text))
        if later:
            made.append_column(Column("kind", Text, server_default=text("'50%'")))
            made.append_constraint(CheckConstraint("stage <> 'a%b:c'", name="stage"))
            Index(f"ix {name}", text("lower(stage)"), postgresql_where=text("stage <> 'a%b:c'"), _table=made)
        return made

    shop.declaring(table("first", MetaData(), later=False)).write()
    later = MetaData()
    shop = shop.declaring(table("first", later, later=True), table("other", later, later=True))
    upgrade, _, downgrade = shop.written("per cent").partition("def downgrade()")
    assert "%%" not in upgrade + downgrade
    assert "CREATE" not in downgrade
    assert "DROP" not in upgrade + downgrade
    assert downgrade.count("ix first") == 2  # in the comment and once in a statement
    shop.upgrade(empty_database)
    shop.downgrade(empty_database)


@pytest.mark.parametrize("in_view", [True, False])
def test_a_narrower_column_refuses_rows_and_cuts_none(
    in_view: bool, shop: Workshop, empty_database: DatabaseURL
) -> None:
    """With a view in its way the engine's statements are written, without one Alembic's."""

    def declaring(length: int) -> Workshop:
        definition = f"SELECT id, {'email' if in_view else 'stage'} FROM public.orders"
        return shop.declaring(
            orders(Column("email", String(length))),
            entities=[View("addresses", definition, {"security_invoker": "true"})],
        )

    declaring(40).write()
    wider = declaring(60)
    _, _, downgrade = wider.written("more room").partition("def downgrade()")
    assert "# cannot be undone: column public.orders.email: the downgrade changes or refuses" in downgrade
    assert "USING" not in downgrade
    wider.upgrade(empty_database)
    address = f"{'a' * 45}@example.org"
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO orders (customer, email) VALUES ('ann', %s)", [address])
        with pytest.raises(PgdriftError, match="value too long"):
            wider.downgrade(empty_database)
        assert connection.execute("SELECT email FROM orders").fetchall() == [(address,)]
    narrow = declaring(12)
    path = narrow.write("less room", allow_destructive=True)
    assert path is not None
    assert "USING" not in path.read_text()
    assert "# hazard: changes the type of column email of table orders" in path.read_text()
    said = r"public\.orders has 1 row that breaks the type character varying\(12\) of email"
    with pytest.raises(PgdriftError, match=said):
        narrow.upgrade(empty_database)
    path.write_text(path.read_text().replace("PRECONDITIONS =", "NOT_COUNTED ="))
    with pytest.raises(PgdriftError, match="value too long"):
        narrow.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        assert connection.execute("SELECT email FROM orders").fetchall() == [(address,)]
        connection.execute("UPDATE orders SET email = 'a@b.org'")
    narrow.upgrade(empty_database)


def test_a_column_that_would_come_back_in_another_place_is_named(shop: Workshop) -> None:
    shop.declaring(orders(Column("note", Text), Column("size", Integer))).write()
    source = shop.declaring(orders(Column("size", Integer))).written("drop", allow_destructive=True)
    _, _, downgrade = source.partition("def downgrade()")
    assert "# cannot be undone: table public.orders: a column that comes back is its last one" in downgrade


def test_a_difference_that_nothing_can_make_is_named_and_no_file_stays(shop: Workshop) -> None:
    shop.declaring(
        Table("lists", MetaData(), Column("a", Integer, primary_key=True), Column("c", Integer))
    ).write()
    before = shop.revisions()
    between = Table(
        "lists",
        MetaData(),
        Column("a", Integer, primary_key=True),
        Column("b", Integer),
        Column("c", Integer),
    )
    with pytest.raises(Unreachable, match=r"the table public\.lists \(the order of its columns"):
        shop.declaring(between).write()
    assert shop.revisions() == before
