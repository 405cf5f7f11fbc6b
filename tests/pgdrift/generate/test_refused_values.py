"""The count of rows that another type refuses is PostgreSQL's own answer."""

import psycopg
import pytest

from pgdrift.generate.refused_values import refuses
from pgdrift.server.cluster import Cluster

CHANGES = [
    ("text", "varchar(3)", ["abc", ""], ["abcd"]),
    ("varchar(9)[]", "varchar(3)[]", ["{abc}", "{}"], ["{a,abcd}"]),
    ("integer", "varchar(3)", ["123"], ["1234"]),
    ("text", "char(3)", ["a"], ["abcd"]),
    ("bit varying(5)", "bit(3)", ["101"], ["10", "1010"]),
    ("bit(5)", "bit varying(3)", [], ["10101"]),
    ("bigint", "integer", ["2147483647", "-2147483648"], ["2147483648", "-2147483649"]),
    ("numeric", "smallint", ["32767.4", "-32768.4"], ["32767.5", "NaN"]),
    ("double precision", "bigint", ["1e18"], ["1e19", "Infinity"]),
    ("numeric", "numeric(4,2)", ["99.994", "-99.99", "NaN"], ["99.995", "100", "Infinity"]),
    ("real", "numeric(3,-2)", ["99900"], ["99950"]),
    ("bigint", "numeric(2,4)", ["0"], ["1"]),
    ("text", "integer", ["12", " 7"], ["x", "1e9"]),
    ("text", "uuid", ["00000000-0000-0000-0000-000000000000"], ["x"]),
    ("date", "timestamp with time zone", ["2026-01-01"], []),
    ("text", "text", ["x"], []),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change[0]} to {change[1]}")
def test_what_is_counted_is_what_postgresql_refuses(
    change: tuple[str, str, list[str], list[str]], cluster: Cluster
) -> None:
    old, new, fitting, others = change
    with cluster.url().connect() as connection:
        name = (
            "SELECT format_type(a.atttypid, a.atttypmod) FROM pg_attribute a WHERE attrelid = 'v'::regclass"
        )
        for value in (None, *fitting, *others):
            with connection.transaction(force_rollback=True):
                connection.execute(f"CREATE TEMP TABLE v (x {old})".encode())
                before = connection.execute(f"{name} AND attnum = 1".encode()).fetchone()
                connection.execute("INSERT INTO v VALUES (%s)", [value])
                connection.execute(f"ALTER TABLE v ADD y {new}".encode())
                after = connection.execute(f"{name} AND attnum = 2".encode()).fetchone()
                assert before
                assert after
                condition = refuses("x", before[0], after[0]) or "false"
                counted = _attempt(connection, f"SELECT count(*) > 0 FROM v WHERE {condition}")
                using = " USING x::integer" if (old, new) == ("text", "integer") else ""
                using = " USING x::uuid" if new == "uuid" else using
                refused = _attempt(connection, f"ALTER TABLE v ALTER x TYPE {new}{using}")
                assert counted == refused == (value in others), value


def _attempt(connection: psycopg.Connection, sql: str) -> bool:
    try:
        with connection.transaction():
            cursor = connection.execute(sql.encode())
            return bool(cursor.description and (cursor.fetchone() or [False])[0])
    except (psycopg.DataError, psycopg.errors.FeatureNotSupported):
        return True
