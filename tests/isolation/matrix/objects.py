"""What there is in a live database, except the system's and the extensions' own."""

from dataclasses import dataclass
from typing import Any

import psycopg

from tests.isolation.matrix import witness

_MEMBER = """EXISTS (SELECT FROM pg_depend d WHERE d.classid = '{catalog}'::regclass AND d.objid = {oid}
                     AND d.deptype = 'e')"""

_SCHEMAS = f"""SELECT oid FROM pg_namespace
 WHERE nspname !~ '^pg_' AND nspname NOT IN ('information_schema', '{witness.SCHEMA}')"""

_RELATIONS = f"""
SELECT n.nspname::text, c.relname::text, format('%I.%I', n.nspname, c.relname), c.relkind::text,
       ARRAY(SELECT attname::text FROM pg_attribute
             WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S') AND n.oid IN ({_SCHEMAS})
  AND NOT {_MEMBER.format(catalog="pg_class", oid="c.oid")}
ORDER BY 1, 2"""

_FUNCTIONS = f"""
SELECT n.nspname::text, p.proname || '(' || pg_get_function_identity_arguments(p.oid) || ')',
       format('%I.%I', n.nspname, p.proname), p.prokind::text,
       ARRAY(SELECT format_type(t, NULL) FROM unnest(p.proargtypes) t)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
WHERE n.oid IN ({_SCHEMAS}) AND NOT {_MEMBER.format(catalog="pg_proc", oid="p.oid")}
ORDER BY 1, 2"""


@dataclass(frozen=True)
class Relation:
    """A table, view, materialized view, foreign table or sequence."""

    schema: str
    name: str
    quoted: str  # with its schema, for SQL
    kind: str  # pg_class.relkind
    columns: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class Function:
    """A function or procedure, by its identity: name and argument types."""

    schema: str
    identity: str
    quoted: str
    kind: str  # pg_proc.prokind
    arguments: tuple[str, ...]

    @property
    def label(self) -> str:
        return self.identity if self.schema == "public" else f"{self.schema}.{self.identity}"


def relations(connection: psycopg.Connection[Any]) -> list[Relation]:
    """Every relation that holds or shows rows."""
    rows = connection.execute(_RELATIONS.encode()).fetchall()
    return [Relation(*row[:-1], tuple(row[-1])) for row in rows]


def functions(connection: psycopg.Connection[Any]) -> list[Function]:
    """Every function and procedure."""
    rows = connection.execute(_FUNCTIONS.encode()).fetchall()
    return [Function(*row[:-1], tuple(row[-1])) for row in rows]
