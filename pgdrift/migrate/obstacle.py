"""What a statement waits for: the lock, who holds it, and which locks its own transaction holds meanwhile."""

from dataclasses import dataclass
from typing import Any

import psycopg

from pgdrift.declare.identifiers import quoted

_STRONG = ("ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock")
_MODES = {
    "ShareUpdateExclusiveLock": "SHARE UPDATE EXCLUSIVE",
    "ShareLock": "SHARE",
    "ShareRowExclusiveLock": "SHARE ROW EXCLUSIVE",
    "ExclusiveLock": "EXCLUSIVE",
    "AccessExclusiveLock": "ACCESS EXCLUSIVE",
}

_WAITS = "SELECT wait_event_type = 'Lock' FROM pg_catalog.pg_stat_activity WHERE pid = %s"

# What another session runs is not asked for: a query's text may hold anything.
_HOLDERS = """
SELECT DISTINCT b.pid, coalesce(nullif(a.application_name, ''), a.backend_type), a.state,
       to_char(a.xact_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS'),
       CASE WHEN a.pid IS NOT NULL AND NOT pg_catalog.pg_has_role('pg_read_all_stats', 'USAGE')
             AND NOT coalesce(pg_catalog.pg_has_role(a.usesysid, 'USAGE'), false)
            THEN quote_ident(current_user) END
  FROM unnest(pg_catalog.pg_blocking_pids(%s)) b(pid)
  LEFT JOIN pg_catalog.pg_stat_activity a ON a.pid = b.pid
 ORDER BY 1"""

# A table that the waiting transaction has made itself is not seen from here, and nobody else waits for it.
_LOCKS = """
SELECT l.granted, n.nspname::text, c.relname::text, l.mode,
       c.relkind IN ('r', 'p') AND pg_catalog.pg_has_role(%s, c.relowner, 'USAGE')
  FROM pg_catalog.pg_locks l
  LEFT JOIN (pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace)
    ON c.oid = l.relation
 WHERE l.pid = %s AND (NOT l.granted OR l.locktype = 'relation' AND l.mode = ANY (%s) AND c.oid IS NOT NULL)
 ORDER BY l.granted, l.relation"""


@dataclass(frozen=True)
class Obstacle:
    """``awaited`` says what lock is waited for, ``holders`` who is in the way; both parts of a sentence.

    ``locks`` are the tables (quoted name, mode as LOCK TABLE takes it) to lock beforehand next time: first
    the one waited for, then those that were held meanwhile.
    """

    awaited: str
    holders: str
    locks: tuple[tuple[str, str], ...] = ()

    def __str__(self) -> str:
        return f"{self.awaited}: {self.holders}"


def waits(connection: psycopg.Connection[Any], pid: int) -> bool:
    """Whether the session ``pid`` waits for a lock now; cheap enough to be asked often."""
    row = connection.execute(_WAITS, [pid]).fetchone()
    return bool(row and row[0])


def of(connection: psycopg.Connection[Any], pid: int, owner: str) -> Obstacle | None:
    """What the session ``pid`` waits for now; None when it has just stopped waiting.

    ``owner`` is the role that will lock the tables beforehand.
    """
    holders = connection.execute(_HOLDERS, [pid]).fetchall()
    locks = connection.execute(_LOCKS, [owner, pid, list(_STRONG)]).fetchall()
    awaited = next((lock for lock in locks if not lock[0]), None)
    if awaited is None or not holders:
        return None
    _, schema, name, _, _ = awaited
    what = f"{quoted(schema)}.{quoted(name)}" if name else "transactions that began earlier"
    tables: dict[str, str] = {}
    for mode, words in _MODES.items():  # from the weakest to the strongest, which stays
        held = [lock for lock in locks if lock[3] == mode and lock[4]]
        tables |= {f"{quoted(schema)}.{quoted(name)}": words for _, schema, name, _, _ in held}
    ordered = tuple(sorted(tables.items(), key=lambda entry: (entry[0] != what, entry[0])))
    return Obstacle(what, "; ".join(_described(*holder) for holder in holders), ordered)


def _described(
    pid: int, application: str | None, state: str | None, since: str | None, kept_from: str | None
) -> str:
    if not pid:
        return "a prepared transaction (see pg_prepared_xacts)"
    if kept_from:
        who = f"{application}; " if application else ""
        return (
            f"process {pid} ({who}its state, and since when, {kept_from} may not see: an administrator can "
            f"GRANT pg_read_all_stats TO {kept_from})"
        )
    began = f"its transaction began at {since} UTC" if since else None
    details = ", ".join(part for part in (application, state, began) if part)
    return f"process {pid}" + (f" ({details})" if details else "")
