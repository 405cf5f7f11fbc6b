"""Each tenant, and whoever names nobody, looks at every table and view and adds a row: the quickest look."""

from collections.abc import Iterator
from typing import Any

import psycopg
from sqlalchemy import Table

from tests.isolation.mutants.rows_in_sql import fresh_key, insertion, rows_of
from tests.isolation.mutants.specimen import Specimen, refusal
from tests.isolation.rows import OWNED, TABLES, row_for


def differences(specimen: Specimen) -> Iterator[str]:
    with specimen.url.connect() as superuser:
        worlds = {tenant: rows_of(superuser, tenant) for tenant in specimen.tenants}
    tables = [table for table in TABLES if table.name in OWNED and specimen.concerns(table.name)]
    for mode in specimen.modes:
        with specimen.tenants_of(mode) as as_tenant:
            # Nobody first: on a connection that has once named a tenant the setting is empty, not unset.
            for tenant in (None, *specimen.tenants, "", "nobody"):
                connection = as_tenant(tenant)
                yield from _look(connection, tables, worlds, tenant, f"{mode.role} as {tenant!r}")
            for name, introduce in mode.impostors:
                connection.rollback()
                introduce(connection)
                yield from _look(connection, tables, worlds, None, f"{mode.role} with {name}")


def _look(
    connection: psycopg.Connection[Any],
    tables: list[Table],
    worlds: dict[str, dict[str, Any]],
    tenant: str | None,
    who: str,
) -> Iterator[str]:
    owned = [tenant] if tenant in worlds else []
    for table in tables:
        owner = OWNED[table.name].column
        seen = [found for (found,) in connection.execute(f"SELECT {owner} FROM {table.name}".encode())]
        if seen != owned:
            yield f"{who} sees rows of {seen} in {table.name}"
        login = str(connection.info.user)
        for other in (*worlds, "", login, login.removeprefix("login_of_")):
            row = row_for(table, other, worlds.get(other, next(iter(worlds.values()))))
            state = refusal(connection, *insertion(table, row | fresh_key(table, "glance")))
            if state != (None if other in owned else "42501"):
                yield f"{who} adds to {table.name} a row of {other!r}: {state}"
