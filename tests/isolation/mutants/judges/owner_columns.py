"""Who adds a row without saying whose it is: it is his own, or refused where the owner must be given."""

from collections.abc import Iterator
from typing import Any

import psycopg
from sqlalchemy import Table

from tests.isolation.mutants.rows_in_sql import fresh_key, insertion, rows_of
from tests.isolation.mutants.specimen import Specimen
from tests.isolation.rows import OWNED, TABLES, row_for


def differences(specimen: Specimen) -> Iterator[str]:
    tables = [table for table in TABLES if table.name in OWNED and specimen.concerns(table.name)]
    if not tables:
        return
    with specimen.acting("bo1_service") as service:
        worlds = {tenant: rows_of(service, tenant) for tenant in specimen.tenants}
        for table in tables:
            row = row_for(table, "", worlds[specimen.tenants[0]])
            yield from _added(service, table, row, None, "the service")
    for mode in specimen.modes:
        with specimen.tenants_of(mode) as as_tenant:
            for tenant in (*specimen.tenants, None):
                connection = as_tenant(tenant)
                for table in tables:
                    row = row_for(table, "", worlds[tenant or specimen.tenants[0]])
                    yield from _added(connection, table, row, tenant, f"{mode.role} as {tenant}")


def _added(
    connection: psycopg.Connection[Any], table: Table, row: dict[str, Any], tenant: str | None, who: str
) -> Iterator[str]:
    owner = OWNED[table.name].column
    filled_in = table.columns[owner].server_default is not None
    row = {name: value for name, value in row.items() if name != owner} | fresh_key(table, "ownerless")
    statement, values = insertion(table, row)
    try:
        with connection.transaction(force_rollback=True):
            found = connection.execute(f"{statement} RETURNING {owner}".encode(), values).fetchone()
    except psycopg.Error as error:
        found = error.sqlstate
    if who == "the service":
        # Nobody fills it in for the service, which says whose a row is or leaves it to nobody.
        wanted = (None,) if table.columns[owner].nullable else "23502"
    else:
        wanted = (tenant,) if filled_in and tenant is not None else "42501"
    if found != wanted:
        yield f"{who} adds to {table.name} without an owner: {found}, not {wanted}"
