"""Bringing the table of personas in line with the file that declares them."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus
from psycopg.rows import scalar_row
from psycopg.types.json import Jsonb

from seed_data import persona_file
from seed_data.explaining import explained
from seed_data.persona_file import KEY, PERSONA_FILE, Entry
from seed_data.seed_report import SeedReport

if TYPE_CHECKING:
    from sqlalchemy import Table

# Found in pg_class rather than by to_regclass, which raises when the schema may not be used.
READABLE = """
SELECT has_schema_privilege(relnamespace, 'USAGE') AND has_table_privilege(oid, 'SELECT')
FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname = 'personas'
"""

# The columns that the database fills by itself are no part of what a file can say.
STORED = """
SELECT to_jsonb(persona) - ARRAY(
    SELECT attname::text FROM pg_attribute
    WHERE attrelid = 'public.personas'::regclass AND attnum > 0 AND (atthasdef OR attidentity <> '')
)
FROM public.personas AS persona
"""

CODES = "SELECT code FROM public.personas ORDER BY code"

# SET ROLE asks what the login may become, not what the current role may.
ASSUMABLE = """
SELECT rolname FROM pg_roles AS role, pg_class AS personas
WHERE rolname = ANY(%(roles)s)
  AND relnamespace = 'public'::regnamespace AND relname = 'personas'
  AND pg_has_role(session_user, role.oid, %(membership)s)
  AND has_any_column_privilege(role.oid, personas.oid, 'INSERT')
ORDER BY array_position(%(roles)s, rolname::text)
LIMIT 1
"""

# Rows that are already right are left out before the INSERT: there, ON CONFLICT would come after the identity
# has given a number away. It stays for the rows that another seeding inserts meanwhile. Ordered, because two
# seedings that insert the same codes in different orders wait for each other for ever.
UPSERT = """
INSERT INTO public.personas AS stored ({columns})
SELECT {columns} FROM jsonb_populate_recordset(NULL::public.personas, %(entries)s) AS declared
WHERE NOT EXISTS (
    SELECT FROM public.personas AS stored WHERE ({stored}) IS NOT DISTINCT FROM ({declared})
)
ORDER BY declared.{key} COLLATE "C"
ON CONFLICT ({key}) DO UPDATE SET ({fields}) = ROW ({new_fields})
WHERE ({stored}) IS DISTINCT FROM ({excluded})
RETURNING xmax = 0 -- a row version that nothing has locked: inserted rather than updated
"""


def load(connection: psycopg.Connection[Any], path: Path | None = None) -> SeedReport:
    """Insert the declared personas that are missing and correct those that differ; delete none.

    ``path`` is a file of the form of personas.json, which is the default. Everything happens in one
    transaction, or in a savepoint of the caller's; a row that is right already is not touched. Writes as the
    project's service role, else its owner, when the login may become either. Raises PgdriftError, having
    changed nothing, when the file is malformed or the table is not there or may not be written.
    """
    path = path or PERSONA_FILE
    entries = persona_file.read(path)
    idle = connection.info.transaction_status is TransactionStatus.IDLE
    with explained(connection), connection.transaction():
        if idle:
            # The database's default may be stricter; a second seeding would then fail instead of finding
            # the first one's rows.
            connection.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        stored = _stored(connection)
        if all(stored.get(entry[KEY]) == entry for entry in entries):
            return SeedReport(0, 0, len(entries), _undeclared(stored, entries))
        # Imported here: they cost most of a second, and a seeding that finds nothing to do needs neither.
        from policies.roles import OWNER_ROLE, SERVICE_ROLE
        from schema import Persona

        table: Table = Persona.__table__  # type: ignore[attr-defined]
        persona_file.conform(path, entries, table)
        with _role(connection, [SERVICE_ROLE, OWNER_ROLE]):
            inserted = _upsert(connection, entries, table)
            codes = connection.cursor(row_factory=scalar_row).execute(CODES).fetchall()
        return SeedReport(
            inserted.count(True),
            inserted.count(False),
            len(entries) - len(inserted),
            _undeclared(codes, entries),
        )


def _stored(connection: psycopg.Connection[Any]) -> dict[str, Any]:
    """The personas in the database by code; none if they cannot be read, which writing will explain."""
    cursor = connection.cursor(row_factory=scalar_row)
    if not cursor.execute(READABLE).fetchone():
        return {}
    return {row[KEY]: row for row in cursor.execute(STORED)}


def _upsert(connection: psycopg.Connection[Any], entries: Sequence[Entry], table: "Table") -> list[bool]:
    """One answer for each row that was written: whether it was inserted."""
    columns = persona_file.declared_columns(table)

    def listed(relation: str | None = None, without: str | None = None) -> sql.Composed:
        prefix = (relation,) if relation else ()
        names = [column.name for column in columns if column.name != without]
        return sql.SQL(", ").join(sql.Identifier(*prefix, name) for name in names)

    statement = sql.SQL(UPSERT).format(
        columns=listed(),
        stored=listed("stored"),
        declared=listed("declared"),
        excluded=listed("excluded"),
        fields=listed(without=KEY),
        new_fields=listed("excluded", without=KEY),
        key=sql.Identifier(KEY),
    )
    cursor = connection.cursor(row_factory=scalar_row)
    return cursor.execute(statement, {"entries": Jsonb(entries)}).fetchall()


def _undeclared(codes: Iterable[str], entries: Sequence[Entry]) -> tuple[str, ...]:
    declared = {entry[KEY] for entry in entries}
    return tuple(sorted(code for code in codes if code not in declared))


@contextmanager
def _role(connection: psycopg.Connection[Any], roles: list[str]) -> Iterator[None]:
    """Act as the first of ``roles`` that the login may become and that may write; else as it is."""
    # Since 16 a membership may be one that does not allow SET ROLE.
    membership = "SET" if connection.info.server_version >= 160000 else "MEMBER"
    cursor = connection.cursor(row_factory=scalar_row)
    role = cursor.execute(ASSUMABLE, {"roles": roles, "membership": membership}).fetchone()
    if role is None:
        yield
        return
    before = cursor.execute("SELECT current_setting('role')").fetchone()
    cursor.execute("SELECT set_config('role', %s, true)", [role])
    yield
    # The caller's transaction may go on after our savepoint, and should go on as it was.
    cursor.execute("SELECT set_config('role', %s, true)", [before])
