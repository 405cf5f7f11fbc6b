"""Alembic on a live database: locked, checked, bootstrapped, then migrated as the owner."""

from contextlib import ExitStack
from typing import Any

import psycopg

from pgdrift.declare import Extension
from pgdrift.declare.identifiers import quoted
from pgdrift.errors import PgdriftError
from pgdrift.migrate import (
    adoption,
    bootstrap,
    commands,
    comparison,
    lock,
    preconditions,
    progress,
    revisions,
    standing,
)
from pgdrift.migrate.bootstrap_steps import may_become
from pgdrift.migrate.connection import connected
from pgdrift.migrate.request import Request
from pgdrift.migrate.session_settings import settings, stay_connected
from pgdrift.project import Project


def run(context: Any, request: Request) -> None:
    """Run the command that ``context`` stands for on the database of ``request``."""
    url, project = request.live(), request.project
    changes = commands.changes_database(context)
    with ExitStack() as stack:
        # The guide is never in a transaction for long: who holds the lock must not be in anybody's way.
        guide = stack.enter_context(url.connect(autocommit=True, application_name=f"{project.name} migrate"))
        stay_connected(guide)
        if changes:
            _refuse_standby(guide)
            if not request.reference:
                stack.enter_context(lock.held(guide, project))
        connection = stack.enter_context(connected(url, settings(project, read_only=not changes)))
        context.configure(
            connection=connection,
            target_metadata=project.metadata,
            transaction_per_migration=True,
            # Within each revision's transaction: without the lock it must not be committed.
            on_version_apply=(lambda **_: lock.confirm(guide), progress.elapsed()),
            **({} if changes else {"dont_mutate": True}),
            **comparison.options(),
        )
        role = _prepare(context, request, guide) if changes else _inspect(context, project, guide)
        if role is not None:
            connection.exec_driver_sql(f"SET ROLE {quoted(role)}")
            connection.commit()
        if not request.reference:
            stack.enter_context(standing.told(guide, project))
        with context.begin_transaction():
            context.run_migrations()
        # Without a single revision to run, the table of revisions is all there is to keep.
        connection.commit()


def _inspect(context: Any, project: Project, guide: psycopg.Connection[Any]) -> str | None:
    revisions.refuse_unknown(guide, context.script)
    return _owner(guide, project)


def _prepare(context: Any, request: Request, guide: psycopg.Connection[Any]) -> str | None:
    """See to everything that must hold before the first revision runs; returns the role that runs it."""
    project = request.project
    if commands.stamps(context):
        # A stamp says what is so; it neither makes roles nor hands over tables.
        return _owner(guide, project)
    revisions.refuse_unknown(guide, context.script)
    revisions.refuse_contradiction(guide, context.script)
    revisions.refuse_two_heads(context.script)
    modules = commands.upgrades(commands.plan(context, revisions.current(guide)))
    if modules:
        revisions.refuse_unstamped(guide, project, context.script)
    without = _not_on_offer(guide, request)
    lacking = [step for step in bootstrap.missing(guide, project, without=without) if step.needed]
    rules = preconditions.of(modules)
    # A login that sees every row counts before the bootstrap, so that a refusal finds nothing changed at all.
    timeout = str(project.setting("lock_timeout"))
    counted = bool(lacking) and preconditions.count(guide, rules, None, lock_timeout=timeout)
    if lacking and not request.reference:
        adoption.announce(guide, project, modules)
    bootstrap.ensure(guide, project, without=without)
    if not counted:
        preconditions.count(guide, rules, project.migrator_role, lock_timeout=timeout)
    return _owner(guide, project)


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


def _refuse_standby(guide: psycopg.Connection[Any]) -> None:
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
