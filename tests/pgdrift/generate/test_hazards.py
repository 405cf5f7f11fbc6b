"""What a table in use cannot be spared is named in the revision, and nothing else is."""

import pytest
from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Identity,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    Uuid,
    text,
)

from pgdrift.declare import View, renamed_from, table_renamed_from
from pgdrift.migrate.plan import hazards
from tests.pgdrift.generate.busy_shop import modest, required_column, strict, with_people
from tests.pgdrift.generate.squawk import squawk, unnamed
from tests.pgdrift.generate.workshop import NAMES, Workshop, isolation, orders


def changed_type() -> list[Table]:
    columns = (Column("email", Text), Column("amount", BigInteger), Column("code", Text))
    return with_people(orders(*columns), tied=False)


def volatile_default() -> list[Table]:
    token = Column("token", Uuid, server_default=text("gen_random_uuid()"))
    columns = [column._copy() for column in list(modest().columns)[3:]]
    return with_people(orders(*columns, token), tied=False)


def renamed_column() -> list[Table]:
    columns = [column._copy() for column in list(modest().columns)[3:5]]
    return with_people(orders(*columns, Column("number", String(10), **renamed_from("code"))), tied=False)


def renamed_table() -> list[Table]:
    people, table = with_people(modest(), tied=False)
    persons = people.to_metadata(MetaData(naming_convention=NAMES), name="persons")
    table_renamed_from(persons, "people")
    return [persons, table]


def dropped() -> list[Table]:
    return [orders(*(column._copy() for column in list(modest().columns)[3:5]))]


def key_of_a_new_table() -> list[Table]:
    people, table = with_people(modest(), tied=False)
    table.append_constraint(UniqueConstraint("id", "customer", name="orders_id_customer_key"))
    Table(
        "parcels",
        table.metadata,
        Column("id", Integer, primary_key=True),
        Column("order", Integer),
        Column("customer", Text),
    ).append_constraint(
        ForeignKeyConstraint(
            ["order", "customer"], ["orders.id", "orders.customer"], name="parcels_order_fkey"
        )
    )
    return [people, table, table.metadata.tables["parcels"]]


@pytest.mark.parametrize(
    ("tables", "expected"),
    [
        (changed_type, {"changing-column-type"}),
        (volatile_default, {"adding-field-with-default"}),
        (required_column, {"adding-required-field"}),
        (renamed_column, {"renaming-column"}),
        (renamed_table, {"renaming-table"}),
        (dropped, {"ban-drop-column", "ban-drop-table"}),
        (key_of_a_new_table, {"disallowed-unique-constraint"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_has_no_harmless_form_is_named_in_the_revision(
    busy: Workshop, tables, expected: set[str]
) -> None:
    shop = busy.declaring(*tables(), entities=isolation(busy))
    source = shop.written("change", allow_destructive=True)
    found = squawk(shop.rendered())
    assert expected <= found
    assert unnamed(found, source) == set()


def test_only_what_postgresql_really_rewrites_is_called_a_rewrite(busy: Workshop) -> None:
    source = busy.declaring(*changed_type(), entities=isolation(busy)).written("wider")
    upgrade = source.partition("def downgrade()")[0]
    amount, code = upgrade.partition("# column public.orders.code")[::2]
    assert "hazard: rewrites table orders" in amount
    assert "rewrites" not in code


def test_a_new_table_alone_has_no_hazard(shop: Workshop) -> None:
    shop = shop.declaring(*with_people(strict(), tied=True), entities=isolation(shop))
    source = shop.written("open the shop")
    assert "hazard" not in source
    assert "autocommit_block" not in source
    assert squawk(shop.rendered()) == set()


def test_what_running_code_no_longer_finds_is_named(shop: Workshop) -> None:
    """A view's column under another name, a view that goes, a key that takes no number from outside."""

    def declaring(key: Identity, address: str, *names: str) -> Workshop:
        table = Table("shops", MetaData(), Column("id", Integer, key, primary_key=True), Column("a", Text))
        definition, options = f"SELECT id, a AS {address} FROM public.shops", {"security_invoker": "true"}
        return shop.declaring(table, entities=[View(name, definition, options) for name in names])

    declaring(Identity(), "address", "kept", "gone").write()
    path = declaring(Identity(always=True), "email", "kept").write("less")
    assert path is not None
    fails = "fails from here on"
    assert sorted(hazards(path)) == [
        f"column id of table shops gets none but its own numbers: code that still inserts one {fails}",
        f"drops view gone: code that still reads it {fails}",
        f"takes column address from view kept: code that still reads it {fails}",
    ]
    again = declaring(Identity(always=True), "email", "kept", "gone").written("more")
    assert "hazard" not in again
