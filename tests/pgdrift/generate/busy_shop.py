"""The tables of a shop that is in use: as they are, and as a change would have them."""

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
    text,
)

from tests.pgdrift.generate.workshop import NAMES, orders


def with_people(table: Table, *, tied: bool) -> list[Table]:
    """The table, which points at people if it is `tied` to them."""
    metadata = MetaData(naming_convention=NAMES)
    people = Table("people", metadata, Column("name", Text, primary_key=True))
    copy = table.to_metadata(metadata)
    if tied:
        copy.c.customer.append_foreign_key(ForeignKey("people.name", name="orders_customer_fkey"))
    return [people, copy]


def modest() -> Table:
    return orders(Column("email", Text), Column("amount", Integer), Column("code", String(10)))


def strict() -> Table:
    """With every kind of rule that existing rows have to be read for."""
    table = orders(
        Column("email", Text, nullable=False),
        Column("amount", Integer),
        Column("code", String(10)),
        stages="'new', 'sent'",
    )
    table.append_constraint(UniqueConstraint("email", name="orders_email_key"))
    table.append_constraint(CheckConstraint("amount > 0", name="amount"))
    Index("idx_orders_open", table.c.code, postgresql_where=text("stage = 'new'"))
    Index("idx_orders_code", table.c.code, unique=True)
    return table


def required_column() -> list[Table]:
    columns = [column._copy() for column in list(modest().columns)[3:]]
    return with_people(orders(*columns, Column("size", Integer, nullable=False)), tied=False)
