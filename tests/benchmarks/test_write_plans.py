"""A tenant's write reads what the same write reads without row security, and finds its rows by indexes.

What follows from a statement is counted with it: checks of foreign keys, and cascades. PostgreSQL keeps the
plans of those for as long as a connection lives, whoever the tenant was when they were made.
"""

from collections.abc import Callable

import pytest

from benchmarks.tenants import goals, plans, rows
from benchmarks.tenants.arms import TABLES
from benchmarks.tenants.plans import Write
from benchmarks.tenants.queries import WRITES, Query
from tests.benchmarks.best_plans import WRITTEN, missing
from tests.benchmarks.conftest import Filled, become, serial

WriteOf = Callable[[Filled, rows.Tenant, Query], Write]
ANOTHER = {"small": "huge", "medium": "huge", "huge": "small"}


@pytest.fixture(params=["with statistics", "without statistics"])
def database(request: pytest.FixtureRequest) -> Filled:
    name = {"with statistics": "written", "without statistics": "written_never_analyzed"}[request.param]
    found: Filled = request.getfixturevalue(name)
    return found


@pytest.fixture
def analyzed(request: pytest.FixtureRequest, database: Filled) -> bool:
    return database is request.getfixturevalue("written")


def literal(database: Filled, tenant: rows.Tenant, query: Query) -> Write:
    with database.acting_as(tenant) as ours:
        return plans.of_write(ours, query.literal(tenant.values()))


def prepared(database: Filled, tenant: rows.Tenant, query: Query) -> Write:
    return kept_from(tenant, database, tenant, query)


def planned_under_another(database: Filled, tenant: rows.Tenant, query: Query) -> Write:
    return kept_from(database.tenants[ANOTHER[tenant.size]], database, tenant, query)


def kept_from(before: rows.Tenant, database: Filled, tenant: rows.Tenant, query: Query) -> Write:
    """A write by the plan that one tenant's transaction has left for all of them."""
    text, arguments = query.prepared(tenant.values())
    with serial(database.tenant_url) as connection:
        connection.execute("SET plan_cache_mode = 'force_generic_plan'")
        connection.execute(f"PREPARE kept AS {text}".encode())
        connection.commit()
        become(connection, before)
        # A statement that names its tenant would be refused to another, who can only have it planned.
        first, with_arguments = (
            "EXPLAIN " if "{tenant}" in query.sql else "",
            query.prepared(before.values())[1],
        )
        connection.execute(f"{first}{execute(with_arguments)}".encode())
        connection.rollback()
        become(connection, tenant)
        write = plans.of_write(connection, execute(arguments))
        connection.rollback()
    return write


def execute(arguments: list[str]) -> str:
    return f"EXECUTE kept ({', '.join(arguments)})"


def floor_of(database: Filled, tenant: rows.Tenant, query: Query) -> Write:
    with database.floor() as floor:
        return plans.of_write(floor, query.literal(tenant.values(), floor=True))


@pytest.mark.parametrize("size", rows.TENANTS)
@pytest.mark.parametrize("write_of", [literal, prepared, planned_under_another], ids=lambda way: way.__name__)
def test_row_security_costs_no_reading_to_write(
    database: Filled, analyzed: bool, size: str, write_of: WriteOf
) -> None:
    tenant, worse = database.tenants[size], []
    for query in WRITES:
        least, write = floor_of(database, tenant, query), write_of(database, tenant, query)
        # Embeddings are left out: there are none here, and an empty table is read through at no cost.
        through = write.read_through & {*TABLES, "users"}
        # With nothing known of any table, the indexes that begin with the tenant look as good as keys do.
        without = missing(WRITTEN[query.name], write.indexes) if analyzed else []
        as_many = write.rows == least.rows > 0
        if through or without or not as_many or write.buffers > goals.GOALS["buffers"] * least.buffers:
            worse.append(f"{query.name}:\n  ours   {write}\n  floor  {least}\n  without {without}")
    assert worse == []


@pytest.mark.parametrize("name", ["idx_contributions_session_id_user_id", "idx_votes_user_id_session_id"])
def test_a_missing_index_of_a_cascade_is_noticed(written: Filled, name: str) -> None:
    """The floor would lose it too."""
    tenant = written.tenants["small"]
    (delete,) = (query for query in WRITES if query.name.startswith("delete"))
    with written.floor() as connection:
        connection.execute(f"DROP INDEX {name}".encode())
        write = plans.of_write(connection, delete.literal(tenant.values(), floor=True))
    assert missing(WRITTEN[delete.name], write.indexes) == [name]
