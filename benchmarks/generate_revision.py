"""What writing a revision for many new tables costs, and whether it grows as their number does.

Each table has 10 columns, an index, row security, a policy and two grants. `ours` is `python -m pgdrift
revision`, which builds what is declared, writes the revision, runs it, compares, and runs it back and forth.
`alembic` is `alembic revision --autogenerate` with alembic-utils. policies: it proves nothing, and cannot see
a policy on a table that does not exist: the tables are there before and the policies alone are new. Its work
grows with the square, so it is asked for the smallest number alone. DDL is counted in the server's log.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks import command
from benchmarks.published import figures, tables
from pgdrift.database_url import DatabaseURL
from pgdrift.server.cluster import Cluster
from pgdrift.server.temporary import temporary_cluster

ROOT = Path(__file__).resolve().parents[1]
SIZES = (60, 250, 1000)
PYPROJECT = """
[tool.pgdrift]
name = "many"
metadata = "many:METADATA"
entities = "many:ENTITIES"
roles = "many:ROLES"
migrations = "migrations"
owner_role = "many_owner"
migrator_role = "many_migrator"
tenant_role = "many_app"
"""
MODELS = """
from alembic_utils.pg_policy import PGPolicy
from sqlalchemy import *
from sqlalchemy.dialects.postgresql import JSONB

from pgdrift import tenancy
from pgdrift.declare import Grant, Role, RowSecurity

METADATA = MetaData(naming_convention={{"ix": "idx_%(table_name)s_%(column_0_N_name)s"}})
ROLES = (
    Role("many_owner"),
    Role("many_migrator", bypassrls=True, member_of=("many_owner",)),
    Role("many_app"),
)
NAMES = [f"table_{{n}}" for n in range(1, {size} + 1)]
for name in NAMES:
    Table(
        name, METADATA,
        Column("id", BigInteger, Identity(), primary_key=True),
        Column("owner_id", String(255), nullable=False, index=True),
        Column("title", Text),
        Column("state", String(50), nullable=False, server_default=text("'new'")),
        Column("cost", Numeric(10, 4), nullable=False, server_default=text("0.0")),
        Column("size", Integer, nullable=False, server_default=text("1")),
        Column("open", Boolean, nullable=False, server_default=text("true")),
        Column("facts", JSONB),
        Column("made_at", DateTime(timezone=True), nullable=False, server_default=func.now()),
        Column("changed_at", DateTime(timezone=True)),
    )
    tenancy.require(name, METADATA.tables[name], tenancy.OwnedBy("owner_id"))
OWN = "owner_id = current_setting('many.owner', true)"
POLICIES = [
    PGPolicy(
        schema="public", signature=f"{{name}}_isolation", on_entity=f"public.{{name}}",
        definition=f"FOR ALL TO many_app USING ({{OWN}}) WITH CHECK ({{OWN}})",
    )
    for name in NAMES
]
ENTITIES = (
    *(Grant(("CONNECT",), "", role.name, kind="DATABASE") for role in ROLES),
    Grant(("USAGE", "CREATE"), "public", "many_owner", kind="SCHEMA"),
    *(Grant(("USAGE",), "public", role.name, kind="SCHEMA") for role in ROLES[1:]),
    *(RowSecurity(name) for name in NAMES),
    *POLICIES,
    *(Grant(("SELECT", "INSERT"), f"public.{{name}}", "many_app") for name in NAMES),
)
"""
OURS = """
from pathlib import Path
from alembic import context
from pgdrift.migrate import environment
environment.run(context, Path(__file__).parent)
"""
STOCK = """
import os
from alembic import context
from alembic_utils.replaceable_entity import register_entities
from sqlalchemy import create_engine
from many import METADATA, POLICIES
register_entities(POLICIES)
with create_engine(os.environ["BENCH_URL"]).connect() as connection:
    context.configure(connection=connection, target_metadata=METADATA)
    with context.begin_transaction():
        context.run_migrations()
