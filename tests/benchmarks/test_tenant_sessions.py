"""What one tenant's session planned, no other's session runs."""

import itertools

import pytest
from sqlalchemy import create_engine, text
from sqlmodel import Session

from benchmarks.tenants import plans
from benchmarks.tenants.queries import READS
from benchmarks.tenants.rows import TENANTS
from boardofone import tenant_session
from tests.benchmarks.conftest import Filled

PREPARED = text("SELECT pg_backend_pid(), (SELECT count(*) FROM pg_prepared_statements)")
OFTEN = 8  # psycopg prepares what it has seen five times


def driver(session: Session):
    return session.connection().connection.driver_connection


@pytest.mark.parametrize(("before", "after"), [*itertools.permutations(TENANTS, 2)])
def test_a_session_plans_for_its_own_tenant(filled: Filled, before: str, after: str) -> None:
    first, second = filled.tenants[before], filled.tenants[after]
    engine = create_engine(
        filled.tenant_url.sqlalchemy(),
        pool_size=1,
        max_overflow=0,
        connect_args={
            "options": "-c max_parallel_workers_per_gather=0 -c plan_cache_mode=force_generic_plan"
        },
    )
    try:
        with tenant_session(engine, first.id) as session:
            for query in READS:
                for _ in range(OFTEN):
                    session.execute(text(query.literal(first.values()).replace(":", r"\:"))).all()
            session.execute(text("PREPARE the_query AS SELECT count(*) FROM contributions"))
            backend = session.execute(PREPARED).one()[0]
        with tenant_session(engine, second.id) as session, filled.floor() as floor:
            assert session.execute(PREPARED).one() == (backend, 0)
            for query in READS:
                least = plans.of_literal(floor, query, second.values(), floor=True)
                plan = plans.of_literal(driver(session), query, second.values())
                assert plan.buffers <= 1.25 * least.buffers, f"{query.name}: {plan}, floor {least}"
                # Statistics are a sample: where two plans are as good, it is chance which is taken.
                assert plan.shape == least.shape or plan.buffers <= least.buffers
    finally:
        engine.dispose()
