"""``alembic upgrade head --sql``: the same run as a script for psql, bootstrap included."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pgdrift.catalog.interpolation import without_variables
from pgdrift.declare.identifiers import literal, quoted
from pgdrift.migrate import bootstrap, commands, lock, preconditions, unfinished
from pgdrift.migrate.journal import MARK
from pgdrift.migrate.request import Request
from pgdrift.migrate.script_parts import ScriptParts
from pgdrift.migrate.session_settings import as_sql, settings
from pgdrift.migrate.version_table import VERSION_TABLE
from pgdrift.project import Project
from pgdrift.sessions import call


def run(context: Any, request: Request) -> None:
    """Write the script to standard output. Run it as a superuser with ``psql -v ON_ERROR_STOP=1``."""
    project = request.project
    options: dict[str, Any] = {
        "dialect_name": "postgresql",
        "target_metadata": project.metadata,
        "literal_binds": True,
        "transaction_per_migration": True,
        "dialect_opts": {"paramstyle": "named"},
    }
    context.configure(**options)
    planned, output = context.get_context().opts["fn"], context.get_context().impl.static_output

    def write(text: str) -> None:
        output(without_variables(text))

    parts = ScriptParts(project, write)
    context.configure(**options, fn=parts.steps(planned), on_version_apply=parts.version_applied)
    context.get_context().impl.static_output = parts.output
    start = context.get_starting_revision_argument()
    plan = commands.plan(context, (start,) if start else ())
    unfinished.refuse(module.__file__ for module in commands.upgrades(plan))
    write(_alone(project))
    write(_starts_from(start))
    if start:
        write(_counted(project, preconditions.of(commands.upgrades(plan))))
    for statement in bootstrap.statements(project):
        write(f"{statement};\n")
    write(as_sql(settings(project)) + "\n")
    if project.owner_role:
        write(f"SET ROLE {quoted(project.owner_role)};\n")
    with context.begin_transaction():
        context.run_migrations()


def _alone(project: Project) -> str:
    """Stop at once when another migration runs: a script cannot wait without being in its way."""
    return f"""DO $pgdrift$
BEGIN
  IF NOT pg_catalog.pg_try_advisory_lock({lock.key(project)}) THEN
    RAISE EXCEPTION 'another migration of this database is running: wait until it has ended';
  END IF;
END
$pgdrift$;
"""


def _starts_from(start: str | Sequence[str] | None) -> str:
    """Stop before anything is changed when the database is not where the script begins."""
    names = (start,) if isinstance(start, str) else tuple(start or ())
    expected = literal(", ".join(sorted(names)))
    return f"""DO $pgdrift$
DECLARE
  expected text := {expected};
  found text;
BEGIN
  IF to_regclass('public.{VERSION_TABLE}') IS NOT NULL THEN
    EXECUTE $query$
      SELECT string_agg(version_num, ', ' ORDER BY version_num) FROM public.{VERSION_TABLE}
    $query$ INTO found;
  END IF;
  IF obj_description(to_regclass('public.{VERSION_TABLE}'), 'pg_class') LIKE {literal(MARK + "%")} THEN
    RAISE EXCEPTION 'a migration of this database was stopped half way: nothing was changed'
      USING HINT = 'Let the migration itself go on from there ({call("migrate")}): no script can.';
  END IF;
  IF coalesce(found, '') <> expected THEN
    RAISE EXCEPTION 'this script starts from %, and the database is at %: nothing was changed',
                    coalesce(nullif(expected, ''), 'an empty database'), coalesce(found, 'no revision')
      USING HINT = 'Make the script again from where the database is: alembic upgrade REVISION:head --sql.';
  END IF;
END
$pgdrift$;
"""


def _counted(project: Project, rules: Sequence[preconditions.Rule]) -> str:
    """Stop before anything is changed when rows break a rule; counted by who sees them all."""
    if not rules:
        return ""
    counts = "".join(map(_count, rules))
    # The script runs on another machine, where the folders of this one say nothing.
    named = [rule._replace(file=Path(rule.file).name) for rule in rules]
    hint = literal(
        f"To go on: {preconditions.remedy(named)}; then run the script, or a new one if it changed."
    )
    # Before the bootstrap there may be no migrator; then it is the administrator, who needs none.
    role = literal(project.migrator_role or "")
    return f"""BEGIN;
SET TRANSACTION READ ONLY;
SET LOCAL row_security = off;
SET LOCAL search_path = public;
DO $pgdrift$
DECLARE
  broken bigint;
  told text[] := '{{}}';
BEGIN
  PERFORM set_config('role', rolname, true) FROM pg_catalog.pg_roles
    WHERE rolname = {role} AND pg_catalog.pg_has_role(session_user, oid, 'MEMBER')
      AND NOT (SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = session_user);
{counts}  IF told <> '{{}}' THEN
    RAISE EXCEPTION '%: nothing was changed', array_to_string(told, '; ')
      USING HINT = {hint};
  END IF;
END
$pgdrift$;
COMMIT;
"""


def _count(rule: preconditions.Rule) -> str:
    return f"""  BEGIN
    broken := ({rule.query.strip().rstrip(";")});
    IF broken > 0 THEN
      told := told || format('%s has %s %s', {literal(rule.table)},
        CASE broken WHEN 1 THEN '1 row that breaks' ELSE broken || ' rows that break' END,
        {literal(rule.rule)});
    END IF;
  EXCEPTION WHEN undefined_table OR undefined_column OR undefined_function OR invalid_schema_name
    OR invalid_text_representation THEN
    NULL; -- what the rule is about is still to be created
  END;
"""
