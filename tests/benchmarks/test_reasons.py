"""Each index has a reason, and each reason holds: the query it names uses it, or reads more without.

An index that finds one tenant's rows is the only one of its table that can.
"""

import re

import pytest
from sqlalchemy import Index

from benchmarks import vector_rows
from benchmarks.__main__ import scripts
from benchmarks.tenants import plans
from benchmarks.tenants.plans import Plan
from benchmarks.tenants.queries import QUERIES
from benchmarks.tenants.rows import Tenant
from pgdrift import tenancy
from pgdrift.tenancy import OwnedBy
from schema import METADATA
from schema.indexes import COMPARED, NEAREST, ONE_TENANT, SPECIFIED
from tests.benchmarks.conftest import Filled
from tests.schema.specification import INDEXES

_INDEXES = {str(index.name): index for table in METADATA.tables.values() for index in table.indexes}
# In one order: a table's indexes are a set, and every test process must name the same tests.
ALL = {name: _INDEXES[name] for name in sorted(_INDEXES)}
SEARCHING = [name for name, index in ALL.items() if index.info in (COMPARED, NEAREST)]
SERVING = {name: index for name, index in ALL.items() if str(index.info.get("reason")).startswith("serves ")}


def queries(index: Index) -> list[str]:
    """The names of the queries that an index is there for."""
    return str(index.info["reason"]).removeprefix("serves ").split("; ")


def plan_of(database: Filled, tenant: Tenant, query: str, *, without: str | None = None) -> Plan:
    """How a tenant's query is answered, in a transaction that may have to do without an index."""
    with database.floor() as connection:
        if without:
            connection.execute(f"DROP INDEX {without}".encode())
        connection.execute("SET LOCAL ROLE bo1_app")
        connection.execute("SELECT set_config('app.current_user_id', %s, true)", [tenant.id])
        return plans.of_literal(connection, QUERIES[query], tenant.values())


@pytest.mark.parametrize("name", ALL)
def test_an_index_says_why_it_exists(name: str) -> None:
    assert "reason" in ALL[name].info, (
        f'{name} does not say why it exists. Give it info=serves("...") with the query of '
        "benchmarks/tenants/queries.py that needs it, or another reason of schema/indexes.py, or remove it. "
        "Field(index=True) has no place for it: declare Index(None, ..., info=...) in __table_args__."
    )
    if name in SERVING:
        assert set(queries(ALL[name])) <= set(QUERIES)


def test_what_the_specification_names_is_all_that_it_excuses() -> None:
    assert {name for name, index in ALL.items() if index.info == SPECIFIED} == set(INDEXES)


def test_an_index_that_finds_one_tenant_is_needed_for_it() -> None:
    for name, index in ALL.items():
        if index.info != ONE_TENANT:
            continue
        table = index.table
        assert table is not None
        choice = tenancy.of(METADATA)[table.name]
        assert isinstance(choice, OwnedBy)
        able = [other.name for other in table.indexes if other.columns.keys()[:1] == [choice.column]]
        assert able == [name]


@pytest.mark.parametrize("name", SEARCHING)
def test_an_index_of_vectors_names_a_benchmark_that_has_one_like_it(name: str) -> None:
    """No query of the tenants' benchmark searches vectors; another one does, on a table of its own."""
    (named,) = re.findall(r"benchmarks/(\w+)\.py", ALL[name].info["reason"])
    assert named in scripts()
    index = ALL[name]
    if index.info == NEAREST:
        (operators,) = index.dialect_options["postgresql"]["ops"].values()
        assert f"USING hnsw (embedding {operators})" in vector_rows.INDEXES
    else:
        assert index.columns.keys()[0] == "user_id"
        assert "(user_id, contribution_id, model)" in vector_rows.INDEXES


def test_every_index_of_embeddings_is_one_for_searching() -> None:
    found = {
        name for name, index in ALL.items() if index.table is not None and "embedding" in index.table.name
    }
    assert found == set(SEARCHING)


@pytest.mark.parametrize("name", SERVING)
def test_each_query_that_an_index_names_uses_it_or_reads_more_without(filled: Filled, name: str) -> None:
    for query in queries(ALL[name]):
        tenants = filled.tenants.values()
        found = [plan_of(filled, tenant, query) for tenant in tenants]
        without = [plan_of(filled, tenant, query, without=name) for tenant in tenants]
        used = any(name in plan.indexes for plan in found)
        assert used or sum(p.buffers for p in without) > sum(p.buffers for p in found), query