"""
CREATE = """
import os
from sqlalchemy import create_engine
from many import METADATA
METADATA.create_all(create_engine(os.environ["BENCH_URL"]))
"""
SCRIPT = '''"""${message}"""
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
from alembic import op
import sqlalchemy as sa
${imports if imports else ""}
def upgrade():
    ${upgrades if upgrades else "pass"}
def downgrade():
    ${downgrades if downgrades else "pass"}
'''


@dataclass(frozen=True)
class Cost:
    """What one program needed for so many new tables."""

    program: str
    tables: int
    seconds: float
    statements: int


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sizes", type=command.at_least(1), nargs="+", default=SIZES)
    parser.add_argument("--json", action="store_true", help="print one JSON document instead of the table")
    parser.add_argument("--figures", type=Path, help="also write the results there, as JSON")
    options = parser.parse_args()
    costs = []
    settings = {"max_locks_per_transaction": "4096", "log_statement": "ddl"}
    with temporary_cluster(settings=settings) as cluster:
        folder = cluster.home.path.parent
        for size in options.sizes:
            costs.append(ours(cluster, folder, size))
            print(f"{size} tables: done", file=sys.stderr)
        costs.append(stock(cluster, folder, min(options.sizes)))
    results = [asdict(cost) for cost in costs]
    if options.figures:
        figures.keep(options.figures, results)
    if options.json:
        print(json.dumps(results))
    else:
        print("\n".join(tables.generate_revision_rows(results)))
    return 0


def ours(cluster: Cluster, folder: Path, size: int) -> Cost:
    """The revision is proved before it is written."""
    project = declared(folder, size, OURS)
    run = measured(cluster, project, folder, ["-m", "pgdrift", "revision", "-m", "many tables"])
    assert len(list((project / "migrations" / "versions").glob("*.py"))) == 1
    return Cost("pgdrift", size, *run)


def stock(cluster: Cluster, folder: Path, size: int) -> Cost:
    """On a database that has the role and the tables already."""
    project = declared(folder, size, STOCK)
    with cluster.url().connect(autocommit=True) as connection:
        connection.execute("DROP ROLE IF EXISTS many_app")
        connection.execute("CREATE ROLE many_app")
        connection.execute("CREATE DATABASE stock")
    measured(cluster, project, folder, ["-c", CREATE], cluster.url(database="stock"))
    arguments = ["-m", "alembic", "revision", "--autogenerate", "-m", "many tables"]
    run = measured(cluster, project, folder, arguments, cluster.url(database="stock"))
    (written,) = (project / "migrations" / "versions").glob("*.py")
    assert written.read_text().count("op.create_entity") == size
    return Cost("Alembic with alembic-utils", size, *run)


def measured(
    cluster: Cluster, project: Path, folder: Path, arguments: list[str], url: DatabaseURL | None = None
) -> tuple[float, int]:
    """Seconds of the whole process, and the DDL statements that the server was sent."""
    environment = {
        **os.environ,
        "PYTHONPATH": f"{ROOT}{os.pathsep}{project}",
        "PYTHONPYCACHEPREFIX": str(folder / "bytecode"),
        "PGDRIFT_SCRATCH_URL": cluster.url().shown,
        "BENCH_URL": url.shown.replace("postgresql://", "postgresql+psycopg://", 1) if url else "",
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    written, started = cluster.log_path.stat().st_size, time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    seconds = time.perf_counter() - started
    assert done.returncode == 0, done.stderr[-3000:]
    with cluster.log_path.open(encoding="utf-8", errors="replace") as log:
        log.seek(written)
        return seconds, sum("LOG:  statement:" in line or "LOG:  execute" in line for line in log)


def declared(folder: Path, size: int, environment: str) -> Path:
    """A project that declares so many tables and has no revision yet."""
    project = folder / "project"
    shutil.rmtree(project, ignore_errors=True)
    (project / "migrations" / "versions").mkdir(parents=True)
    (project / "pyproject.toml").write_text(PYPROJECT)
    (project / "many.py").write_text(MODELS.format(size=size))
    (project / "migrations" / "env.py").write_text(environment)
    (project / "migrations" / "script.py.mako").write_text(SCRIPT)
    (project / "alembic.ini").write_text("[alembic]\nscript_location = migrations\nprepend_sys_path = .\n")
    return project


if __name__ == "__main__":
    command.run(main)
