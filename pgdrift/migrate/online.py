"""Alembic on a live database: locked, checked, bootstrapped, then migrated as the owner."""

import logging
import time
from contextlib import AbstractContextManager, ExitStack, nullcontext
from typing import Any

import psycopg
from sqlalchemy.engine import Connection

from pgdrift.declare import Extension
from pgdrift.declare.identifiers import quoted
from pgdrift.errors import PgdriftError
from pgdrift.migrate import (
    adoption,
    bootstrap,
    changes,
    commands,
    comparison,
    durations,
    lock,
    preconditions,
    revisions,
    standing,
    unfinished,
)
from pgdrift.migrate.bootstrap_steps import may_become
from pgdrift.migrate.connection import connected, engine
from pgdrift.migrate.execution import Execution
from pgdrift.migrate.patience import Patience
from pgdrift.migrate.request import Request
from pgdrift.migrate.session_settings import settings, stay_connected
from pgdrift.migrate.watch import Watch
from pgdrift.project import Project

LOG = logging.getLogger("pgdrift.migrate")


def run(context: Any, request: Request) -> None:
    """Run the command that ``context`` stands for on the database of ``request``."""
    changes = commands.changes_database(context)
    with ExitStack() as stack:
        # The guide is never in a transaction for long: who holds the lock must not be in anybody's way.
        guide = request.guide or stack.enter_context(
            request.live().connect(autocommit=True, application_name=f"{request.project.name} migrate")
        )
        stay_connected(guide)
        if not changes:
            _look(context, request, guide, stack)
        elif request.reference:
            refuse_standby(guide)
            _build(context, request, guide, stack)
        else:
            refuse_standby(guide)
            if request.guide is None:
                stack.enter_context(lock.held(guide, request.project))
            _migrate(context, request, guide, stack)


def _look(context: Any, request: Request, guide: psycopg.Connection[Any], stack: ExitStack) -> None:
    """A command that changes nothing: no lock, and a session in which nothing can be changed."""
    project = request.project
    connection = stack.enter_context(connected(request.live(), settings(project, read_only=True)))
    context.configure(connection=connection, **_options(project), dont_mutate=True)
    revisions.refuse_unknown(guide, project, context.script)
    _become(connection, _owner(guide, project))
    _run(context, connection)


def _build(context: Any, request: Request, guide: psycopg.Connection[Any], stack: ExitStack) -> None:
    """A scratch database: nobody else is there."""
    project = request.project
    sessions, options = engine(request.live(), settings(project)), _options(project)
    if request.rehearsal is not None:
        request.rehearsal.attach(sessions, guide)
        options["on_version_apply"] = request.rehearsal.version_applied
    connection = stack.enter_context(sessions.connect())
    context.configure(connection=connection, **options)
    _become(connection, _prepare(context, request, guide))
    _run(context, connection)


def _migrate(context: Any, request: Request, guide: psycopg.Connection[Any], stack: ExitStack) -> None:
    """A database that others use."""
    project, url = request.project, request.live()
    watch = stack.enter_context(Watch(url, project, guide))
    execution = Execution(project, guide, watch, Patience.of(project))
    sessions = engine(url, settings(project), lambda session: lock.alone(session, project))
    execution.attach(sessions)
    connection = stack.enter_context(sessions.connect())
    options = {**_options(project), "on_version_apply": execution.version_applied}
    context.configure(connection=connection, **options)
    planned = context.get_context().opts["fn"]
    role = _prepare(context, request, guide, watch, execution)
    context.configure(connection=connection, **options, fn=execution.steps(planned))
    _become(connection, role)
    stack.enter_context(standing.told(guide, project, url))
    started, before = time.monotonic(), changes.count(guide)
    execution.run(connection, lambda: _run(context, connection))
    if execution.completed and not commands.stamps(planned):
        took = durations.shown(time.monotonic() - started)
        count = "1 revision" if execution.completed == 1 else f"{execution.completed} revisions"
        LOG.info("%s in %s: %s", count, took, changes.described(before, changes.count(guide)))


