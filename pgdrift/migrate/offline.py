"""``alembic upgrade head --sql``: the same run as a script for psql, bootstrap included."""

from typing import Any

from pgdrift.declare.identifiers import literal, quoted
from pgdrift.migrate import bootstrap, commands, lock, preconditions
from pgdrift.migrate.request import Request
from pgdrift.migrate.session_settings import as_sql, settings
from pgdrift.project import Project


def run(context: Any, request: Request) -> None:
    """Write the script to standard output. Run it as a superuser with ``psql -v ON_ERROR_STOP=1``."""
    project = request.project
    context.configure(
        dialect_name="postgresql",
        target_metadata=project.metadata,
        literal_binds=True,
        transaction_per_migration=True,
        dialect_opts={"paramstyle": "named"},
    )
    start = context.get_starting_revision_argument()
    write = context.get_context().impl.static_output
    plan = commands.plan(context, (start,) if start else ())
    write(_alone(project))
    for statement in bootstrap.statements(project):
        write(f"{statement};\n")
    write(as_sql(settings(project)) + "\n")
    if start:
        for table, rule, query in preconditions.of(commands.upgrades(plan)):
            write(_counted(project, table, rule, query))
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


def _counted(project: Project, table: str, rule: str, query: str) -> str:
    become = f"SET LOCAL ROLE {quoted(project.migrator_role)};\n" if project.migrator_role else ""
    message = literal(f"{table} has rows that break {rule}: correct or remove them first".replace("%", "%%"))
    return f"""BEGIN;
{become}DO $pgdrift$
BEGIN
  IF ({query.strip().rstrip(";")}) > 0 THEN
    RAISE EXCEPTION {message};
  END IF;
EXCEPTION WHEN undefined_table OR undefined_column OR undefined_function OR invalid_schema_name THEN
  NULL; -- what the rule is about is still to be created
END
$pgdrift$;
COMMIT;
"""
