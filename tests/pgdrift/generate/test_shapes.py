"""Changes that reach through other objects are one revision, with rows kept and nothing missing meanwhile."""

import pytest
from sqlalchemy import BigInteger, Integer

from pgdrift.catalog import read
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from tests.pgdrift.generate.round_trip import declaring, in_one_revision
from tests.pgdrift.generate.shapes import (
    Shape,
    composite,
    documented,
    moody,
    permitted,
    tree,
    typed,
    used,
    viewed,
)
from tests.pgdrift.generate.workshop import Workshop

ALL = "SELECT id, size, title FROM public.notes"
SHAPES = [
    Shape(
        "a new label that is a default",
        moody("calm", "calm", "angry"),
        moody("tense", "calm", "tense", "angry"),
        "INSERT INTO notes (customer) VALUES ('ann')",
        "SELECT mood::text FROM notes",
        [("calm",)],
        "with op.get_context().autocommit_block():\n"
        """        # type public.moods
        op.execute("ALTER TYPE public.moods ADD VALUE IF NOT EXISTS 'tense' BEFORE 'angry'")""",
    ),
    Shape(
        "a default of a type that cannot be compared",
        documented("{}"),
        documented("[]"),
        "INSERT INTO notes (customer) VALUES ('ann')",
        "SELECT document::text FROM notes",
        [("{}",)],
        "server_default=sa.text(\"'[]'\")",
    ),
    Shape(
        "a type that views and a policy read",
        typed(Integer),
        typed(BigInteger),
        "INSERT INTO notes (customer, size) VALUES ('ann', 7)",
        "SELECT size FROM most",
        [(7,)],
    ),
    Shape(
        "a name that everything uses",
        used("size"),
        used("extent", "size"),
        "INSERT INTO notes (customer, size) VALUES ('ann', 7)",
        "SELECT double FROM notes",
        [(14,)],
        'op.alter_column("notes", "size", new_column_name="extent")',
    ),
    Shape(
        "a table with an identity that points to itself",
        tree("nodes"),
        tree("branches", "nodes"),
        "INSERT INTO nodes (customer) VALUES ('ann')",
        "SELECT 1",
        [(1,)],
        'op.rename_table("nodes", "branches")',
    ),
    Shape(
        "a table with a serial that points to itself",
        tree("nodes", serial=True),
        tree("branches", "nodes", serial=True),
        "INSERT INTO nodes (customer) VALUES ('ann')",
        "SELECT 1",
        [(1,)],
        'op.rename_table("nodes", "branches")',
    ),
    Shape(
        "columns of a view under another view",
        viewed(ALL, "SELECT id, title FROM public.inside"),
        viewed(
            "SELECT id, title, customer FROM public.notes", "SELECT id, title, customer FROM public.inside"
        ),
        "INSERT INTO notes (customer, title) VALUES ('ann', 'a')",
        "SELECT title FROM outside",
        [("a",)],
    ),
    Shape(
        "argument names of a function that a policy calls",
        permitted("who"),
        permitted("person"),
        "INSERT INTO notes (customer) VALUES ('ann')",
        "SELECT customer FROM notes WHERE public.may_see(customer)",
        [("ann",)],
    ),
    Shape(
        "what a composite foreign key does",
        composite(),
        composite(ondelete="CASCADE"),
        "INSERT INTO notes (customer) VALUES ('a'); INSERT INTO lines (note_id, customer) VALUES (1, 'a')",
        "SELECT note_id FROM lines",
        [(1,)],
        "ON DELETE CASCADE",
    ),
]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_it_comes_in_one_revision_and_goes_back(
    shop: Workshop, empty_database: DatabaseURL, shape: Shape
) -> None:
    in_one_revision(shop, empty_database, shape)


def test_a_label_that_rows_have_does_not_go(shop: Workshop, empty_database: DatabaseURL) -> None:
    before = declaring(shop, moody("calm", "calm", "angry"))
    before.write()
    before.upgrade(empty_database)
    after = declaring(shop, moody("calm", "calm", "tense", "quiet"))
    after.written("no more anger")
    with empty_database.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO notes (customer, mood) VALUES ('ann', 'angry')")
        standing = read(connection)
        with pytest.raises(PgdriftError, match="angry") as refused:
            after.upgrade(empty_database)
        assert compare(standing, read(connection)) == []
        assert len(str(refused.value).splitlines()) == 1
        connection.execute("UPDATE notes SET mood = 'calm'")
        after.upgrade(empty_database)
    assert after.write("nothing is left") is None
