"""What random columns are made of, and what is in their rows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, DateTime, Integer, Numeric, String, Text, Uuid

from tests.pgdrift.generate.fuzz.schema import AColumn, Schema

TYPES: dict[str, Callable[[], Any]] = {
    "integer": Integer,
    "bigint": BigInteger,
    "numeric": lambda: Numeric(10, 2),
    "varchar(20)": lambda: String(20),
    "varchar(40)": lambda: String(40),
    "text": Text,
    "time": lambda: DateTime(timezone=True),
    "uuid": Uuid,
}
# Each holds every value that a row of the other may have here.
RETYPED = {
    "integer": ["bigint", "text"],
    "bigint": ["text"],
    "varchar(20)": ["varchar(40)", "text"],
    "varchar(40)": ["varchar(20)", "text"],
    "text": ["varchar(40)"],
}
DEFAULTS = {
    "integer": ["7", "abs(-3)"],
    "bigint": ["9"],
    "numeric": ["1.5"],
    "varchar(20)": ["'a:b'", "'50%'"],
    "varchar(40)": ["'it''s'"],
    "text": ["'x'", "lower('Y')", "CURRENT_USER"],
    "time": ["now()"],
    "uuid": ["gen_random_uuid()"],
}
COMMENTS = (None, "what 'it' is", '50%: :name \\ "x"', "two\nlines")
RULES = (
    "customer = current_user",
    "customer = current_setting('app.a:b', true)",
    "customer IN ('ann', 'bob')",
    "EXISTS (SELECT FROM pg_catalog.pg_roles r WHERE r.rolname = customer)",
)


def defaults(column: AColumn, schema: Schema) -> list[str]:
    """The defaults that a column may have."""
    if column.kind in schema.enums:
        return [f"'{label}'" for label in schema.enums[column.kind].held]
    functions = [
        f"public.{name}(2)" for name, said in schema.functions.items() if said.returns == column.kind
    ]
    return [*DEFAULTS[column.kind], *functions]


def value(column: AColumn, number: int, schema: Schema) -> str:
    """An SQL expression for a row's value, another one for another number where there are so many."""
    if column.kind in schema.enums:
        return f"'{schema.enums[column.kind].labels[0]}'"
    if column.kind == "time":
        return f"timestamptz '2020-01-01 00:00+00' + interval '{number} days'"
    if column.kind == "uuid":
        return f"md5('{number}')::uuid"
    return f"'v{number}'" if column.is_text else str(number + 10)
