"""All faults: `faults/<kind>.py` for every kind that the engine knows, and the objects that they spoil.

A kind without its file of faults makes the import fail, and so the suite. The database that is spoilt is
schema.sql and then every `faults/<kind>.sql` that there is.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import psycopg

from pgdrift.catalog.kinds import KINDS
from tests.pgdrift.corpus.fault import Fault

HERE = Path(__file__).parent
OPTIONAL_EXTENSIONS = frozenset({"vector"})

BY_KIND: dict[str, list[Fault]] = {
    kind: import_module(f"tests.pgdrift.corpus.faults.{kind}").FAULTS for kind in KINDS
}
FAULTS = [fault for faults in BY_KIND.values() for fault in faults]


def fill(connection: psycopg.Connection) -> None:
    """Create the schema that is spoilt in an empty database, the roles of its server included."""
    connection.execute("CREATE ROLE desk_owner; CREATE ROLE desk_app; CREATE ROLE desk_service BYPASSRLS")
    connection.execute("GRANT desk_owner TO desk_service")
    connection.execute("ALTER ROLE desk_service SET statement_timeout = '5s'")
    connection.execute("SET allow_in_place_tablespaces = on")
    connection.execute("CREATE TABLESPACE desk_space LOCATION ''")
    connection.execute((HERE / "schema.sql").read_bytes())
    for kind in KINDS:
        fragment = HERE / "faults" / f"{kind}.sql"
        if fragment.exists():
            connection.execute(fragment.read_bytes())


def available(connection: psycopg.Connection) -> set[str]:
    """The extensions that the server offers."""
    return {name for (name,) in connection.execute("SELECT name FROM pg_available_extensions")}


def run(connection: psycopg.Connection, sql: str) -> None:
    """Run statements in which `{database}` stands for the database's name."""
    if sql:
        connection.execute(sql.replace("{database}", connection.info.dbname).encode())


def needs_more_than(fault: Fault, major: int) -> bool:
    """Whether PostgreSQL `major` cannot have the fault."""
    return fault.since > major
