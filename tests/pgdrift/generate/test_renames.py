"""A rename that is declared keeps the rows; one that looks like a drop and an add is pointed out."""

import pytest
from alembic_utils.pg_policy import PGPolicy
from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Text, UniqueConstraint
from sqlalchemy.sql.elements import conv

from pgdrift.declare import Grant, RowSecurity, renamed_from, table_renamed_from
from pgdrift.declare.renames import RenameMistaken
from pgdrift.generate.losses import LosesData
from pgdrift.migrate import in_process
from pgdrift.migrate.request import Request
from tests.pgdrift.generate.workshop import NAMES, Workshop, isolation, orders


def test_a_renamed_column_keeps_what_is_in_it(shop: Workshop, empty_database) -> None:
    def declaring(column: Column) -> Workshop:
        table = orders(column)
        table.append_constraint(UniqueConstraint(column.name, name=f"orders_{column.name}_key"))
        Index(None, table.c[column.name], table.c.stage)
        return shop.declaring(table, entities=isolation(shop))

    declaring(Column("mail", Text)).write()
    shop = declaring(Column("email", Text, **renamed_from("mail")))
    declaring(Column("mail", Text)).upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO orders (customer, mail) VALUES ('ann', 'ann@example.org')")

    source = shop.written("call it email")
    assert "# column public.orders.email: was mail" in source
    assert "# hazard: renames column mail of table orders" in source
    assert 'op.alter_column("orders", "mail", new_column_name="email")' in source
    assert "RENAME CONSTRAINT orders_mail_key TO orders_email_key" in source
    assert "RENAME TO idx_orders_email_stage" in source
    assert "DROP" not in source
    assert "drop_" not in source
    assert shop.write("a second time") is None

    shop.upgrade(empty_database)
    with empty_database.connect() as connection:
        assert connection.execute("SELECT email FROM orders").fetchall() == [("ann@example.org",)]
    in_process.downgrade(Request(shop.project, empty_database), "-1")
    with empty_database.connect() as connection:
        assert connection.execute("SELECT mail FROM orders").fetchall() == [("ann@example.org",)]


def test_a_renamed_column_that_is_required_is_not_taken_for_one_that_is_empty(
    shop: Workshop, empty_database
) -> None:
    before = shop.declaring(orders(Column("mail", Text, nullable=False)))
    before.write()
    before.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO orders (customer, mail) VALUES ('ann', 'ann@example.org')")

    shop = shop.declaring(orders(Column("email", Text, nullable=False, **renamed_from("mail"))))
    assert "PRECONDITIONS" not in shop.written("call it email")
    shop.upgrade(empty_database)
    with empty_database.connect() as connection:
        assert connection.execute("SELECT email FROM orders").fetchall() == [("ann@example.org",)]


def test_a_renamed_table_takes_along_what_is_named_after_it(shop: Workshop, empty_database) -> None:
    """Its rule is spelled `IN (...)`, which PostgreSQL would spell in another way a second time."""
    app = f"{shop.name}_app"

    def rules(table: str) -> list[object]:
        return [
            RowSecurity(table),
            PGPolicy(
                schema="public",
                signature=f"{table}_isolation",
                on_entity=f"public.{table}",
                definition=f"FOR ALL TO {app} USING (true)",
            ),
            Grant(("SELECT",), f"public.{table}", app),
        ]

    before = shop.declaring(orders(), entities=rules("orders"))
    before.write()
    before.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO orders (customer) VALUES ('ann')")

    purchases = orders().to_metadata(MetaData(naming_convention=NAMES), name="purchases")
    for constraint in purchases.constraints:
        if constraint.name == "orders_stage_check":
            constraint.name = conv("purchases_stage_check")
    table_renamed_from(purchases, "orders")
    shop = shop.declaring(purchases, entities=rules("purchases"))
    source = shop.written("call them purchases")
    assert 'op.rename_table("orders", "purchases")' in source
    for named in (
        "RENAME CONSTRAINT orders_stage_check TO purchases_stage_check",
        "RENAME CONSTRAINT orders_pkey TO purchases_pkey",
        "ALTER SEQUENCE public.orders_id_seq RENAME TO purchases_id_seq",
        "ALTER POLICY orders_isolation ON public.purchases RENAME TO purchases_isolation",
    ):
        assert named in source
    assert "DROP" not in source
    assert shop.write("again") is None
    shop.upgrade(empty_database)
    with empty_database.connect() as connection:
        assert connection.execute("SELECT customer FROM purchases").fetchall() == [("ann",)]


