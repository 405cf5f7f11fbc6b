"""A schema that changes at random, step by step: each revision does it, undoes it, and keeps the rows.

PGDRIFT_FUZZ_SEQUENCES is the number of sequences (10 in CI), in parts that can run beside each other;
PGDRIFT_FUZZ_SEED makes others than the usual ones.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed, settings
from hypothesis import strategies as st

from pgdrift.database_url import DatabaseURL
from pgdrift.generate.comparing import differences, facts
from pgdrift.generate.engine_steps import described, only_order
from pgdrift.migrate import in_process
from pgdrift.migrate.request import Request
from pgdrift.references import declared
from pgdrift.scratch import Scratch
from pgdrift.server.cluster import Cluster
from tests.pgdrift.generate.fuzz.declared_schema import AColumn, Schema
from tests.pgdrift.generate.workshop import Workshop, open_workshop

SEQUENCES = int(os.environ.get("PGDRIFT_FUZZ_SEQUENCES", "10" if os.environ.get("CI") else "5"))
SEED = int(os.environ.get("PGDRIFT_FUZZ_SEED", "0"))
PARTS = min(SEQUENCES, 5)
STEPS = 2

Rows = dict[str, dict[int, dict[str, Any]]]


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_change_can_be_made_and_undone(
    part: int, tmp_path_factory: pytest.TempPathFactory, cluster: Cluster, database_factory
) -> None:
    number = SEQUENCES // PARTS + (part < SEQUENCES % PARTS)
    # What fails is printed with its revisions; finding a smaller case would take minutes.
    phases = (Phase.explicit, Phase.generate)

    @seed(SEED * 1000 + part)
    @settings(
        max_examples=number,
        deadline=None,
        phases=phases,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def evolve(data: st.DataObject) -> None:
        folder: Path = tmp_path_factory.mktemp("evolution")
        run(open_workshop(folder, Scratch(cluster.url())), database_factory(), data)

    evolve()


def run(shop: Workshop, url: DatabaseURL, data: st.DataObject) -> None:
    """One sequence."""
    schema = Schema()
    for step in range(STEPS + 1):
        before, schema = schema, schema.evolved(data.draw)
        if step:
            fill(url, before)
        rows = read(url, before) if step else {}
        shop = schema.declared_in(shop)
        path = shop.write(f"step {step}", allow_destructive=True)
        if path is None:
            continue
        note(path.read_text())
        facts_before = facts(url, shop.project) if step else None

        shop.upgrade(url)
        assert_equal_to_declared(shop, url)
        assert_kept(rows, read(url, schema), schema)
        if facts_before is not None:
            in_process.downgrade(Request(shop.project, url), "-1")
            left = differences(facts_before, facts(url, shop.project), shop.scratch)
            left = [difference for difference in left if not only_order(difference)]
            assert not left, described(left)
            shop.upgrade(url)
            assert_equal_to_declared(shop, url)
            assert_kept(rows, read(url, schema), schema)
    assert shop.write("nothing has changed") is None


def assert_equal_to_declared(shop: Workshop, url: DatabaseURL) -> None:
    with shop.scratch.database() as reference:
        declared.build(shop.project, reference)
        left = differences(facts(reference, shop.project), facts(url, shop.project), shop.scratch)
    left = [difference for difference in left if not only_order(difference)]
    assert not left, described(left)


def fill(url: DatabaseURL, schema: Schema) -> None:
    """One more row in each table, with a value in every column."""
    with url.connect(autocommit=True) as connection:
        for name, table in schema.tables.items():
            row = connection.execute(f"SELECT count(*) FROM {name}".encode()).fetchone()
            assert row
            values = {column: value(said, row[0]) for column, said in table.columns.items()}
            names = ", ".join(["customer", *values])
            marks = ", ".join(["'ann'", *values.values()])
            connection.execute(f"INSERT INTO {name} ({names}) VALUES ({marks})".encode())


def value(column: AColumn, number: int) -> str:
    if column.kind == "time":
        return f"timestamptz '2020-01-01 00:00+00' + interval '{number} days'"
    if column.kind == "uuid":
        return f"md5('{number}')::uuid"
    return f"'v{number}'" if column.is_text else str(number + 10)


def read(url: DatabaseURL, schema: Schema) -> Rows:
    with url.connect(autocommit=True) as connection:
        connection.execute("SET timezone = 'UTC'")
        found: Rows = {}
        for name, table in schema.tables.items():
            columns = ["customer", *table.columns]
            listed = ", ".join(f"{column}::text" for column in columns)
            rows = connection.execute(f"SELECT id, {listed} FROM {name}".encode()).fetchall()
            found[name] = {row[0]: dict(zip(columns, row[1:], strict=True)) for row in rows}
    return found


def assert_kept(before: Rows, after: Rows, schema: Schema) -> None:
    """Every row of a table that is still there, with what was in each column that is still there."""
    for name, table in schema.tables.items():
        for key, row in before.get(table.former or name, {}).items():
            assert key in after[name], f"{name} has lost a row"
            for column, said in table.columns.items():
                former = said.former or column
                if former in row:
                    assert after[name][key][column] == row[former], f"{name}.{column}"
