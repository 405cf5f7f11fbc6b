"""Running revisions on a live database so that nobody queues behind them and any of them may be interrupted.

Each statement gets a lock_timeout that fits what it does. A transaction that meets a lock is rolled back and
its revision begun again; a statement that is a transaction of its own is repeated. What a revision has
committed already, in this run or in one that was killed, is passed over.
"""

import hashlib
import re
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import psycopg
from alembic.runtime.migration import RevisionStep
from psycopg import errors
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine

from pgdrift.declare.identifiers import quoted
from pgdrift.errors import PgdriftError
from pgdrift.migrate import debris, journal, lock, progress
from pgdrift.migrate.handover import VERSION_TABLE
from pgdrift.migrate.journal import Journal
from pgdrift.migrate.patience import Patience, milliseconds
from pgdrift.migrate.retries import Retries
from pgdrift.migrate.statements import Statement, recognised
from pgdrift.migrate.watch import Watch
from pgdrift.project import Project

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
        self._journal: Journal | None = None
        self._learned: dict[int, Sequence[tuple[str, str]]] = {}
        self._begin_part(0)

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
                if self._watch.obstacle and self._watch.obstacle.locks:
                    self._learned[self._part] = self._watch.obstacle.locks
                self.retries.pause(error)

    def steps(self, planned: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
        """``planned`` is Alembic's function that lists the steps; each is given out until it is committed."""

        def remaining(heads: Any, context: Any) -> Iterator[Any]:
            # Listed once: `upgrade +2` would mean another revision after the first of them.
            if self._remaining is None:
                self._remaining = list(planned(heads, context))
            total = len(self._remaining) + self.completed
            while self._remaining:
                started = time.monotonic()
                self._begin(self._remaining[0], total)
                yield self._remaining[0]
                self._journal = None
                self._remaining.pop(0)
                self._learned.clear()
                self.retries.succeeded()
                self.completed += 1
                progress.done(time.monotonic() - started)

        return remaining

    def version_applied(self, *, ctx: Any, **_: Any) -> None:
        """In the transaction that stamps a revision: forget how far it had come."""
        lock.confirm(self._guide)
        noted, self._journal = self._journal, None
        if noted is not None and noted.done:
            if self._part < noted.done:
                raise self._changed(noted)
            ctx.connection.exec_driver_sql(self._as_owner())
            ctx.connection.exec_driver_sql(noted.clearing().replace("%", "%%"))

    def _begin(self, step: Any, total: int) -> None:
        self._begin_part(0)
        self._digest = hashlib.sha256()
        self._journal = None
        if not isinstance(step, RevisionStep):
            return
        script, direction = step.revision, "up" if step.is_upgrade else "down"
        self._watch.revision(f"{script.doc.partition(':')[0]} ({self.completed + 1} of {total})")
        self._file = Path(script.path)
        noted = journal.load(self._guide)
        if noted is not None and (noted.revision, noted.direction) != (script.revision, direction):
            raise _elsewhere(self._guide, noted)
        digest = hashlib.sha256(self._file.read_bytes()).hexdigest()[:16]
        self._journal = noted or journal.fresh(self._guide, script.revision, direction, digest)

    def _begin_part(self, number: int) -> None:
        """A part is what is committed at once: a transaction, or a statement outside one."""
        self._part = number
        self._executed = False
        self._holding: float | None = None
        self._limit: int | None = None
        self._limits_itself = False

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
        if self._journal is None:
            return None
        statement = recognised(sql)
        if statement.sets_session:
            self._limits_itself |= statement.sets_lock_timeout
            return None
        if self._part < self._journal.done and not statement.reads:
            self._pass_over(cursor, sql)
        elif cursor.connection.autocommit and not statement.reads:
            self._digest.update(sql.encode())
            self._run_alone(cursor.connection, statement, sql, run)
        else:
            if not statement.reads:
                self._digest.update(sql.encode())
            self._run_within(cursor.connection, statement, run)
        return True

    def _pass_over(self, cursor: Any, sql: str) -> None:
        """Not executed: an earlier attempt has committed it."""
        assert self._journal is not None
        if VERSION_TABLE in sql:
            raise self._changed(self._journal)
        self._digest.update(sql.encode())
        cursor.execute("")
        if cursor.connection.autocommit:
            self._next_part()

    def _run_within(self, connection: psycopg.Connection[Any], statement: Statement, run: Run) -> None:
        """A statement of a transaction; whatever stops it stops the transaction."""
        learned = () if self._executed else self._learned.get(self._part, ())
        for number, (table, mode) in enumerate(learned):
            # First the one that was waited for, while nothing else is held.
            self._allow(connection, self._patience.short if not number else self._holding_patience())
            with self._watch.running(connection.info.backend_pid, f"LOCK TABLE {table}"):
                connection.execute(f"LOCK TABLE {table} IN {mode} MODE".encode())
            self._holding = self._holding or time.monotonic()
        if self._holding is not None:
            self._allow(connection, self._holding_patience())
        else:
            self._allow(connection, self._patience.long if statement.only_waits else self._patience.short)
        if not statement.reads:
            self._executed = True
            debris.remove(connection, statement)
        with self._watch.running(connection.info.backend_pid, statement.label):
            run()
        if self._holding is None and not (statement.only_waits or statement.reads):
            self._holding = time.monotonic()

    def _run_alone(
        self, connection: psycopg.Connection[Any], statement: Statement, sql: str, run: Run
    ) -> None:
        """A statement that is a transaction of its own, until it has been done exactly once."""
        assert self._journal is not None
        interrupted = self._journal.started
        done = self._journal.advanced(self._part + 1, self._digest.hexdigest()[:16])
        retries = Retries(self._patience, lambda: self._watch.obstacle)
        if interrupted and debris.index_state(connection, statement):
            self._note(connection, done)
            self._next_part()
            return
        if not statement.transactional and debris.index_state(connection, statement) is not True:
            # From here on it is ours: an index of that name that is there now would be somebody else's.
            self._note(connection, self._journal.begun())
        while True:
            try:
                self._allow(connection, self._patience.long)
                debris.remove(connection, statement)
                self._allow(connection, self._patience.long if statement.only_waits else self._patience.short)
                with self._watch.running(connection.info.backend_pid, statement.label):
                    if statement.transactional:
                        # What can be committed together with its note is done once, whatever happens.
                        with connection.transaction():
                            run()
                            self._note(connection, done)
                    else:
                        run()
                        self._note(connection, done)
                break
            except psycopg.Error as error:
                if connection.closed:
                    raise
                if interrupted and _was_done_before(error, sql):
                    self._note(connection, done)
                    break
                try:
                    retries.pause(error)
                except BaseException:
                    self._forget_start(connection, statement)
                    raise
        self._next_part()

    def _forget_start(self, connection: psycopg.Connection[Any], statement: Statement) -> None:
        """The server itself refused the statement: it is known not to be done, and leaves nothing behind."""
        assert self._journal is not None
        try:
            if statement.only_waits:
                debris.remove(connection, statement)
            noted = self._journal.advanced(self._part, self._journal.statements)
            self._note(connection, noted, nothing=not noted.statements)
        except psycopg.Error:
            pass  # the next run removes it

    def _on_commit(self, connection: Connection) -> None:
        """A transaction of the revision ends before the revision does: an autocommit block follows."""
        if self._journal is None or connection.invalidated:
            return
        raw: Any = connection.connection.dbapi_connection
        if raw.autocommit:
            return
        lock.confirm(self._guide)
        if self._executed:
            raw.execute(self._as_owner())
            self._note(raw, self._journal.advanced(self._part + 1, self._digest.hexdigest()[:16]))
        self._next_part()

    def _next_part(self) -> None:
        self._begin_part(self._part + 1)
        noted = self._journal
        if noted is None or noted.done != self._part or not noted.statements:
            return
        same = self._digest.hexdigest()[:16] == noted.statements
        if not same and hashlib.sha256(self._file.read_bytes()).hexdigest()[:16] != noted.file:
            raise self._changed(noted)

    def _note(self, connection: psycopg.Connection[Any], noted: Journal, *, nothing: bool = False) -> None:
        connection.execute((noted.clearing() if nothing else noted.noting()).encode())
        self._journal = noted

    def _as_owner(self) -> str:
        """A statement that makes the rest of the transaction the owner's, whose the table of revisions is."""
        role = self._project.owner_role
        row = (
            self._guide.execute("SELECT to_regrole(%s) IS NOT NULL", [quoted(role)]).fetchone()
            if role
            else None
        )
        return f"SET LOCAL ROLE {quoted(role)}" if role and row and row[0] else "SELECT"

    def _holding_patience(self) -> float:
        return self._patience.holding(time.monotonic() - (self._holding or time.monotonic()))

    def _allow(self, connection: psycopg.Connection[Any], timeout: float) -> None:
        limit = milliseconds(timeout)
        if limit != self._limit and not self._limits_itself:
            connection.execute(f"SET lock_timeout = {limit}".encode())
            self._limit = limit

    def _changed(self, noted: Journal) -> PgdriftError:
        return PgdriftError(
            f"The revision {self._file} has been changed since part of it was committed to "
            f"{self._guide.info.dbname}: {noted.done} of its steps are there, and they are not the first "
            f"{noted.done} any more. Put the file back to what it was and run this again; make the change a "
            "revision of its own."
        )


def _was_done_before(error: psycopg.Error, sql: str) -> bool:
    """Whether ``sql``, which an earlier run began and may have ended, fails only because it had succeeded."""
    takes_away = re.search(r"\b(?:DROP|RENAME|DETACH)\b", sql, re.IGNORECASE) is not None
    return isinstance(error, _IS_GONE if takes_away else _IS_THERE)


def _elsewhere(guide: psycopg.Connection[Any], noted: Journal) -> PgdriftError:
    """Another revision is half applied: nothing may build on it, or undo it."""
    way = "upgrade" if noted.direction == "up" else "downgrade"
    return PgdriftError(
        f"The database {guide.info.dbname} is half way through the {way} of revision {noted.revision}: "
        f"{noted.done} of its steps are committed. Finish that first, with the checkout that has the "
        f"revision (`alembic {way} {noted.revision if way == 'upgrade' else '-1'}`). If you have put the "
        f"database right by hand instead, run COMMENT ON TABLE public.{VERSION_TABLE} IS NULL and run this "
        "again."
    )
