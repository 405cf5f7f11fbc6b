"""Running revisions on a live database so that nobody queues behind them and any of them may be interrupted.

Each statement gets a lock_timeout that fits what it does. A transaction that meets a lock is rolled back and
its revision begun again; a statement that is a transaction of its own is repeated. What a revision has
committed already, in this run or in one that was killed, is passed over.
"""

import re
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import psycopg
from alembic.runtime.migration import RevisionStep
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from pgdrift.migrate import debris, lock, progress
from pgdrift.migrate.limits import Limits
from pgdrift.migrate.lone_statement import LoneStatement
from pgdrift.migrate.parts import Parts, refuse_half_applied
from pgdrift.migrate.patience import Patience
from pgdrift.migrate.retries import Retries
from pgdrift.migrate.statements import Statement, recognised
from pgdrift.migrate.version_table import VERSION_TABLE
from pgdrift.migrate.watch import Watch
from pgdrift.project import Project

_STAMPS = re.compile(rf"(?:INSERT INTO|UPDATE|DELETE FROM) {VERSION_TABLE}\b")

Run = Callable[[], Any]


class Execution:
    """The steps of one Alembic command and the statements that they run.

    ``guide`` holds the migration's lock. Used as: ``attach`` to the engine, ``steps`` around Alembic's own
    list of them, ``version_applied`` among its callbacks, and ``run`` around running them.
    """

    def __init__(
        self, project: Project, guide: psycopg.Connection[Any], watch: Watch, patience: Patience
    ) -> None:
        self._project, self._guide, self._watch, self._patience = project, guide, watch, patience
        self.retries = Retries(patience, lambda: watch.obstacle)
        self.completed = 0
        self._remaining: list[Any] | None = None
        self._parts: Parts | None = None
        self._limits = Limits(patience, watch)
        self._learned: dict[int, Sequence[tuple[str, str]]] = {}

    def attach(self, engine: Engine) -> None:
        """See every statement and every COMMIT of ``engine``'s connections."""
        event.listen(engine, "do_execute", self._on_execute)
        event.listen(engine, "do_executemany", self._on_executemany)
        event.listen(engine, "do_execute_no_params", self._on_execute_no_params)
        event.listen(engine, "commit", self._on_commit)

    def run(self, connection: Connection, migrate: Run) -> None:
        """Run ``migrate`` until all steps are done, again after each one that met a lock."""
        while True:
            try:
                migrate()
                return
            except Exception as error:
                connection.rollback()
                if self._parts and self._watch.obstacle and self._watch.obstacle.locks:
                    self._learned[self._parts.number] = self._watch.obstacle.locks
                self.retries.pause(error)

    def steps(self, planned: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
        """``planned`` is Alembic's function that lists the steps; each is given out until it is committed."""

        def remaining(heads: Any, context: Any) -> Iterator[Any]:
            # Listed once: `upgrade +2` would mean another revision after the first of them.
            if self._remaining is None:
                self._remaining = list(planned(heads, context))
                if not self._remaining:
                    refuse_half_applied(self._guide)
            total = len(self._remaining) + self.completed
            while self._remaining:
                started = time.monotonic()
                self._begin(self._remaining[0], total)
                yield self._remaining[0]
                self._parts = None
                self._remaining.pop(0)
                self._learned.clear()
                self.retries.succeeded()
                self.completed += 1
                progress.done(time.monotonic() - started)

        return remaining

    def version_applied(self, *, ctx: Any, **_: Any) -> None:
        """In the transaction that stamps a revision: forget how far it had come."""
        lock.confirm(self._guide)
        parts, self._parts = self._parts, None
        if parts is not None and parts.journal.done:
            if parts.committed:
                raise parts.changed()
            ctx.connection.exec_driver_sql(parts.as_owner())
            ctx.connection.exec_driver_sql(parts.journal.clearing().replace("%", "%%"))

    def _begin(self, step: Any, total: int) -> None:
        self._parts = None
        if isinstance(step, RevisionStep):
            script = step.revision
            self._watch.revision(f"{script.doc.partition(':')[0]} ({self.completed + 1} of {total})")
            self._parts = Parts(self._project, self._guide, script, "up" if step.is_upgrade else "down")
            self._renew_limits(self._parts)

    def _renew_limits(self, parts: Parts) -> None:
        self._limits = Limits(self._patience, self._watch, self._learned.get(parts.number, ()))

    def _next_part(self, parts: Parts) -> None:
        parts.next()
        self._renew_limits(parts)

    # What SQLAlchemy asks before it executes something: True means that it was seen to.

    def _on_execute(self, cursor: Any, sql: str, parameters: Any, context: Any) -> bool | None:
        return self._on_statement(
            cursor, sql, lambda: context.dialect.do_execute(cursor, sql, parameters, context)
        )

    def _on_executemany(self, cursor: Any, sql: str, parameters: Any, context: Any) -> bool | None:
        return self._on_statement(
            cursor, sql, lambda: context.dialect.do_executemany(cursor, sql, parameters, context)
        )

    def _on_execute_no_params(self, cursor: Any, sql: str, context: Any) -> bool | None:
        return self._on_statement(
            cursor, sql, lambda: context.dialect.do_execute_no_params(cursor, sql, context)
        )

    def _on_statement(self, cursor: Any, sql: str, run: Run) -> bool | None:
        parts = self._parts
        if parts is None:
            return None
        statement = recognised(sql)
        if statement.sets_session:
            self._limits.passing(statement)
            return None
        connection = cursor.connection
        if statement.reads:
            self._run_within(parts, connection, statement, run)
            return True
        if parts.committed and _STAMPS.match(sql):
            raise parts.changed()
        parts.passing(sql)
        if parts.committed:
            cursor.execute("")
            if connection.autocommit:
                self._next_part(parts)
        elif connection.autocommit:
            LoneStatement(
                connection, statement, sql, run, parts, self._limits, self._watch, self._patience
            ).run()
            self._next_part(parts)
        else:
            self._run_within(parts, connection, statement, run)
        return True

    def _run_within(
        self, parts: Parts, connection: psycopg.Connection[Any], statement: Statement, run: Run
    ) -> None:
        """A statement of a transaction; whatever stops it stops the transaction."""
        self._limits.before(connection, statement)
        if not statement.reads:
            parts.executed = True
            debris.remove(connection, statement)
        with self._watch.running(connection.info.backend_pid, statement.label):
            run()
        self._limits.after(statement)

    def _on_commit(self, connection: Connection) -> None:
        """A transaction of the revision ends before the revision does: an autocommit block follows."""
        parts = self._parts
        if parts is None or connection.invalidated:
            return
        raw: Any = connection.connection.dbapi_connection
        if raw.autocommit:
            return
        lock.confirm(self._guide)
        if parts.executed:
            raw.execute(parts.as_owner())
            parts.note_done(raw)
        self._next_part(parts)
