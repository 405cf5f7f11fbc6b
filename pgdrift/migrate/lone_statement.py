"""A statement that is a transaction of its own, run until it has been done exactly once."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import errors

from pgdrift.migrate import debris
from pgdrift.migrate.limits import Limits
from pgdrift.migrate.parts import Parts
from pgdrift.migrate.patience import Patience
from pgdrift.migrate.retries import Retries
from pgdrift.migrate.statements import Statement
from pgdrift.migrate.watch import Watch

# What a statement raises that has been executed already: one that makes something, one that takes it away.
_IS_THERE = (
    errors.DuplicateTable,
    errors.DuplicateObject,
    errors.DuplicateColumn,
    errors.DuplicateSchema,
    errors.DuplicateFunction,
)
_IS_GONE = (
    errors.UndefinedTable,
    errors.UndefinedObject,
    errors.UndefinedColumn,
    errors.UndefinedFunction,
)
_TAKES_AWAY = re.compile(r"\b(?:DROP|RENAME|DETACH)\b", re.IGNORECASE)


@dataclass(frozen=True)
class LoneStatement:
    """The part that ``parts`` has come to: ``sql``, which ``execute`` sends over ``connection``."""

    connection: psycopg.Connection[Any]
    statement: Statement
    sql: str
    execute: Callable[[], Any]
    parts: Parts
    limits: Limits
    watch: Watch
    patience: Patience

    def run(self) -> None:
        """Have it done and noted, whatever it meets and wherever an earlier run of it was killed."""
        parts, statement, connection = self.parts, self.statement, self.connection
        interrupted = parts.journal.started
        retries = Retries(self.patience, lambda: self.watch.obstacle)
        present = debris.index_state(connection, statement)
        if interrupted and present:
            parts.note_done(connection)
            return
        if not statement.transactional and not present:
            # From here on it is ours: an index of that name that is there now would be somebody else's.
            parts.note_start(connection)
        while True:
            try:
                self._try()
                return
            except psycopg.Error as error:
                if connection.closed:
                    raise
                if interrupted and self._had_succeeded(error):
                    parts.note_done(connection)
                    return
                try:
                    retries.pause(error)
                except BaseException:
                    # Known not to be done; what it left behind would cost every write until the next run.
                    with suppress(psycopg.Error):
                        if statement.only_waits:
                            debris.remove(connection, statement)
                        parts.note_refused(connection)
                    raise

    def _had_succeeded(self, error: psycopg.Error) -> bool:
        """Whether it fails only because it had succeeded, in the run that did not live to note it."""
        return isinstance(error, _IS_GONE if _TAKES_AWAY.search(self.sql) else _IS_THERE)

    def _try(self) -> None:
        parts, statement, connection = self.parts, self.statement, self.connection
        self.limits.allow(connection, self.patience.long)
        debris.remove(connection, statement)
        self.limits.alone(connection, statement)
        with self.watch.running(connection.info.backend_pid, statement.label):
            if statement.transactional:
                # What can be committed together with its note is done once, whatever happens.
                before = parts.journal
                try:
                    with connection.transaction():
                        self.execute()
                        parts.note_done(connection)
                except psycopg.Error:
                    parts.journal = before
                    raise
            else:
                self.execute()
                parts.note_done(connection)