def test_a_former_name_that_nobody_has_any_more_is_harmless(shop: Workshop) -> None:
    table = orders(Column("email", Text, **renamed_from("mail")))
    table_renamed_from(table, "requests")
    shop = shop.declaring(table)
    source = shop.written("add orders")
    assert "rename" not in source.lower().replace("renamed_from", "")
    assert shop.write() is None


def test_a_former_name_that_is_declared_as_well_cannot_be_meant(shop: Workshop) -> None:
    shop.declaring(orders(Column("mail", Text))).write()
    both = shop.declaring(orders(Column("mail", Text), Column("email", Text, **renamed_from("mail"))))
    with pytest.raises(RenameMistaken, match=r"public\.orders\.email says that it was public\.orders\.mail"):
        both.write()
    assert len(shop.revisions()) == 1


def test_a_drop_and_an_add_come_with_the_line_that_makes_them_a_rename(shop: Workshop, capsys) -> None:
    shop.declaring(orders(Column("mail", Text), Column("phone", Text))).write()
    changed = shop.declaring(orders(Column("phone", Text), Column("email", Text)))
    with pytest.raises(LosesData) as refused:
        changed.write()
    said = str(refused.value)
    assert "column public.orders.mail (drops the column and what every row has in it)" in said
    assert "If the column public.orders.mail has only become email" in said
    assert 'sa_column_kwargs=renamed_from("mail")' in said
    assert "--allow-destructive" in said
    assert len(shop.revisions()) == 1

    assert changed.write(allow_destructive=True) is not None
    assert 'renamed_from("mail")' in capsys.readouterr().err


@pytest.mark.parametrize("allow_destructive", [False, True])
def test_a_name_changed_in_its_place_is_taken_for_a_rename_before_the_order_is_complained_of(
    shop: Workshop, allow_destructive: bool
) -> None:
    """Only the last column may be dropped and added again without another order."""
    shop.declaring(orders(Column("title", Text, nullable=False), Column("phone", Text))).write()
    headline = Column("headline", Text, nullable=False)
    with pytest.raises(LosesData) as refused:
        shop.declaring(orders(headline, Column("phone", Text))).write(allow_destructive=allow_destructive)
    said = str(refused.value)
    assert said.startswith(
        "No revision was written, because it would lose data: column public.orders.title (drops the column "
        "and what every row has in it). If the column public.orders.title has only become headline, give the "
        'new one sa_column_kwargs=renamed_from("title") (from pgdrift.declare)'
    )
    assert said.index("the order of its columns") > said.index("renamed_from")
    assert len(shop.revisions()) == 1

    renamed = Column("headline", Text, nullable=False, **renamed_from("title"))
    assert shop.declaring(orders(renamed, Column("phone", Text))).write() is not None


def test_a_table_that_looks_renamed_is_pointed_out(shop: Workshop) -> None:
    lists = Table("lists", MetaData(), Column("id", Integer, primary_key=True), Column("title", Text))
    shop.declaring(lists).write()
    with pytest.raises(
        LosesData, match=r"If the table public\.lists has only become wishes, [^.]*__renamed_from__"
    ):
        shop.declaring(lists.to_metadata(MetaData(), name="wishes")).write()


def test_what_has_nothing_in_common_is_no_rename(shop: Workshop) -> None:
    shop.declaring(orders(Column("mail", Text))).write()
    with pytest.raises(LosesData) as refused:
        shop.declaring(orders(Column("weight", Integer))).write()
    assert "renamed_from" not in str(refused.value)


@pytest.mark.parametrize(("before", "after", "loses"), [("20", "10", True), ("10", "20", False)])
def test_a_narrower_type_loses_data_a_wider_one_does_not(
    shop: Workshop, before: str, after: str, loses: bool
) -> None:
    shop.declaring(orders(Column("code", String(int(before))))).write()
    changed = shop.declaring(orders(Column("code", String(int(after)))))
    if loses:
        with pytest.raises(LosesData, match=r"public\.orders\.code \(changes or refuses values"):
            changed.write()
        assert changed.write(allow_destructive=True) is not None
    else:
        assert changed.write() is not None
