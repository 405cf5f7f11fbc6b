"""A project of another domain, written into a folder: one table, two revisions, roles of its own."""

import itertools
import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import cache_from_source
from pathlib import Path
from textwrap import dedent

from pgdrift import project as projects
from pgdrift.database_url import DatabaseURL
from pgdrift.migrate import in_process
from pgdrift.migrate.request import Request
from pgdrift.project import Project

_numbers = itertools.count(1)

PYPROJECT = """
[tool.pgdrift]
name = "{name}"
metadata = "{name}_model:METADATA"
entities = "{name}_model:ENTITIES"
roles = "{name}_model:ROLES"
migrations = "migrations"
owner_role = "{name}_owner"
migrator_role = "{name}_migrator"
lock_timeout = "500ms"
lock_retry_for = "1s"
"""

MODEL = """
from sqlalchemy import Column, Integer, MetaData, Table, Text

from pgdrift.declare import Extension, Grant, Role

METADATA = MetaData()
Table("books", METADATA, Column("id", Integer, primary_key=True), Column("title", Text))
ROLES = (
    Role("{name}_owner"),
    Role("{name}_migrator", bypassrls=True, member_of=("{name}_owner",)),
)
ENTITIES = (
    *(Grant(("CONNECT",), "", role.name, kind="DATABASE") for role in ROLES),
    Grant(("USAGE", "CREATE"), "public", "{name}_owner", kind="SCHEMA"),
    Grant(("USAGE",), "public", "{name}_migrator", kind="SCHEMA"),
    *(Extension(extension) for extension in {extensions!r}),
)
"""

ENVIRONMENT = """
from pathlib import Path

from alembic import context

from pgdrift.migrate import environment

environment.run(context, Path(__file__).parent)
"""

FIRST = """
op.execute("CREATE TABLE books (id integer PRIMARY KEY, title text)")
op.execute("ALTER TABLE books ENABLE ROW LEVEL SECURITY")
op.execute("ALTER TABLE books FORCE ROW LEVEL SECURITY")
"""


@dataclass(frozen=True)
class TinyProject:
    """The project in ``folder``, its distinct name, and its plain Alembic."""

    name: str
    folder: Path

    @property
    def project(self) -> Project:
        return projects.find(self.folder)

    def settings(self, **values: str) -> None:
        """Change or add settings in [tool.pgdrift]."""
        path = self.folder / "pyproject.toml"
        kept = [line for line in path.read_text().splitlines() if line.partition(" = ")[0] not in values]
        path.write_text("\n".join([*kept, *(f'{key} = "{value}"' for key, value in values.items())]) + "\n")

    def revision(self, name: str, after: str | None, upgrade: str, *, constants: str = "") -> Path:
        """Write a revision that runs the statements ``upgrade``."""
        path = self.folder / "migrations" / "versions" / f"{name}.py"
        body = dedent(upgrade).strip().replace("\n", "\n    ")
        path.write_text(
            f'"""{name}"""\n\nfrom alembic import op\n\nrevision = "{name}"\ndown_revision = {after!r}\n'
            f"branch_labels = None\ndepends_on = None\n{dedent(constants)}\n\n"
            f'def upgrade():\n    {body}\n\n\ndef downgrade():\n    op.execute("SELECT 1")\n'
        )
        # Python tells bytecode that is out of date by the second and the size of its source alone.
        Path(cache_from_source(str(path))).unlink(missing_ok=True)
        return path

    def migrate(self, url: DatabaseURL, revision: str = "heads") -> None:
        """Run Alembic in this process, which is much faster than starting a new one."""
        in_process.upgrade(Request(self.project, url), revision)

    def alembic(self, url: DatabaseURL | None, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run Alembic as a person would, in the project's folder."""
        return run_alembic(self.folder, url, *arguments)

    def start_alembic(self, url: DatabaseURL, *arguments: str) -> subprocess.Popen[str]:
        """Start Alembic without waiting for it."""
        return subprocess.Popen(
            [sys.executable, "-m", "alembic", *arguments],
            cwd=self.folder,
            env=environment(url),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


def write(folder: Path, *, extensions: tuple[str, ...] = ()) -> TinyProject:
    """Write the project into ``folder``, under names of its own: roles belong to the whole server."""
    name = f"tiny{os.getpid()}_{next(_numbers)}"
    (folder / "migrations" / "versions").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(PYPROJECT.format(name=name))
    (folder / f"{name}_model.py").write_text(MODEL.format(name=name, extensions=extensions))
    (folder / "migrations" / "env.py").write_text(ENVIRONMENT)
    (folder / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    tiny = TinyProject(name, folder)
    tiny.revision("first", None, FIRST)
    return tiny


def run_alembic(folder: Path, url: DatabaseURL | None, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Alembic in ``folder`` with DATABASE_URL set to ``url``, or unset."""
    return subprocess.run(
        [sys.executable, "-m", "alembic", *arguments],
        cwd=folder,
        env=environment(url),
        capture_output=True,
        text=True,
        timeout=120,
    )


def environment(url: DatabaseURL | None) -> dict[str, str]:
    """This process's environment with DATABASE_URL set to ``url``, or unset."""
    variables = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return variables if url is None else {**variables, "DATABASE_URL": url.revealed}
