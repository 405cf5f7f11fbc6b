"""Names that need quotes, whatever is in them, come and change like any others."""

import subprocess
from typing import Any

from alembic_utils.pg_function import PGFunction
from alembic_utils.pg_policy import PGPolicy
from ruff import find_ruff_bin
from sqlalchemy import CheckConstraint, Column, ForeignKey, Identity, Index, Integer, MetaData, Table, Text

from pgdrift.database_url import DatabaseURL
from pgdrift.declare import RowSecurity, View, renamed_from
from pgdrift.declare.identifiers import quoted
from pgdrift.migrate.plan import hazards
from tests.pgdrift.generate.round_trip import there_and_back
from tests.pgdrift.generate.workshop import NAMES, Workshop

STRANGE = (
    "select",
    "Mixed Case",
    'it\'s "so"',
    "straße-é",
    "50%(x)s",
    "a:b",
    "with.dot",
    "back\\slash",
    "{braces}",
    "x" * 63,
    "ü" * 31,
)


def declared(shop: Workshop, *, later: bool) -> Workshop:
    """A table and what belongs to it for each name; ``later`` a rule, an index, a reference, a new name."""
    tables: list[Table] = []
    entities: list[Any] = []
    metadata = MetaData(naming_convention=NAMES)
    for number, name in enumerate(STRANGE):
        column = f"{name[:20]} renamed" if later else name
        table = Table(
            name,
            metadata,
            Column("id", Integer, Identity(), primary_key=True),
            Column("customer", Text, nullable=False),
            Column(
                column, Integer, nullable=not later, **(renamed_from(name) if later else {}), comment=name
            ),
            comment=name,
        )
        if later:
            table.append_constraint(CheckConstraint("id > 0", name=f"c{number} {name[:15]}"))
            Index(f"i{number} {name[:15]}", table.c[column])
            reference = ForeignKey(table.c.id, name=f"f{number} {name[:15]}")
            table.append_column(Column("above", Integer, reference))
        tables.append(table)
        role = f"{shop.name}_app"
        policy = PGPolicy("public", "p", f"FOR ALL TO {role} USING (true)", "public.t")
        # alembic-utils takes the quotes out of what it is given first.
        policy.signature, policy.on_entity = f"p {name[:15]}", f"public.{name}"
        entities += [RowSecurity(name), policy]
        definition = f"SELECT id FROM public.{quoted(name)}"
        entities.append(View(f"v {name[:15]}", definition, {"security_invoker": "true"}))

    function = PGFunction("public", "f()", "RETURNS text LANGUAGE sql RETURN 'x'")
    function.signature = """Do It(a integer, "B c" text DEFAULT '"d"')"""
    return shop.declaring(*tables, entities=[*entities, function])


def test_they_come_and_change_like_any_others(shop: Workshop, empty_database: DatabaseURL) -> None:
    first = declared(shop, later=False)
    assert first.write("begin") is not None
    first.upgrade(empty_database)
    with empty_database.connect(autocommit=True) as connection:
        for name in STRANGE:
            table, column = quoted(name), quoted(name)
            connection.execute(f"INSERT INTO {table} (customer, {column}) VALUES ('ann', 1)".encode())
    second = declared(shop, later=True)
    assert second.write("change") is not None
    there_and_back(second, empty_database)
    assert second.write("nothing is left") is None
    with empty_database.connect(autocommit=True) as connection:
        for name in STRANGE:
            rows = connection.execute(f"SELECT {quoted(f'{name[:20]} renamed')} FROM {quoted(name)}".encode())
            assert rows.fetchall() == [(1,)]


def test_names_as_long_as_names_can_be_make_no_line_that_ruff_finds_too_long(
    shop: Workshop, empty_database: DatabaseURL
) -> None:
    (shop.folder / "pyproject.toml").write_text(
        '[tool.ruff]\nline-length = 110\n[tool.ruff.lint]\nselect = ["E", "F", "I", "RUF"]\n'
    )
    name = "x" * 63

    def table(**kind: Any) -> Table:
        made = Table(name, MetaData(naming_convention=NAMES), Column("id", Integer, primary_key=True))
        made.append_column(Column("y" * 63, Integer, comment="what " * 40, **kind))
        made.append_constraint(CheckConstraint(f"{'y' * 63} > 0 AND {'y' * 63} < 1000000000", name="k" * 63))
        return made

    first = shop.declaring(table())
    first.write("a sentence that is much too long " * 5)
    first.upgrade(empty_database)
    second = shop.declaring(table(nullable=False))
    second.write("rule")
    shop.declaring().write("gone", allow_destructive=True)
    found = [hazard for path in shop.revisions() for hazard in hazards(path)]
    assert not [hazard for hazard in found if "noqa" in hazard or "\n" in hazard]
    for arguments in (["check"], ["format", "--check"]):
        command = [find_ruff_bin(), *arguments, "--no-cache", str(shop.folder / "migrations" / "versions")]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stdout
    second.upgrade(empty_database)
