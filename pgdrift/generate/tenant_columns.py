"""Columns whose default depends on the session: PostgreSQL would give every row to whoever migrates."""

from collections.abc import Callable, Collection
from typing import Any

import psycopg
from alembic.operations import ops
from sqlalchemy import Column

from pgdrift.catalog.fact import Key
from pgdrift.declare.identifiers import quoted
from pgdrift.generate.step import Change, Step
from pgdrift.migrate import unfinished
from pgdrift.project import Project

# Defaults that call what reads the session. PostgreSQL keeps no record of a call to a function of its own.
_SESSION_BOUND = r"""
SELECT n.nspname, c.relname, a.attname
FROM pg_catalog.pg_attrdef d
JOIN pg_catalog.pg_class c ON c.oid = d.adrelid
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum
WHERE a.attgenerated = '' AND (
    pg_catalog.pg_get_expr(d.adbin, d.adrelid)
        ~* '\m(current_setting|current_user|session_user|current_role|user|inet_client_addr)\M'
    OR EXISTS (
        SELECT FROM pg_catalog.pg_depend r JOIN pg_catalog.pg_proc p ON p.oid = r.refobjid
        WHERE r.classid = 'pg_catalog.pg_attrdef'::regclass AND r.objid = d.oid
          AND r.refclassid = 'pg_catalog.pg_proc'::regclass AND p.provolatile <> 'i'))
"""


def session_bound(connection: psycopg.Connection[Any]) -> set[str]:
    """The columns of the connected database whose default depends on the session, by the catalog's names."""
    rows = connection.execute(_SESSION_BOUND.encode()).fetchall()
    return {".".join(quoted(part) for part in row) for row in rows}


def depends_on_session(op: ops.AddColumnOp, name: str, bound: Collection[str]) -> bool:
    """Whether adding the column with its default would write the session's value into every row."""
    return op.column.server_default is not None and name in bound


def filled_column(
    op: ops.AddColumnOp, render: Callable[[ops.MigrateOperation], Step], key: Key, project: Project
) -> list[Change]:
    """The column without its default, a mark where a person has to fill it, then the default and NOT NULL."""
    hint = ""
    if project.migrator_role and project.owner_role:
        # Under FORCE the owner's UPDATE touches no row, and says so by raising an error.
        hint = f",\n# between SET LOCAL ROLE {quoted(project.migrator_role)} and {quoted(project.owner_role)}"
    column: Column[Any] = op.column
    bare = column._copy()
    bare.server_default, bare.nullable = None, True
    add = ops.AddColumnOp(op.table_name, bare, schema=op.schema)
    default = ops.AlterColumnOp(
        op.table_name, column.name, schema=op.schema, modify_server_default=column.server_default
    )
    mark = f"{unfinished.MARK}{key.name} for the rows that exist, whoever they belong to{hint}"
    steps = [Change(render(add), render(op.reverse()))]
    default_step = render(default)
    steps.append(Change(Step(default_step.subject, f"{mark}\n{default_step.code}"), None))
    if not column.nullable:
        required = ops.AlterColumnOp(op.table_name, column.name, schema=op.schema, modify_nullable=False)
        steps.append(Change(render(required), None))
    return steps
