"""Every way on which rows can be reached, asked in one statement, and what each may show to whom."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import psycopg
from psycopg import sql

import schema
from pgdrift.declare import View, collect
from pgdrift.tenancy import ShowsOwn, purpose_of
from tests.isolation.machine.ownership import Row, RowId, Rows, in_table
from tests.isolation.machine.tenant_tables import TenantTable

SCHEMA = "paths"
Seen = list[tuple[str, str, list[str], str | None, dict[str, Any] | None]]

# Shown with the rights of bo1_owner, whom no policy admits: under FORCE there is nothing to see.
_BY_OWNERS_RIGHTS = ("owner's view", "definer's function", "declared view")


class Breach(AssertionError):
    """A tenant saw, changed or lost what it should not have."""


def build(connection: psycopg.Connection[Any], tables: Iterable[TenantTable], role: str) -> None:
    """Make views and functions over ``tables``, of the caller's and of the owner's rights, for ``role``."""
    name = sql.Identifier(role)
    connection.execute(f"CREATE SCHEMA {SCHEMA} AUTHORIZATION bo1_owner")
    connection.execute(sql.SQL(f"GRANT USAGE ON SCHEMA {SCHEMA} TO {{}}").format(name))
    connection.execute("SET LOCAL ROLE bo1_owner")
    for table in tables:
        for statement in (
            "CREATE VIEW {view} WITH (security_invoker) AS SELECT * FROM {table}",
            "CREATE VIEW {owners} AS SELECT * FROM {table}",
            "CREATE FUNCTION {function}() RETURNS SETOF {table} STABLE LANGUAGE sql "
            "AS $$ SELECT * FROM {table} $$",
            "CREATE FUNCTION {definer}() RETURNS SETOF {table} STABLE SECURITY DEFINER "
            "SET search_path = pg_catalog, pg_temp LANGUAGE sql AS $$ SELECT * FROM {table} $$",
            "GRANT SELECT ON {view}, {owners} TO {role}",
            "GRANT EXECUTE ON FUNCTION {function}(), {definer}() TO {role}",
        ):
            connection.execute(sql.SQL(statement).format(role=name, **_names(table)))
    connection.execute("RESET ROLE")


def question(tables: Mapping[str, TenantTable], *only: str) -> sql.Composed:
    """What is seen on every path: path, table, key and owner of each row, and on the first all of it."""
    parts = [_declared_view(name, column) for name, column in _DECLARED_VIEWS]
    for table in tables.values():
        key = sql.SQL(", ").join(sql.SQL("t.{}::text").format(sql.Identifier(name)) for name in table.key)
        row = sql.SQL("ARRAY[{}], t.{}::text").format(key, sql.Identifier(table.owner))
        count = sql.SQL("ARRAY[count(*)::text], t.{}::text").format(sql.Identifier(table.owner))
        for path, shown, source in (
            ("table", sql.SQL("{}, to_jsonb(t)").format(row), "{table} t"),
            ("join", row, _joined(table, tables)),
            ("aggregate", count, "{table} t GROUP BY t.{owner}"),
            ("view", row, "{view} t"),
            ("function", row, "{function}() t"),
            ("owner's view", row, "{owners} t"),
            ("definer's function", row, "{definer}() t"),
        ):
            if only and path not in only:
                continue
            content = sql.SQL("") if path == "table" else sql.SQL(", NULL::jsonb")
            parts.append(
                sql.SQL("SELECT {}, {}, {}{} FROM {}").format(
                    sql.Literal(path),
                    sql.Literal(table.name),
                    shown,
                    content,
                    sql.SQL(source).format(owner=sql.Identifier(table.owner), **_names(table)),
                )
            )
    return sql.SQL("\nUNION ALL\n").join(parts)


def copying(tables: Mapping[str, TenantTable]) -> sql.Composed:
    """The same for COPY (SELECT): one JSON array a row."""
    parts = [
        sql.SQL("SELECT jsonb_build_array({}, ARRAY[{}], {}) FROM {}").format(
            sql.Literal(table.name),
            sql.SQL(", ").join(sql.SQL("{}::text").format(sql.Identifier(name)) for name in table.key),
            sql.Identifier(table.owner),
            sql.Identifier("public", table.name),
        )
        for table in tables.values()
    ]
    return sql.SQL("COPY ({}) TO STDOUT").format(sql.SQL(" UNION ALL ").join(parts))


def copied(lines: Iterable[str]) -> Seen:
    """What the rows of ``copying`` say."""
    return [("COPY (SELECT)", table, key, owner, None) for table, key, owner in map(json.loads, lines)]


def judge(
    tenant: str | None, expected: Rows, seen: Seen, tables: Mapping[str, TenantTable], paths: int
) -> Rows:
    """``expected`` with the content of each row as it was seen; Breach when anything else was seen.

    ``paths`` is how many of them must have shown every row.
    """
    found: dict[str, dict[RowId, Row]] = {}
    for path, table, key, owner, content in seen:
        if tenant is None or owner != tenant:  # what belongs to nobody is not for nobody to see
            raise Breach(f"{tenant!r} sees on the path {path!r} of {table} what is {owner!r}'s: {key}")
        if path == "aggregate":
            mine = len(in_table(expected, table))
            if int(key[0]) != mine:
                raise Breach(f"{tenant!r} counts {key[0]} rows of {table} instead of {mine}")
        elif path not in _BY_OWNERS_RIGHTS:
            shown = found.setdefault(path, {})
            if (table, tuple(key)) in shown:
                raise Breach(f"{tenant!r} sees {table} {key} twice on the path {path!r}")
            shown[table, tuple(key)] = Row(owner, content)
    for path, shown in found.items():
        missing, surplus = expected.keys() - shown.keys(), shown.keys() - expected.keys()
        if missing or surplus:
            raise Breach(f"{tenant!r} on the path {path!r}: missing {missing}, never owned {surplus}")
    if expected and len(found) != paths:
        raise Breach(f"{tenant!r} sees its rows on {sorted(found)} only")
    told = found.get("table", {})
    for row_id, row in expected.items():
        if told and row.content is not None and row.content != told[row_id].content:
            raise Breach(f"{row_id} of {tenant!r} was {row.content} and is {told[row_id].content}")
    return told if told else expected


ASKED = 4  # table, join, view, function: those of `question` that show each row
COPIED = 1


def _joined(table: TenantTable, tables: Mapping[str, TenantTable]) -> str:
    """To a tenant's parent where there is one, else to itself."""
    for reference in table.references:
        if reference.parent in tables:
            on = " AND ".join(f'p."{theirs}" = t."{own}"' for own, theirs in reference.columns)
            return f'{{table}} t JOIN public."{reference.parent}" p ON {on}'
    on = " AND ".join(f'p."{name}" = t."{name}"' for name in table.key)
    return f"{{table}} t JOIN {{table}} p ON {on}"


def _names(table: TenantTable) -> dict[str, sql.Identifier]:
    return {
        "table": sql.Identifier("public", table.name),
        "view": sql.Identifier(SCHEMA, f"view_{table.name}"),
        "owners": sql.Identifier(SCHEMA, f"owners_{table.name}"),
        "function": sql.Identifier(SCHEMA, f"function_{table.name}"),
        "definer": sql.Identifier(SCHEMA, f"definer_{table.name}"),
    }


def _declared_view(name: str, column: str) -> sql.Composed:
    return sql.SQL("SELECT 'declared view', {}, ARRAY[{}::text], {}::text, NULL::jsonb FROM {}").format(
        sql.Literal(name), sql.Identifier(column), sql.Identifier(column), sql.Identifier("public", name)
    )


_DECLARED_VIEWS = [
    (entity.name, purpose.column)
    for entity in collect(schema)
    if isinstance(entity, View) and isinstance(purpose := purpose_of(entity), ShowsOwn)
]
