"""Running pending revisions on a copy and seeing what they would do to those who use the live database.

Which locks a statement takes does not depend on how many rows there are, so the copy, which has none, shows
them: they are looked up when a transaction is about to end, while it still holds all of them.
"""

import re
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from pgdrift.migrate.rehearsed_columns import RehearsedColumns, Required
from pgdrift.migrate.statements import recognised
from pgdrift.migrate.version_table import VERSION_TABLE

# Those that somebody who reads or writes waits for, from the weakest.
_MODES = {
    "ShareLock": "SHARE",
    "ShareRowExclusiveLock": "SHARE ROW EXCLUSIVE",
    "ExclusiveLock": "EXCLUSIVE",
    "AccessExclusiveLock": "ACCESS EXCLUSIVE",
}

_RELATIONS = """
SELECT c.oid::bigint, quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.relkind::text,
       pg_catalog.pg_relation_filenode(c.oid)::bigint, i.indrelid::bigint
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
 WHERE c.relkind IN ('r', 'p', 'm', 'i') AND n.nspname !~ '^(pg_|information_schema)' AND c.relname !~ %s"""

# Anywhere in a statement: a block or a function of the revision's own may fill rows too.
_MAY_FILL = re.compile(r"\b(?:UPDATE|DELETE|MERGE|TRUNCATE|DO|CALL|SELECT|EXECUTE)\b", re.IGNORECASE)

_LOCKS = """
SELECT DISTINCT relation::bigint, mode FROM pg_catalog.pg_locks
 WHERE pid = pg_catalog.pg_backend_pid() AND locktype = 'relation' AND granted"""


@dataclass
class Effects:
    """What one revision does to what was there before all pending ones.

    ``locks``: the strongest lock on each table, as LOCK TABLE calls it. ``rewrites``: the tables whose every
    row is written anew, ``rebuilds``: how many indexes of each table are. ``losses``: the tables and columns,
    with the table each is of, that are there no longer, and their rows with them. ``required``: the columns
    that become NOT NULL. ``alone``: the statements that are transactions of their own, with whether reads and
    writes pass meanwhile.
    """

    locks: dict[str, str] = field(default_factory=dict)
    rewrites: list[str] = field(default_factory=list)
    rebuilds: dict[str, int] = field(default_factory=dict)
    losses: list[tuple[str, str]] = field(default_factory=list)
    required: list[Required] = field(default_factory=list)
    alone: list[tuple[str, bool]] = field(default_factory=list)


class Rehearsal:
    """Watches the sessions of an engine; ``effects`` are those of each revision that has run, by its id."""

    def __init__(self) -> None:
        self.effects: dict[str, Effects] = {}
        self._now, self._stamped = Effects(), False
        self._names: dict[int, tuple[str, str]] = {}
        self._files: dict[int, int | None] = {}
        self._columns: RehearsedColumns | None = None
        self._moving: list[str] = []

    def attach(self, engine: Engine, before: psycopg.Connection[Any]) -> None:
        """Watch ``engine``; ``before`` is a connection to its database, in which nothing has run yet."""
        for oid, name, kind, file, _ in self._relations(before):
            self._names[oid], self._files[oid] = (name, kind), file
        tables = {oid: name for oid, (name, kind) in self._names.items() if kind in ("r", "p")}
        self._columns = RehearsedColumns(before, tables)
        event.listen(engine, "commit", self._on_commit)
        event.listen(engine, "after_cursor_execute", self._on_executed)

    def version_applied(self, *, ctx: Any, step: Any, **_: Any) -> None:
        """In the transaction that stamps a revision."""
        self._look(ctx.connection.connection.dbapi_connection)
        self.effects[step.up_revision_id], self._now = self._now, Effects()
        self._stamped = True  # what is committed next has been looked at

    def _on_commit(self, connection: Connection) -> None:
        session: Any = connection.connection.dbapi_connection
        if not (session.autocommit or self._stamped):
            self._look(session)
        self._stamped = False

    def _on_executed(self, connection: Any, cursor: Any, sql: str, *_: Any) -> None:
        statement = recognised(sql)
        # Alembic itself looks into the catalog, and at its own table.
        of_alembic = VERSION_TABLE in sql or (statement.reads and "pg_catalog" in sql)
        if not of_alembic and _MAY_FILL.search(sql):
            self._moving.append(sql)
        if cursor.connection.autocommit and not (statement.reads or statement.sets_session):
            self._now.alone.append((statement.label, statement.only_waits))

    def _look(self, session: psycopg.Connection[Any]) -> None:
        modes = list(_MODES)
        for oid, mode in session.execute(_LOCKS).fetchall():
            name, kind = self._names.get(oid, ("", ""))
            if mode in _MODES and kind in ("r", "p", "m"):
                held = self._now.locks.get(name)
                if held is None or modes.index(mode) > list(_MODES.values()).index(held):
                    self._now.locks[name] = _MODES[mode]
        for oid, _, _, file, table in self._relations(session):
            if oid in self._files and self._files[oid] != file:
                self._files[oid] = file
                if table is None:
                    self._now.rewrites.append(self._names[oid][0])
                elif table in self._names:
                    of_table = self._names[table][0]
                    self._now.rebuilds[of_table] = self._now.rebuilds.get(of_table, 0) + 1
        if self._columns is not None:
            losses, required = self._columns.look(session, self._now.rewrites, moved=bool(self._moving))
            self._now.losses += losses
            self._now.required += [found for found in required if not self._updates(found.table)]

    def _updates(self, table: str) -> bool:
        """Whether something that ran updates ``table``: how is for whoever wrote that to know."""
        update = re.compile(
            rf'\bUPDATE\s+(?:ONLY\s+)?(?:[\w"]+\.)?{re.escape(table.rpartition(".")[2])}(?![\w"])',
            re.IGNORECASE,
        )
        return any(update.search(sql) for sql in self._moving)

    @staticmethod
    def _relations(
        session: psycopg.Connection[Any],
    ) -> list[tuple[int, str, str, int | None, int | None]]:
        rows: list[tuple[int, str, str, int | None, int | None]] = session.execute(
            _RELATIONS, [f"^{VERSION_TABLE}"]
        ).fetchall()
        return rows
