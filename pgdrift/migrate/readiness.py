"""Whether a database needs anything at all, asked in one statement.

Working the statement out takes the declarations and Alembic, whose import costs more than everything else in
a run that finds nothing to do. So it is worth remembering, under a digest of the files it came from.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pgdrift.project import Project

if TYPE_CHECKING:
    import psycopg

_SUFFIXES = (".py", ".json", ".sql")


def digest(project: Project, *, others: Iterable[str] = (), about: str = "") -> str:
    """A digest of the settings and sources of ``project``, pgdrift, ``others`` (packages), and ``about``."""
    total = hashlib.sha256(repr((sorted(project.settings.items()), about)).encode())
    packages = [str(project.settings[key]).partition(":")[0] for key in ("metadata", "entities", "roles")]
    folders = {project.root / package.partition(".")[0] for package in (*packages, *others)}
    for folder in sorted({*folders, project.migrations, Path(__file__).parents[1]}):
        for path in sorted(_sources(str(folder))):
            with open(path, "rb", buffering=0) as file:
                content = file.read()
            total.update(f"{path}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()


def question(project: Project, *, conditions: Iterable[str] = ()) -> str:
    """One SELECT that is true when the database is bootstrapped and at this project's newest revision.

    ``conditions`` are SQL conditions that must hold too. It fails on a database that was never migrated.
    """
    from alembic.script import ScriptDirectory

    from pgdrift.declare.identifiers import literal
    from pgdrift.migrate import bootstrap, handover, in_process, journal, version_table
    from pgdrift.migrate.bootstrap_steps import steps

    script = ScriptDirectory.from_config(in_process.configuration(project.migrations))
    heads = ", ".join(literal(head) for head in sorted(script.get_heads()))
    wanted = [*steps(project), *bootstrap.login_steps(project, "")]
    asked = [*conditions, *(step.present for step in wanted if step.needed)]
    asked.append(
        f"(SELECT array_agg(version_num::text ORDER BY 1) FROM public.{version_table.VERSION_TABLE}) "
        f"= ARRAY[{heads}]::text[]"
    )
    asked.append(
        f"(pg_catalog.obj_description('public.{version_table.VERSION_TABLE}'::regclass, 'pg_class') "
        f"LIKE {literal(journal.MARK + '%')}) IS NOT TRUE"
    )
    if project.owner_role:
        asked.append(f"NOT EXISTS ({handover.query(project)})")
    return f"SELECT {' AND '.join(f'({condition})' for condition in asked)}"


def holds(connection: "psycopg.Connection[Any]", statement: str) -> bool:
    """Whether ``statement`` answers true; a database in which it cannot even be asked is not ready."""
    import psycopg

    try:
        with connection.transaction():
            connection.execute("SET TRANSACTION READ ONLY")
            row = connection.execute(statement.encode()).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def _sources(folder: str) -> Iterator[str]:
    if not os.path.isdir(folder):
        # A package that is one module.
        yield f"{folder}.py"
        return
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                if entry.name != "__pycache__":
                    yield from _sources(entry.path)
            elif entry.name.endswith(_SUFFIXES):
                yield entry.path
