"""What a statement did to rows that its actor may not even see: triggers tell, in notices that only it gets.

An AFTER trigger fires for every row that changed, whoever changed it and by whatever way (a cascade, an
upsert, a view), and never for a row that a policy kept away. It changes nothing itself.
"""

import json
from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql

SCHEMA = "witness"
_MARK = "changed by the cell: "

_SETUP = f"""
CREATE SCHEMA IF NOT EXISTS {SCHEMA};
GRANT USAGE ON SCHEMA {SCHEMA} TO PUBLIC;
CREATE OR REPLACE FUNCTION {SCHEMA}.tell() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE NOTICE '{_MARK}%', pg_catalog.jsonb_build_object(
        'table', TG_TABLE_NAME,
        'rows', CASE TG_OP WHEN 'INSERT' THEN pg_catalog.jsonb_build_array(pg_catalog.to_jsonb(NEW))
                           WHEN 'DELETE' THEN pg_catalog.jsonb_build_array(pg_catalog.to_jsonb(OLD))
                           WHEN 'UPDATE' THEN pg_catalog.jsonb_build_array(pg_catalog.to_jsonb(OLD),
                                                                           pg_catalog.to_jsonb(NEW))
                           ELSE '[null]' END);
    RETURN NULL;
END $$;
"""

_WATCHED = """
SELECT format('%I.%I', nspname, relname) FROM pg_trigger JOIN pg_class c ON c.oid = tgrelid
JOIN pg_namespace n ON n.oid = relnamespace
WHERE tgname IN ('zzz_witness_row', 'zzz_witness_table') AND tgenabled = 'O'
GROUP BY nspname, relname HAVING count(*) = 2"""


def install(connection: psycopg.Connection[Any], tables: Iterable[str], role: str) -> None:
    """Have the triggers on ``tables`` (quoted names), and a table of its own for ``role``, to refer from."""
    connection.execute(_SETUP.encode())
    mine = sql.Identifier(SCHEMA, f"table_of_{role}")
    connection.execute(sql.SQL("CREATE TABLE IF NOT EXISTS {} (x text)").format(mine))
    connection.execute(sql.SQL("ALTER TABLE {} OWNER TO {}").format(mine, sql.Identifier(role)))
    watched = {table for (table,) in connection.execute(_WATCHED.encode())}
    for table in tables:
        if table in watched:
            continue
        for name, events in (("row", "INSERT OR UPDATE OR DELETE"), ("table", "TRUNCATE")):
            each = "ROW" if name == "row" else "STATEMENT"
            # Last by its name, to see what other triggers left.
            connection.execute(
                f"CREATE OR REPLACE TRIGGER zzz_witness_{name} AFTER {events} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION {SCHEMA}.tell()".encode()
            )


def changes(notices: Iterable[str]) -> list[tuple[str, dict[str, Any] | None]]:
    """The table and row of each change in ``notices``, before and after it; None for a truncated table."""
    found: list[tuple[str, dict[str, Any] | None]] = []
    for notice in notices:
        if notice.startswith(_MARK):
            told = json.loads(notice.removeprefix(_MARK))
            found += [(told["table"], row) for row in told["rows"]]
    return found