def _options(project: Project) -> dict[str, Any]:
    return {
        "target_metadata": project.metadata,
        "transaction_per_migration": True,
        **comparison.options(),
    }


def _run(context: Any, connection: Connection) -> None:
    with context.begin_transaction():
        context.run_migrations()
    # Without a single revision to run, the table of revisions is all there is to keep.
    connection.commit()


def _become(connection: Connection, role: str | None) -> None:
    if role is not None:
        connection.exec_driver_sql(f"SET ROLE {quoted(role)}")
        connection.commit()


def _prepare(
    context: Any,
    request: Request,
    guide: psycopg.Connection[Any],
    watch: Watch | None = None,
    execution: Execution | None = None,
) -> str | None:
    """See to everything that must hold before the first revision runs; returns the role that runs it."""
    project = request.project
    if commands.stamps(context.get_context().opts["fn"]):
        # A stamp says what is so; it neither makes roles nor hands over tables.
        return _owner(guide, project)
    revisions.refuse_unknown(guide, project, context.script)
    revisions.refuse_contradiction(guide, project, context.script)
    revisions.refuse_two_heads(context.script)
    modules = commands.upgrades(commands.plan(context, revisions.current(guide, project)))
    if modules:
        revisions.refuse_unstamped(guide, project, context.script)
    if not request.reference:
        unfinished.refuse(module.__file__ for module in modules)
    without = _not_on_offer(guide, request)
    lacking = [step for step in bootstrap.missing(guide, project, without=without) if step.needed]
    rules = preconditions.of(modules)
    # A count is in nobody's way while it waits for a table that is locked.
    timeout = str(project.setting("concurrent_lock_timeout"))
    # A login that sees every row counts before the bootstrap, so that a refusal finds nothing changed at all.
    with _watched(watch, guide, "counting rows that break a rule"):
        counted = bool(lacking) and preconditions.count(guide, rules, None, lock_timeout=timeout)
    if lacking and not request.reference:
        adoption.announce(guide, project, modules)
    with _watched(watch, guide, "preparing the database"):
        pause = execution.retries.pause if execution else None
        bootstrap.ensure(guide, project, without=without, pause=pause)
    if not counted:
        with _watched(watch, guide, "counting rows that break a rule"):
            preconditions.count(guide, rules, project.migrator_role, lock_timeout=timeout)
    return _owner(guide, project)


def _watched(watch: Watch | None, guide: psycopg.Connection[Any], label: str) -> AbstractContextManager[None]:
    return watch.running(guide.info.backend_pid, label) if watch else nullcontext()


def _owner(guide: psycopg.Connection[Any], project: Project) -> str | None:
    """The role that owns the project's objects, if this login may become it."""
    role = project.owner_role
    if role is None:
        return None
    row = guide.execute(f"SELECT {may_become(role)}".encode()).fetchone()
    return role if row and row[0] else None


def _not_on_offer(guide: psycopg.Connection[Any], request: Request) -> list[str]:
    """The extensions a reference must do without; a live database is never migrated without one."""
    if not request.reference:
        return []
    declared = [entity.name for entity in request.project.entities if isinstance(entity, Extension)]
    return bootstrap.unavailable_extensions(guide, declared)


def refuse_standby(guide: psycopg.Connection[Any]) -> None:
    """Raise PgdriftError when the server takes no writes."""
    row = guide.execute(
        "SELECT pg_catalog.pg_is_in_recovery(), current_setting('default_transaction_read_only')::boolean"
    ).fetchone()
    if row and any(row):
        reason = (
            "is a standby that follows another server" if row[0] else "has default_transaction_read_only set"
        )
        raise PgdriftError(
            f"The database {guide.info.dbname} takes no writes: it {reason}. Nothing was changed. Point the "
            "URL at the primary server, or have the setting removed, and run this again."
        )
