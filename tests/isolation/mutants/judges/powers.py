"""What no tenant does: upkeep, truncating, keys that refer to a table, databases, certain settings."""

from collections.abc import Iterator

from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint

from schema import METADATA
from tests.isolation.matrix.judging import THE_DATABASE
from tests.isolation.mutants.specimen import Specimen, refusal, table_of
from tests.isolation.rows import TENANCY

SUPERUSERS_SETTINGS = ("session_replication_role = replica", "lo_compat_privileges = on")
_POWERS = (
    "SELECT pg_drop_replication_slot('not there')",
    *(f"SET {setting}" for setting in SUPERUSERS_SETTINGS),
)


def differences(specimen: Specimen) -> Iterator[str]:
    for mode in specimen.modes:
        tables = [METADATA.tables[table] for table in TENANCY if specimen.concerns(table)]
        # Without CASCADE: what a key refers to cannot be truncated either, but that is another error.
        statements = [f"{verb} TABLE {table.name}" for table in tables for verb in ("REINDEX", "TRUNCATE")]
        statements += [
            f"ALTER TABLE {table_of(mode.role)} ADD FOREIGN KEY ({', '.join('x' for _ in key)}) "
            f"REFERENCES {table.name} ({', '.join(key)})"
            for table in tables
            for key in _keys(table)
        ]
        if specimen.concerns(THE_DATABASE):
            statements += _POWERS
        with specimen.acting(mode.role) as connection:
            for statement in statements:
                if (state := refusal(connection, statement)) != "42501":
                    yield f"{mode.role} is not denied {statement}: {state}"
        if specimen.concerns(THE_DATABASE):
            yield from _database(specimen, mode.role)


def _keys(table: Table) -> list[list[str]]:
    """The columns of each key that another table could refer to."""
    return [
        [column.name for column in constraint.columns]
        for constraint in table.constraints
        if isinstance(constraint, PrimaryKeyConstraint | UniqueConstraint)
    ]


def _database(specimen: Specimen, role: str) -> Iterator[str]:
    with specimen.login(f"login_of_{role}").connect(autocommit=True) as connection:
        connection.execute(f"SET ROLE {role}".encode())
        # Not possible in a transaction; without the right to it, the template is not even looked for.
        try:
            connection.execute("CREATE DATABASE mine TEMPLATE not_there")
        except Exception as error:
            if getattr(error, "sqlstate", None) != "42501":
                yield f"{role} may create databases: {error}"
