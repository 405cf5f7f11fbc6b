"""Changes that hang on one another, or cross, come in an order that runs, and go back."""

import pytest
from sqlalchemy import BigInteger, Column, ForeignKeyConstraint, Integer, MetaData, Table, Text

from pgdrift.database_url import DatabaseURL
from pgdrift.declare import renamed_from, table_renamed_from
from pgdrift.declare.renames import RenameMistaken
from pgdrift.generate.engine_steps import Unreachable
from tests.pgdrift.generate.round_trip import there_and_back
from tests.pgdrift.generate.workshop import NAMES, Workshop, isolation, orders


def test_two_columns_change_names_with_one_another_by_way_of_a_third(
    shop: Workshop, empty_database: DatabaseURL
) -> None:
    def declaring(*columns: Column) -> Workshop:
        return shop.declaring(orders(*columns), entities=isolation(shop))

    before = declaring(Column("mail", Text), Column("phone", Text))
    before.write()
    before.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO orders (customer, mail, phone) VALUES ('ann', '0123', 'a@x.org')")
    was_mail, was_phone = renamed_from("mail"), renamed_from("phone")
    with pytest.raises(RenameMistaken, match=r"orders\.mail and orders\.phone each say") as refused:
        declaring(Column("mail", Text, **was_phone), Column("phone", Text, **was_mail)).write()
    assert "Rename one to a name that is free" in str(refused.value)
    declaring(Column("number", Text, **was_mail), Column("phone", Text)).written("aside")
    declaring(Column("number", Text), Column("mail", Text, **was_phone)).written("the other")
    after = declaring(Column("phone", Text, **renamed_from("number")), Column("mail", Text, **was_phone))
    after.written("back")
    after.upgrade(empty_database)
    with empty_database.connect() as connection:
        assert connection.execute("SELECT mail, phone FROM orders").fetchall() == [("a@x.org", "0123")]


def test_a_table_and_its_column_get_other_names_at_once(shop: Workshop, empty_database: DatabaseURL) -> None:
    before = shop.declaring(orders(Column("mail", Text)), entities=isolation(shop))
    before.write()
    before.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO orders (customer, mail) VALUES ('ann', 'a@x.org')")
    table = orders(Column("email", Text, **renamed_from("mail"))).to_metadata(
        MetaData(naming_convention=NAMES), name="purchases"
    )
    table_renamed_from(table, "orders")
    after = shop.declaring(table)
    after.written("purchases", allow_destructive=True)
    after.upgrade(empty_database)
    with empty_database.connect() as connection:
        assert connection.execute("SELECT email FROM purchases").fetchall() == [("a@x.org",)]


def test_two_new_tables_may_point_at_each_other(shop: Workshop, empty_database: DatabaseURL) -> None:
    before = shop.declaring(orders(), entities=isolation(shop))
    before.write()
    before.upgrade(empty_database)
    table = orders()
    tables = [table]
    for name, other in (("eggs", "hens"), ("hens", "eggs")):
        new = Table(
            name, table.metadata, Column("id", Integer, primary_key=True), Column(f"{other}_id", Integer)
        )
        new.append_constraint(
            ForeignKeyConstraint(
                [f"{other}_id"], [f"{other}.id"], name=f"{name}_{other}_fkey", use_alter=True
            )
        )
        tables.append(new)
    after = shop.declaring(*tables, entities=isolation(shop))
    after.written("which came first")
    there_and_back(after, empty_database)


def test_the_type_of_a_partition_key_is_left_to_a_person(shop: Workshop) -> None:
    def declaring(type_: type[Integer]) -> Workshop:
        days = Table(
            "days", MetaData(), Column("day", type_, primary_key=True), postgresql_partition_by="RANGE (day)"
        )
        return shop.declaring(days)

    declaring(Integer).written("declare days")
    with pytest.raises(
        Unreachable, match="PostgreSQL alters no column that a table is partitioned by"
    ) as said:
        declaring(BigInteger).write(allow_destructive=True)
    assert len(shop.revisions()) == 1
    assert "\n" not in str(said.value)
    assert "day of public.days should be bigint" in str(said.value)
