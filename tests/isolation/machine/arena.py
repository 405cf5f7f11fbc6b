"""A database in which tenants interleave, the connections that they share, and its state as it really is."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import Engine, MetaData, create_engine

from pgdrift.database_url import DatabaseURL
from tests.isolation.conftest import ANN, BOB
from tests.isolation.machine import paths
from tests.isolation.machine.ownership import Row, Rows
from tests.isolation.machine.tenant_tables import TenantTable, tenant_tables
from tests.isolation.modes import TenantMode
from tests.isolation.rows import populate

TENANTS = (ANN, BOB, "%")
_BASELINE = "baseline"
_LOOK = "looked_at_under_another_tenant"

# All waiting is for another transaction of the same thread: it would never end.
_AT_ONCE = {"options": "-c lock_timeout=10ms"}


@dataclass
class Arena:
    """Everything that a machine works on; ``copied`` and ``asked`` are what it asks to see all there is."""

    mode: TenantMode
    tables: Mapping[str, TenantTable]
    superuser: psycopg.Connection[Any]
    engine: Engine  # whose pool keeps a single connection, so that tenants meet on it
    shared: psycopg.Connection[Any]
    onlooker: psycopg.Connection[Any]
    parents: Mapping[
        str, Mapping[str, dict[str, Any]]
    ]  # tenant, table: a row that is not the tenants' to change
    baseline: Rows
    asked: str
    asked_shortly: str  # of the tables alone
    copying: str

    def spelled(self, statement: sql.Composable) -> str:
        return statement.as_string(self.superuser)

    def reset(self) -> None:
        """Put the rows back that each example begins with."""
        for connection in (self.shared, self.onlooker):  # which an example that failed may have left anyhow
            connection.rollback()
        names = ["users", *self.tables]
        statements = [f'DELETE FROM public."{name}"' for name in reversed(names)]
        statements += [f'INSERT INTO public."{name}" SELECT * FROM {_BASELINE}."{name}"' for name in names]
        self.superuser.execute("; ".join(statements).encode())

    def everything(self) -> Rows:
        """Every row of every tenant table, as only a superuser sees it."""
        return _rows(self.superuser, self.tables)

    def seen_by(self, tenant: str | None) -> paths.Seen:
        """What is seen in a short transaction of ``tenant``, by a statement that others had planned."""
        self.mode.name_tenant(self.onlooker, tenant)
        seen = self.onlooker.execute(f"EXECUTE {_LOOK}").fetchall()
        self.onlooker.rollback()
        return seen  # type: ignore[return-value]

    @property
    def planned(self) -> str:
        """The same question, of the shared connection."""
        return f"EXECUTE {_LOOK}"


@contextmanager
def arena(url: DatabaseURL, login: DatabaseURL, mode: TenantMode, metadata: MetaData) -> Iterator[Arena]:
    """An arena in the database ``url`` (a superuser's), in which there is no row yet."""
    tables = tenant_tables(metadata)
    with ExitStack() as stack:
        superuser = stack.enter_context(url.connect(autocommit=True))
        superuser.execute("SET lock_timeout = '5s'")
        with superuser.transaction():
            made = populate(superuser, *TENANTS)
            mode.prepare(superuser)
            paths.build(superuser, tables.values(), mode.role)
            superuser.execute(f"CREATE SCHEMA {_BASELINE}")
            for name in [*tables, "users"]:
                superuser.execute(f'CREATE TABLE {_BASELINE}."{name}" AS TABLE public."{name}"'.encode())
        asked = paths.question(tables).as_string(superuser)
        contained = login.replace(**_AT_ONCE)
        engine = create_engine(contained.sqlalchemy(), pool_size=1, max_overflow=0, pool_timeout=1)
        stack.callback(engine.dispose)
        # Left to itself psycopg prepares statements of its own, and drops ours with them.
        shared = stack.enter_context(contained.connect(prepare_threshold=None))
        onlooker = stack.enter_context(contained.connect(prepare_threshold=None))
        for connection in (shared, onlooker):
            mode.name_tenant(connection, TENANTS[-1])
            connection.execute(f"PREPARE {_LOOK} AS {asked}".encode())
            connection.execute(f"EXECUTE {_LOOK}")
            connection.commit()
        yield Arena(
            mode,
            tables,
            superuser,
            engine,
            shared,
            onlooker,
            {tenant: {n: row for n, row in rows.items() if n not in tables} for tenant, rows in made.items()},
            _rows(superuser, tables),
            asked,
            paths.question(tables, "table").as_string(superuser),
            paths.copying(tables).as_string(superuser),
        )
        for connection in (shared, onlooker):
            connection.rollback()


def _rows(connection: psycopg.Connection[Any], tables: Mapping[str, TenantTable]) -> Rows:
    found: Rows = {}
    for table in tables.values():
        key = sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in table.key)
        statement = sql.SQL("SELECT ARRAY[{}], {}::text, to_jsonb(t) FROM {} t").format(
            key, sql.Identifier(table.owner), sql.Identifier("public", table.name)
        )
        for values, owner, content in connection.execute(statement):
            found[table.name, tuple(values)] = Row(owner, content)
    return found
