"""A tenant's query reads what the same query reads with its filter written by hand, and by the same plan."""

from collections.abc import Callable, Iterator
from typing import Any

import psycopg
import pytest

from benchmarks.tenants import goals, plans, rows
from benchmarks.tenants.plans import Plan
from benchmarks.tenants.queries import READS, Query
from tests.benchmarks.conftest import Filled, become, serial

PlanOf = Callable[..., Plan]


@pytest.fixture(params=["with statistics", "without statistics"])
def database(request: pytest.FixtureRequest) -> Filled:
    name = {"with statistics": "filled", "without statistics": "never_analyzed"}[request.param]
    found: Filled = request.getfixturevalue(name)
    return found


def within(query: Query, ours: Plan, floor: Plan) -> bool:
    return goals.reads_no_more(query.name, ours.buffers, floor.buffers) and ours.rows == floor.rows


def worse_than_the_floor(
    ours: psycopg.Connection[Any], floor: psycopg.Connection[Any], tenant: rows.Tenant, plan_of: PlanOf
) -> Iterator[str]:
    """Each query that reads more than the floor does, or in another way that is no better."""
    for query in READS:
        least = plan_of(floor, query, tenant.values(), floor=True)
        plan = plan_of(ours, query, tenant.values())
        # Statistics are a sample: where two plans are as good, it is chance which is taken.
        otherwise = plan.shape != least.shape and plan.buffers > least.buffers
        if otherwise or not within(query, plan, least):
            yield f"{query.name}, {tenant.size} tenant:\n  ours   {plan}\n  floor  {least}"


@pytest.mark.parametrize("size", rows.TENANTS)
@pytest.mark.parametrize("plan_of", [plans.of_literal, plans.of_prepared], ids=["literal", "prepared"])
def test_row_security_costs_no_reading(database: Filled, size: str, plan_of: PlanOf) -> None:
    tenant = database.tenants[size]
    with database.floor() as floor, database.acting_as(tenant) as ours:
        assert list(worse_than_the_floor(ours, floor, tenant, plan_of)) == []


def test_the_queries_find_what_they_are_about(filled: Filled) -> None:
    """A query that finds nothing would be within any bound."""
    for tenant in filled.tenants.values():
        with filled.acting_as(tenant) as ours:
            for query in READS:
                found = ours.execute(query.literal(tenant.values()).encode()).fetchall()
                assert bool(found) is not query.name.startswith("another tenant's"), (query.name, tenant.size)


def test_a_plan_kept_from_another_tenant_may_read_far_more(filled: Filled) -> None:
    """Why tenant sessions keep no prepared statements: the plan was made for somebody else's rows."""
    kept, tenant, worst = filled.tenants["small"], filled.tenants["huge"], 0.0
    with serial(filled.tenant_url) as connection, filled.floor() as floor:
        for query in READS:
            become(connection, kept)
            plans.of_prepared(connection, query, kept.values())
            connection.commit()
            become(connection, tenant)
            _, arguments = query.prepared(tenant.values())
            plan = plans.again(connection, arguments)
            connection.commit()
            least = plans.of_literal(floor, query, tenant.values(), floor=True)
            worst = max(worst, plan.buffers / least.buffers)
    assert worst > 1.25


@pytest.mark.parametrize(("before", "after"), [("small", "huge"), ("huge", "small"), ("medium", "huge")])
def test_planning_anew_for_each_execution_makes_kept_statements_harmless(
    filled: Filled, before: str, after: str
) -> None:
    """The setting for who prepares statements with parameters on connections that tenants share."""
    kept, tenant = filled.tenants[before], filled.tenants[after]
    with serial(filled.tenant_url) as connection, filled.floor() as floor:
        connection.execute("SET plan_cache_mode = 'force_custom_plan'")
        connection.commit()
        for query in READS:
            text, arguments = query.prepared(tenant.values())
            if not arguments:
                continue  # PostgreSQL plans it once, whatever is set
            become(connection, kept)
            connection.execute(f"PREPARE kept AS {text}".encode())
            plans.again(connection, query.prepared(kept.values())[1], "kept")
            connection.commit()
            become(connection, tenant)
            plan = plans.again(connection, arguments, "kept")
            connection.execute("DEALLOCATE kept")
            connection.commit()
            least = plans.of_literal(floor, query, tenant.values(), floor=True)
            assert within(query, plan, least), f"{query.name}: {plan}, floor {least}"
