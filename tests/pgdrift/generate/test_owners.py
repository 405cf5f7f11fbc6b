"""What an older revision left to another role is given to the project's owner, and back by the downgrade."""

import pytest
from alembic_utils.pg_function import PGFunction
from sqlalchemy import Column, Enum, Identity, Integer, MetaData, Table, Text
from sqlalchemy.dialects.postgresql import DOMAIN

from pgdrift.declare import Extension, Statistics, View
from tests.pgdrift.generate.workshop import NAMES, Workshop

OBJECTS = ("TABLE notes", "VIEW titles", "FUNCTION one()", "TYPE moods", "DOMAIN price", "STATISTICS sizes")
ASTRAY = '''
"""By hand: everything to the migrator."""
from alembic import op

revision = "0123456789ab"
down_revision = {former!r}
branch_labels = depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL ROLE {role}")
    op.execute("""{statements}""")


def downgrade() -> None:
    pass
'''


def notes(*more: Column) -> Table:
    columns = (Column("id", Integer, Identity(), primary_key=True), Column("title", Text))
    return Table("notes", MetaData(naming_convention=NAMES), *columns, *more)


@pytest.fixture
def astray(shop: Workshop) -> Workshop:
    """A project in whose newest revision everything belongs to the migrator."""
    kinds = (Column("mood", Enum("a", "b", name="moods")), Column("price", DOMAIN("price", Integer)))
    shop = shop.declaring(
        notes(*kinds),
        entities=[
            PGFunction("public", "one()", "RETURNS integer LANGUAGE sql RETURN 1"),
            View("titles", "SELECT title FROM public.notes", {"security_invoker": "true"}),
            Statistics("sizes", "notes", ("id", "title")),
        ],
    )
    first, role = shop.write("first"), f"{shop.name}_migrator"
    assert first is not None
    statements = "; ".join(f"ALTER {subject} OWNER TO {role}" for subject in OBJECTS)
    source = ASTRAY.format(former=first.name[:12], role=role, statements=statements)
    first.with_name("0123456789ab_002_astray.py").write_text(source)
    return shop


def test_everything_gets_the_owner_that_is_declared(astray: Workshop, empty_database) -> None:
    upgrade, _, downgrade = astray.written("give it back").partition("def downgrade()")
    for subject in OBJECTS:
        kind, _, name = subject.partition(" ")
        assert f"ALTER {kind} public.{name} OWNER TO {astray.name}_owner" in upgrade
        assert f"ALTER {kind} public.{name} OWNER TO {astray.name}_migrator" in downgrade
    assert upgrade.count("# as a member of the role that owns it and of the one that will") == 1
    astray.upgrade(empty_database)
    assert astray.write() is None


def test_an_extension_comes_with_the_bootstrap_and_needs_no_revision(shop: Workshop, empty_database) -> None:
    shop.declaring(notes()).write("first")
    extended = shop.declaring(notes(), entities=[Extension("vector")])
    assert extended.write("add an extension") is None
    extended.upgrade(empty_database)
    with empty_database.connect() as connection:
        found = connection.execute("SELECT FROM pg_extension WHERE extname = 'vector'").fetchall()
    assert len(found) == 1
