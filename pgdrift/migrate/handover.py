"""Objects of the project that somebody else owns: each is handed to the project's owner by name.

REASSIGN OWNED would be shorter, and would also take the database, other schemas and other databases.
"""

from collections.abc import Iterable
from typing import Any

import psycopg
from sqlalchemy import Enum, MetaData

from pgdrift.declare import View
from pgdrift.declare.identifiers import literal, quoted
from pgdrift.migrate.bootstrap_steps import Step, role_oid
from pgdrift.migrate.version_table import VERSION_TABLE
from pgdrift.project import Project


def query(project: Project) -> str:
    """SQL that returns one row (what, statement) for each object of ours with another owner.

    Sequences that belong to a table's column change hands with the table, so they are not listed.
    """
    relations = _names(
        [*((table.schema or "public", table.name) for table in project.metadata.tables.values())]
        + [("public", VERSION_TABLE)]
        + [(entity.schema, entity.name) for entity in project.entities if isinstance(entity, View)]
    )
    functions = _names((f.schema, f.signature.split("(")[0]) for f in _functions(project.entities))
    types = _names(_enums(project.metadata))
    owner = project.owner_role or ""
    to = f"OWNER TO {quoted(owner)}"
    foreign = f"IS DISTINCT FROM {role_oid(owner)}"
    return f"""
SELECT format('the %s %I.%I', k.word, n.nspname, c.relname) AS what,
       format('ALTER %s %I.%I {to}', upper(k.word), n.nspname, c.relname) AS statement
  FROM pg_catalog.pg_class c
  JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  JOIN (VALUES ('r', 'table'), ('p', 'table'), ('v', 'view'), ('m', 'materialized view')) k(kind, word)
    ON k.kind = c.relkind::text
 WHERE (n.nspname::text, c.relname::text) IN ({relations}) AND c.relowner {foreign}
UNION ALL
SELECT format('the function %s', p.oid::regprocedure),
       format('ALTER ROUTINE %I.%I(%s) {to}', n.nspname, p.proname, pg_get_function_identity_arguments(p.oid))
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
 WHERE (n.nspname::text, p.proname::text) IN ({functions}) AND p.proowner {foreign}
UNION ALL
SELECT format('the type %I.%I', n.nspname, t.typname), format('ALTER TYPE %I.%I {to}', n.nspname, t.typname)
  FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
 WHERE (n.nspname::text, t.typname::text) IN ({types}) AND t.typtype IN ('e', 'd') AND t.typowner {foreign}
ORDER BY 1"""


def missing(connection: psycopg.Connection[Any], project: Project) -> list[Step]:
    """A step for each object of ours that ``project.owner_role`` does not own yet."""
    if project.owner_role is None:
        return []
    rows = connection.execute(query(project).encode()).fetchall()
    return [Step(f"the ownership of {what}", "false", statement) for what, statement in rows]


def statement(project: Project) -> str:
    """One statement that hands over whatever there is to hand over when it runs."""
    return (
        "DO $pgdrift$\nDECLARE\n  handover record;\nBEGIN\n"
        f"  FOR handover IN {query(project).strip()}\n"
        "  LOOP\n    EXECUTE handover.statement;\n  END LOOP;\nEND\n$pgdrift$"
    )


def _names(pairs: Iterable[tuple[str, str]]) -> str:
    listed = [f"({literal(schema)}, {literal(name)})" for schema, name in dict.fromkeys(pairs)]
    return ", ".join(listed) or "(NULL, NULL)"


def _functions(entities: Iterable[Any]) -> list[Any]:
    from alembic_utils.pg_function import PGFunction

    return [entity for entity in entities if isinstance(entity, PGFunction)]


def _enums(metadata: MetaData) -> Iterable[tuple[str, str]]:
    for table in metadata.tables.values():
        for column in table.columns:
            if isinstance(column.type, Enum) and column.type.native_enum and column.type.name:
                yield column.type.schema or "public", column.type.name
