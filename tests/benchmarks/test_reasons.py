"""Each index has a reason, and each reason holds: without the index the query it names reads more."""

import pytest
from sqlalchemy import Index

from benchmarks.tenants import plans
from benchmarks.tenants.queries import QUERIES
from schema import METADATA
from schema.indexes import SPECIFIED
from tests.benchmarks.conftest import Filled
from tests.schema.specification import INDEXES

ALL = {str(index.name): index for table in METADATA.tables.values() for index in table.indexes}
SERVING = {name: index for name, index in ALL.items() if index.info != SPECIFIED}


def queries(index: Index) -> list[str]:
    """The names of the queries that an index is there for."""
    return str(index.info["reason"]).removeprefix("serves ").split("; ")


def buffers(database: Filled, index: str, query: str, *, without: bool) -> int:
    """What the query touches for all tenants together, in a transaction that may do without the index."""
    total = 0
    for tenant in database.tenants.values():
        with database.floor() as connection:
            if without:
                connection.execute(f"DROP INDEX {index}".encode())
            connection.execute("SET LOCAL ROLE bo1_app")
            connection.execute("SELECT set_config('app.current_user_id', %s, true)", [tenant.id])
            total += plans.fetched(connection, QUERIES[query].literal(tenant.values()))
    return total


@pytest.mark.parametrize("name", ALL)
def test_an_index_says_why_it_exists(name: str) -> None:
    assert "reason" in ALL[name].info, (
        f'{name} does not say why it exists. Give it info=serves("...") with the query of '
        "benchmarks/tenants/queries.py that needs it, or remove it."
    )
    if name in SERVING:
        assert set(queries(ALL[name])) <= set(QUERIES)


def test_what_the_specification_names_is_all_that_it_excuses() -> None:
    assert set(ALL) - set(SERVING) == set(INDEXES)


@pytest.mark.parametrize("name", SERVING)
def test_without_the_index_each_query_it_names_reads_more(filled: Filled, name: str) -> None:
    for query in queries(ALL[name]):
        assert buffers(filled, name, query, without=True) > buffers(filled, name, query, without=False), query
