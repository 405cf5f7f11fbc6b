"""Each query of a tenant takes the indexes that are there for it, and no such index can go unnoticed."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from benchmarks.tenants import plans, rows
from benchmarks.tenants.queries import READS
from tests.benchmarks.best_plans import BEST
from tests.benchmarks.conftest import Filled
from tests.benchmarks.test_plans import PlanOf
from tests.schema.specification import ADDED_INDEXES

WAYS = {"literal": plans.of_literal, "prepared": plans.of_prepared}


def not_the_best(
    connection: psycopg.Connection[Any], tenant: rows.Tenant, plan_of: PlanOf, *, analyzed: bool = True
) -> Iterator[str]:
    """Each query that reads more than it did with every index, or takes another index."""
    for query in READS:
        best, plan = BEST[query.name][tenant.size], plan_of(connection, query, tenant.values())
        missing = best.missing(plan) if analyzed else []
        if missing or best.exceeded(plan, analyzed=analyzed):
            without = f", without {', '.join(missing)}" if missing else ""
            yield f"{query.name}, {tenant.size} tenant: {plan}{without}; it should be {best}"


@pytest.mark.parametrize("size", rows.TENANTS)
@pytest.mark.parametrize("way", WAYS)
def test_a_query_takes_the_indexes_that_are_there_for_it(filled: Filled, size: str, way: str) -> None:
    tenant = filled.tenants[size]
    with filled.acting_as(tenant) as ours:
        assert list(not_the_best(ours, tenant, WAYS[way])) == []


@pytest.mark.parametrize("size", rows.TENANTS)
@pytest.mark.parametrize("way", WAYS)
def test_a_query_reads_little_without_statistics_too(never_analyzed: Filled, size: str, way: str) -> None:
    tenant = never_analyzed.tenants[size]
    with never_analyzed.acting_as(tenant) as ours:
        assert list(not_the_best(ours, tenant, WAYS[way], analyzed=False)) == []


@pytest.mark.parametrize("name", ADDED_INDEXES)
def test_a_missing_index_is_noticed(filled: Filled, name: str) -> None:
    found: list[str] = []
    for tenant in filled.tenants.values():
        with filled.floor() as connection:
            connection.execute(f"DROP INDEX {name}".encode())
            connection.execute("SET LOCAL ROLE bo1_app")
            connection.execute("SELECT set_config('app.current_user_id', %s, true)", [tenant.id])
            found += not_the_best(connection, tenant, plans.of_literal)
    assert any(f"without {name}" in line for line in found), found
