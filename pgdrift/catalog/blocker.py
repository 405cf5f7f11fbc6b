"""Who holds the exclusive lock that a reading waited for."""

from __future__ import annotations

from typing import Any

import psycopg

# A relation whose name is not found was made by a transaction that is still open: nobody waits for that one.
# What another session runs is not asked for: a query's text may hold anything. A role that may not look into
# the other session sees its number and the name of its application only.
_BLOCKERS = r"""
    SET LOCAL lock_timeout = '100ms'; SET LOCAL statement_timeout = '1s';
    SELECT CASE c.relkind WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' WHEN 'i' THEN 'index'
                          WHEN 'I' THEN 'index' WHEN 'S' THEN 'sequence' ELSE 'table' END
               || ' ' || quote_ident(n.nspname) || '.' || quote_ident(c.relname),
           l.pid, l.granted, coalesce(nullif(a.application_name, ''), a.backend_type), a.state,
           to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
           CASE WHEN NOT l.granted THEN pg_blocking_pids(l.pid) END
    FROM (SELECT DISTINCT ON (relation) relation, pid, granted FROM pg_locks
          WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock'
            AND pid IS DISTINCT FROM pg_backend_pid()
            AND database IN (0, (SELECT oid FROM pg_database WHERE datname = current_database()))
          ORDER BY relation, granted DESC, pid) l
    JOIN pg_class c ON c.oid = l.relation
    JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname !~ '^pg_(temp|toast)'
    LEFT JOIN pg_stat_activity a ON a.pid = l.pid
    ORDER BY c.relkind IN ('i', 'I', 'S'), l.granted DESC, a.xact_start, 1
"""
# When the catalog itself is locked, no name can be looked up; this view reads no table.
_NUMBERS = """
    SELECT DISTINCT 'catalog with OID ' || relation, pid, granted, NULL, NULL, NULL, NULL::integer[]
    FROM pg_locks
    WHERE locktype = 'relation' AND mode = 'AccessExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
      AND granted AND relation < 16384
    ORDER BY 1
"""
_NAMED = 3


def describe(connection: psycopg.Connection[Any]) -> str:
    """Which objects of the connected database are locked exclusively, by whom and since when; "" if none is.

    Part of a sentence. Changes nothing, whether a transaction is open or not.
    """
    for query in (_BLOCKERS, _NUMBERS):
        try:
            with connection.transaction(force_rollback=True), connection.cursor() as cursor:
                cursor.execute(query.encode())
                while cursor.nextset():
                    pass
                rows = cursor.fetchall()
        except psycopg.OperationalError:
            continue
        if rows:
            # An index is locked together with its table, which says enough.
            tables = [row for row in rows if not row[0].startswith(("index ", "sequence "))] or rows
            more = f"; and {len(tables) - _NAMED} more" if len(tables) > _NAMED else ""
            return "; ".join(_described(*row) for row in tables[:_NAMED]) + more
    return ""


def _described(
    relation: str,
    pid: int | None,
    granted: bool,
    application: str | None,
    state: str | None,
    since: str | None,
    ahead: list[int] | None,
) -> str:
    if pid is None:
        return f"{relation} is locked by a prepared transaction (see pg_prepared_xacts)"
    doing = f"{state}, its transaction began at {since} UTC" if state and since else state
    details = ", ".join(part for part in (application, doing) if part)
    session = f"session {pid}" + (f" ({details})" if details else "")
    if granted:
        return f"{relation} is locked by {session}"
    others = ", ".join(str(other) for other in ahead or ())
    behind = f", behind session {others}" if others else ""
    return f"{relation} is waited for by {session}{behind}"
