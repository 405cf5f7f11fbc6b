"""What `migrate` would do to a database, found out without a lock or a change in it.

The live database is read, in read-only transactions: its catalog, and the rows that pending revisions have
rules for. What is pending then runs on a copy.
"""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from alembic.script import Script, ScriptDirectory

from pgdrift import live
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.migrate import (
    adoption,
    bootstrap,
    catalog_copy,
    entitlement,
    in_process,
    journal,
    online,
    preconditions,
    preflight,
    required,
    revision_files,
    revisions,
    session_settings,
    unfinished,
)
from pgdrift.migrate.bootstrap_steps import may_become
from pgdrift.migrate.plan import Plan, Planned, hazards
from pgdrift.migrate.rehearsal import Effects, Rehearsal
from pgdrift.migrate.request import Request
from pgdrift.project import Project
from pgdrift.scratch import roles_digest, scratch_server

_SIZES = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname), c.reltuples::bigint
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
 WHERE c.relkind IN ('r', 'p', 'm') AND n.nspname !~ '^(pg_|information_schema)'"""


def dry_run(project: Project, url: DatabaseURL | None, *, allow_drift: bool = False) -> Plan:
    """What migrating the database at ``url`` would do; None stands for one that is still to be made.

    Raises PgdriftError for whatever `migrate` would refuse or stop at: missing rights, drift, rows that break
    a rule, a revision that fails.
    """
    script = ScriptDirectory.from_config(in_process.configuration(project.migrations))
    revision_files.read(script)
    revisions.refuse_two_heads(script)
    if url is None:
        unfinished.refuse(revision.path for revision in revisions.pending(script, ()))
        return _planned(project, script, Plan(project.database), None)
    with url.connect(autocommit=True, application_name=f"{project.name} dry run") as connection:
        session_settings.stay_connected(connection)
        online.refuse_standby(connection)
        # Whatever is asked from here on cannot change anything, and waits for no lock for long.
        connection.execute("SET default_transaction_read_only = on")
        connection.execute(
            "SELECT set_config('lock_timeout', %s, false)", [str(project.setting("lock_timeout"))]
        )
        revisions.refuse_unknown(connection, project, script)
        revisions.refuse_contradiction(connection, project, script)
        pending = revisions.pending(script, revisions.current(connection, project))
        unfinished.refuse(revision.path for revision in pending)
        found = read(connection, max_read=live.MAX_READ)
        plan = _before(connection, project, script, Plan(connection.info.dbname, found.revision))
        try:
            plan = _planned(project, script, plan, found)
            rules = preconditions.of(revision.module for revision in pending)
            timeout, role = str(project.setting("lock_timeout")), _counting(connection, project)
            plan = required.counted(connection, plan, rules, role, lock_timeout=timeout)
        except PgdriftError as failed:
            # Drift that it tripped over says more than what came of it.
            try:
                preflight.check(connection, project, allow_drift=allow_drift)
            except preflight.Drifted:
                raise
            except PgdriftError:
                raise failed from failed.__cause__
            raise
        preflight.check(connection, project, allow_drift=allow_drift)
        if plan.prepared:
            modules = [revision.module for revision in revisions.pending(script, plan.revisions)]
            adoption.announce(connection, project, modules)
        return plan


def _before(
    connection: psycopg.Connection[Any], project: Project, script: ScriptDirectory, plan: Plan
) -> Plan:
    """What happens before the first revision, and whether it can."""
    pending = revisions.pending(script, plan.revisions)
    modules = [found.module for found in pending]
    if modules:
        revisions.refuse_unstamped(connection, project, script)
    lacking = bootstrap.missing(connection, project)
    if lacking:
        bootstrap.refuse_dangerous_roles(connection, project)
        bootstrap.refuse_unavailable_extensions(connection, lacking, project)
    if entitlement.beyond(connection, project, lacking):
        reason = "it is no superuser, and a dry run does not try"
        raise bootstrap.refused(connection, project, lacking, reason)
    rules = preconditions.of(modules)
    role = _counting(connection, project)
    timeout = str(project.setting("lock_timeout"))
    left: list[preconditions.Rule] = []
    counted = preconditions.count(connection, rules, role, lock_timeout=timeout, passed_over=left)
    if not counted:
        left.clear()
    sizes = dict(connection.execute(_SIZES.encode()).fetchall())
    half = journal.load(connection)
    return replace(
        plan,
        prepared=[step.what for step in lacking if step.needed],
        rules=len(rules) - len(left),
        counted=counted,
        uncounted=[f"{rule.table} {rule.rule}" for rule in left],
        rows=sizes,
        half=half.revision if half else None,
    )


def _counting(connection: psycopg.Connection[Any], project: Project) -> str | None:
    """The role to count as, which sees every row; None for the login itself."""
    role = project.migrator_role
    if role is None:
        return None
    row = connection.execute(f"SELECT {may_become(role)}".encode()).fetchone()
    return role if row and row[0] else None


def _planned(project: Project, script: ScriptDirectory, plan: Plan, found: Snapshot | None) -> Plan:
    """Run what is pending on a copy, and see what it does."""
    pending = revisions.pending(script, plan.revisions)
    if not pending:
        return plan
    rehearsal = Rehearsal()
    with ExitStack() as stack:
        scratch = stack.enter_context(scratch_server(roles_digest(project.roles)))
        url = stack.enter_context(scratch.database())
        copied = catalog_copy.make(project, scratch, url, found, half=plan.half is not None)
        try:
            in_process.upgrade(Request(project, url, reference=True, rehearsal=rehearsal))
        except PgdriftError as error:
            stopped = next((each for each in pending if each.revision not in rehearsal.effects), pending[-1])
            raise PgdriftError(
                f"Migrating {plan.database} would not go through: on a copy ({copied}) the revision "
                f"{stopped.revision} ({stopped.path}) failed. {error} Nothing was changed in {plan.database}."
            ) from error
    effects = rehearsal.effects
    steps = [_step(each, effects.get(each.revision, Effects()), plan.rows) for each in pending]
    return replace(plan, copied=str(copied), steps=steps)


def _step(revision: Script, effects: Effects, in_use: Mapping[str, int]) -> Planned:
    named = hazards(Path(revision.path)) if in_use else []
    waiting = getattr(revision.module, "WRITES_WAIT", ())
    if any(f"public.{table}" in in_use for table in waiting):
        named.append(f"reads and writes of {', '.join(waiting)} wait for the length of one transaction")
    return Planned(revision.revision, revision.doc.partition(":")[0].strip(), effects, named)
