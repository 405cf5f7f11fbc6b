"""What others hang on changes together with them in one revision, and goes back."""

import pytest
from alembic_utils.pg_function import PGFunction
from sqlalchemy import Column, Integer, Text, text

from pgdrift.database_url import DatabaseURL
from pgdrift.references import declared
from pgdrift.references.faults import DeclarationError
from tests.pgdrift.generate.knots import asked, keyed, numbered, shown, staged
from tests.pgdrift.generate.round_trip import in_one_revision
from tests.pgdrift.generate.shapes import Shape, notes
from tests.pgdrift.generate.workshop import Workshop

ROW = "INSERT INTO notes (customer) VALUES ('ann')"
SHAPES = [
    Shape(
        "a new label that everything says",
        staged(("new", "paid"), "paid"),
        staged(("new", "held", "paid"), "held"),
        ROW,
        "SELECT stage::text FROM notes",
        [("new",)],
        "ADD VALUE IF NOT EXISTS 'held' BEFORE 'paid'",
    ),
    Shape(
        "a label of another name that everything says",
        staged(("new", "paid"), "paid"),
        staged(("new", "settled"), "settled"),
        "INSERT INTO notes (customer, stage) VALUES ('ann', 'paid')",
        "SELECT stage::text FROM notes",
        [("settled",)],
        "RENAME VALUE 'paid' TO 'settled'",
    ),
    Shape(
        "an argument more of a function that everything calls",
        asked("base integer", "public.rate({})"),
        asked("base integer, extra integer", "public.rate({}, 2)"),
        ROW,
        "SELECT rate FROM rates",
        [(3,)],
    ),
    Shape(
        "a type without a cast that views and a policy read",
        numbered(Text, "'0'"),
        numbered(Integer, "0"),
        "INSERT INTO notes (customer, number) VALUES ('ann', '7')",
        "SELECT number FROM numbers",
        [(7,)],
    ),
    Shape(
        "another primary key that foreign keys rest on",
        keyed("id"),
        keyed("id", "customer"),
        "INSERT INTO notes (customer) VALUES ('ann'); INSERT INTO lines VALUES (1, 'ann')",
        "SELECT note_id FROM lines",
        [(1,)],
    ),
    Shape(
        "columns that a view, a policy and each other read go",
        shown(phone=True),
        shown(phone=False),
        "INSERT INTO notes (customer, phone) VALUES ('ann', '0123')",
        "SELECT customer FROM people",
        [("ann",)],
    ),
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_it_comes_in_one_revision_and_goes_back(
    shop: Workshop, empty_database: DatabaseURL, shape: Shape
) -> None:
    in_one_revision(shop, empty_database, shape, allow_destructive=True)


def test_a_function_that_postgresql_refuses_is_named_before_the_table_that_lacks_it(
    shop: Workshop, empty_database: DatabaseURL
) -> None:
    table = notes(Column("rate", Integer, server_default=text("public.rate()")))
    function = PGFunction("public", "rate()", "RETURNS number LANGUAGE sql RETURN 1")
    with pytest.raises(DeclarationError, match=r'public\.rate\(\).*type "number" does not exist'):
        declared.build(shop.declaring(table, entities=[function]).project, empty_database)
