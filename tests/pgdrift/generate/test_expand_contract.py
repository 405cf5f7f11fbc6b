"""A column gets another name and one goes, while code of before and code of after are both at work."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_trigger import PGTrigger
from sqlalchemy import Column, Connection, Integer, Table, Text, create_engine, insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from pgdrift.database_url import DatabaseURL
from pgdrift.declare import Grant
from tests.pgdrift.generate.workshop import Workshop, isolation, orders
from tests.pgdrift.migrate.traffic import beside, until

# Whichever of the two names code knows, it reads what was last written under either.
BOTH_NAMES = """RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        NEW.email := coalesce(NEW.email, NEW.mail);
        NEW.mail := NEW.email;
    ELSIF NEW.email IS DISTINCT FROM OLD.email THEN
        NEW.mail := NEW.email;
    ELSE
        NEW.email := NEW.mail;
    END IF;
    RETURN NEW;
END
$$"""
FILL = """
    # by hand: what the rows have under the old name. As the role that sees every row.
    op.execute("SET LOCAL ROLE {migrator}")
    op.execute("UPDATE public.orders SET email = mail WHERE email IS DISTINCT FROM mail")
    op.execute("SET LOCAL ROLE {owner}")
"""


def old() -> Table:
    return orders(Column("mail", Text), Column("fax", Text, nullable=False))


def expanded() -> Table:
    """Both names, and a fax that rows may do without."""
    return orders(Column("mail", Text), Column("fax", Text), Column("email", Text), Column("weight", Integer))


def new() -> Table:
    return orders(Column("email", Text), Column("weight", Integer))


def both_names() -> list[Any]:
    return [
        PGFunction("public", "both_names()", BOTH_NAMES),
        PGTrigger(
            schema="public",
            signature="orders_both_names",
            on_entity="public.orders",
            definition="BEFORE INSERT OR UPDATE ON public.orders "
            "FOR EACH ROW EXECUTE FUNCTION public.both_names()",
        ),
    ]


class Code:
    """An application that knows ``table`` as it was declared when it was written, at work without a pause."""

    def __init__(self, table: Table, address: str, **required: str) -> None:
        self.table, self.address, self.required, self.rounds = table, address, required, 0

    def round(self, connection: Connection) -> None:
        """Insert an order, read it whole, change its address, read it again."""
        said = f"{self.rounds}@{self.address}"
        values = {"customer": "ann", self.address: said, **self.required}
        added = connection.execute(insert(self.table).values(values).returning(self.table.c.id)).scalar_one()
        mine = self.table.c.id == added
        row = connection.execute(select(self.table).where(mine)).mappings().one()
        assert row[self.address] == said
        connection.execute(update(self.table).where(mine).values({self.address: "changed"}))
        assert connection.execute(select(self.table.c[self.address]).where(mine)).scalar_one() == "changed"
        self.rounds += 1


@contextmanager
def at_work(shop: Workshop, url: DatabaseURL, *codes: Code) -> Iterator[None]:
    """Each code works on a connection of its own, as the application, from before to after the block."""
    over = threading.Event()
    engine = create_engine("postgresql+psycopg://", creator=lambda: url.connect())

    def work(code: Code) -> Callable[[], None]:
        def rounds() -> None:
            with engine.connect() as connection:
                while not over.is_set():
                    with connection.begin():
                        connection.execute(text(f"SET LOCAL ROLE {shop.name}_app"))
                        connection.execute(text("SELECT set_config('shop.customer', 'ann', true)"))
                        code.round(connection)

        return rounds

    begun = [code.rounds for code in codes]
    threads = [beside(work(code)) for code in codes]
    for thread in threads:
        thread.__enter__()
    try:
        until(lambda: all(code.rounds > n for code, n in zip(codes, begun, strict=True)))
        yield
        done = [code.rounds for code in codes]
        until(lambda: all(code.rounds > n for code, n in zip(codes, done, strict=True)))
    finally:
        over.set()
        for thread in threads:
            thread.__exit__(None, None, None)
        engine.dispose()


@pytest.fixture
def inhabited(shop: Workshop, empty_database: DatabaseURL) -> Workshop:
    before = shop.declaring(old(), entities=access(shop))
    before.write()
    before.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO orders (customer, mail, fax) VALUES ('ann', 'first', '')")
    return shop


def access(shop: Workshop) -> list[Any]:
    """The usual, and the right to change orders."""
    return [*isolation(shop), Grant(("UPDATE",), "public.orders", f"{shop.name}_app")]


def filling(path: Path, shop: Workshop) -> None:
    """The line that a person adds to the generated revision."""
    source = path.read_text()
    filled = FILL.format(migrator=f"{shop.name}_migrator", owner=f"{shop.name}_owner")
    path.write_text(re.sub(r"\n+def downgrade", lambda _: f"\n{filled}\n\ndef downgrade", source, count=1))


def test_old_code_works_while_columns_are_added_and_new_code_while_the_old_ones_go(
    inhabited: Workshop, empty_database: DatabaseURL
) -> None:
    before, after = Code(old(), "mail", fax="none"), Code(new(), "email")

    expand = inhabited.declaring(expanded(), entities=[*access(inhabited), *both_names()])
    path = expand.write("expand")
    assert path is not None
    filling(path, inhabited)
    assert expand.write("record what was done by hand") is None
    with at_work(inhabited, empty_database, before):
        expand.upgrade(empty_database)
        with at_work(inhabited, empty_database, after):
            pass
    with empty_database.connect() as connection:
        apart = "SELECT count(*) FROM orders WHERE mail IS DISTINCT FROM email"
        assert connection.execute(apart).fetchone() == (0,)
        first = connection.execute("SELECT email FROM orders WHERE id = 1").fetchone()
        assert first == ("first",)

    contract = inhabited.declaring(new(), entities=access(inhabited))
    contract.write("contract", allow_destructive=True)
    with at_work(inhabited, empty_database, after):
        contract.upgrade(empty_database)
    assert contract.write("nothing") is None
    with empty_database.connect() as connection:
        kept = connection.execute("SELECT count(*) FROM orders").fetchone()
        assert kept == (1 + before.rounds + after.rounds,)
    with pytest.raises(ProgrammingError, match="mail"), at_work(inhabited, empty_database, before):
        pass
