"""A scratch database on which each step is tried before it is written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import psycopg
import sqlalchemy
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.declare.identifiers import quoted
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError, paragraph
from pgdrift.generate import comparing
from pgdrift.generate.frozen_types import render_item
from pgdrift.generate.step import Step
from pgdrift.migrate.connection import connected
from pgdrift.migrate.session_settings import settings
from pgdrift.project import Project
from pgdrift.scratch import Scratch

# Comments are the catalog engine's: one statement for each column would drown the rest.
_PLUGINS = (
    "alembic.autogenerate.schemas",
    "alembic.autogenerate.tables",
    "alembic.autogenerate.types",
    "alembic.autogenerate.constraints",
    "alembic.autogenerate.defaults",
    "alembic.ext.checkconstraint_byname",
)


# By index: a query that reads all of pg_class would make each table dearer than the one before.
FILES = """
SELECT %(table)s::text, pg_catalog.pg_relation_filenode(to_regclass(%(table)s))
UNION ALL
SELECT c.relname, pg_catalog.pg_relation_filenode(c.oid)
FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = to_regclass(%(table)s)
"""


class Refused(PgdriftError):
    """PostgreSQL refused a step."""


class Bench:
    """The database under the same session settings, role and naming as a revision will run with."""

    def __init__(
        self,
        project: Project,
        connection: Connection,
        reader: psycopg.Connection[Any],
        scratch: Scratch,
    ) -> None:
        self.project = project
        self._scratch = scratch
        self._alike: frozenset[Key] = frozenset()
        self._near: dict[Key, Fact] = {}
        self.connection = connection
        self._reader = reader
        self.context = MigrationContext.configure(connection, opts=_options(project))
        # Alembic would have PostgreSQL compute both defaults, which fails for a type without `=`, and calls
        # functions. Which of them really differ is for the catalog to say.
        vars(self.context.impl)["compare_server_default"] = lambda _, __, wanted, found: wanted != found
        self._read: Snapshot | None = None

    def snapshot(self) -> Snapshot:
        """The facts as they are now."""
        if self._read is None:
            self.connection.commit()
            self._read = comparing.facts(self._reader, self.project)
        return self._read

    def lacks(self, reference: Snapshot, found: Snapshot, *, to_the_word: bool = True) -> list[Difference]:
        """What ``found``, a snapshot of this database, differs in from ``reference``.

        ``to_the_word`` also counts what is only spelled another way, unless it was so from the start: finding
        out costs seconds.
        """
        if not to_the_word:
            return comparing.differences(reference, found, self._scratch)
        return [
            difference
            for difference in compare(reference, found)
            if not difference.fields
            or (difference.key not in self._alike and self._near.get(difference.key) != difference.reference)
        ]

    def really_lacks(self, reference: Snapshot) -> list[Difference]:
        """What this database differs in now; what else is only said in other words is left so from now on."""
        found = self.snapshot()
        real = self.lacks(reference, found, to_the_word=False)
        self._alike = frozenset(d.key for d in compare(reference, found)) - {d.key for d in real}
        return real

    def content_with(self, reference: Snapshot) -> None:
        """Take what still differs from ``reference`` in nothing but words for as near as words can get."""
        self._near |= {d.key: d.fact for d in compare(reference, self.snapshot()) if d.fields}

    def run(self, step: Step) -> Step:
        """Execute the code of ``step``; what it did is undone when it raises Refused.

        Returns the step with the hazards that only running it could show: PostgreSQL writes a table anew
        whether it has rows or not.
        """
        try:
            files = self._files(step)
            with self.connection.begin_nested():
                self._become(self.project.migrator_role if step.as_migrator else None)
                exec(compile(source(step), f"<{step.subject}>", "exec"), self._names())
                self._become(None)
            self._read = None
            found = [h for table, before in files.items() for h in self._rewritten(table, before)]
            return replace(step, hazards=(*step.hazards, *found)) if found else step
        except DBAPIError as error:
            reason = paragraph(str(error.orig)).partition(" LINE ")[0]
            raise Refused(f"PostgreSQL refused the {step.subject}: {reason}.") from error

    def runs(self, step: Step) -> Step | None:
        """The step when it ran; nothing has changed when it did not."""
        try:
            return self.run(step)
        except Refused:
            return None

    def _files(self, step: Step) -> dict[str, dict[str, int]]:
        """The files of the tables that ``step`` alters, and of their indexes."""
        tables = {
            key.name if key.kind == "table" else key.name.rpartition(".")[0]
            for key in step.keys
            if key.kind in ("table", "column") and not step.comments
        }
        return {table: files for table in sorted(tables) if (files := self._files_of(table))}

    def _files_of(self, table: str) -> dict[str, int]:
        rows = self.connection.exec_driver_sql(FILES, {"table": table}).all()
        return {str(name): int(file) for name, file in rows if file}

    def _rewritten(self, table: str, before: dict[str, int]) -> Iterator[str]:
        after, short = self._files_of(table), table.removeprefix("public.")
        if table in after and after[table] != before.get(table):
            yield f"rewrites table {short}"
        elif changed := [name for name, file in before.items() if after.get(name, file) != file]:
            yield f"rebuilds {', '.join(changed)} of table {short}"

    def _become(self, role: str | None) -> None:
        role = role or self.project.owner_role
        if role is not None:
            self.connection.exec_driver_sql(f"SET LOCAL ROLE {quoted(role)}")

    def _names(self) -> dict[str, Any]:
        return {"op": Operations(self.context), "sa": sqlalchemy}


def source(step: Step) -> str:
    """The step as a program of its own."""
    return "\n".join([*sorted(step.imports), step.code])


@contextmanager
def bench(project: Project, url: DatabaseURL, scratch: Scratch) -> Iterator[Bench]:
    """A bench on the database at ``url``, which names a superuser of ``scratch``."""
    with connected(url, settings(project, role=project.owner_role)) as connection, url.connect() as reader:
        yield Bench(project, connection, reader, scratch)


def _options(project: Project) -> dict[str, Any]:
    return {
        "target_metadata": project.metadata,
        "autogenerate_plugins": list(_PLUGINS),
        "compare_type": True,
        "compare_server_default": True,
        # alembic-utils' own comparison, which registers itself for everybody, wants to know.
        "include_schemas": False,
        "sqlalchemy_module_prefix": "sa.",
        "alembic_module_prefix": "op.",
        "user_module_prefix": None,
        "render_item": render_item,
    }
