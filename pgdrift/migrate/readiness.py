"""Whether a database needs anything at all, asked in one statement that was worked out on an earlier run.

Working it out takes the declarations and Alembic, whose import costs more than everything else in a run
that finds nothing to do. So the statement is remembered, under a digest of the files it was worked out from.
"""

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg

from pgdrift.project import Project

_KEPT = 20
_SUFFIXES = (".py", ".json", ".sql")


def digest(project: Project, *, others: Iterable[str] = ()) -> str:
    """A digest of the project's settings and sources, of pgdrift, and of the packages ``others``."""
    total = hashlib.sha256(repr(sorted(project.settings.items())).encode())
    packages = [str(project.settings[key]).partition(":")[0] for key in ("metadata", "entities", "roles")]
    folders = {project.root / package.partition(".")[0] for package in (*packages, *others)}
    for folder in sorted({*folders, project.migrations, Path(__file__).parents[1]}):
        for path in sorted(_sources(folder)):
            content = path.read_bytes()
            total.update(f"{path}\0{len(content)}\0".encode())
            total.update(content)
    return total.hexdigest()


def question(project: Project, *, conditions: Iterable[str] = ()) -> str:
    """One SELECT that is true when the database is bootstrapped and at this project's newest revision.

    ``conditions`` are SQL conditions that must hold too. It fails on a database that was never migrated.
    """
    from alembic.script import ScriptDirectory

    from pgdrift.declare.identifiers import literal
    from pgdrift.migrate import bootstrap, handover, in_process
    from pgdrift.migrate.bootstrap_steps import steps

    script = ScriptDirectory.from_config(in_process.configuration(project.migrations))
    heads = ", ".join(literal(head) for head in sorted(script.get_heads()))
    wanted = [*steps(project), *bootstrap.login_steps(project, "")]
    asked = [*conditions, *(step.present for step in wanted if step.needed)]
    asked.append(
        f"(SELECT array_agg(version_num::text ORDER BY 1) FROM public.{handover.VERSION_TABLE}) "
        f"= ARRAY[{heads}]::text[]"
    )
    if project.owner_role:
        asked.append(f"NOT EXISTS ({handover.query(project)})")
    return f"SELECT {' AND '.join(f'({condition})' for condition in asked)}"


def holds(connection: psycopg.Connection[Any], statement: str) -> bool:
    """Whether ``statement`` answers true; a database in which it cannot even be asked is not ready."""
    try:
        with connection.transaction():
            connection.execute("SET TRANSACTION READ ONLY")
            row = connection.execute(statement.encode()).fetchone()
    except psycopg.Error:
        return False
    return bool(row and row[0])


def remembered(name: str) -> str | None:
    """The statement that was remembered under the digest ``name``."""
    try:
        return (_folder() / f"{name}.sql").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def remember(name: str, statement: str) -> None:
    """Remember ``statement`` under the digest ``name``; a folder that cannot be written only costs time."""
    with contextlib.suppress(OSError):
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = folder / f"{name}.{secrets.token_hex(4)}"
        fresh.write_text(statement, encoding="utf-8")
        os.replace(fresh, folder / f"{name}.sql")
        for old in sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
            old.unlink(missing_ok=True)


def _folder() -> Path:
    from pgdrift.scratch import cache_folder

    return cache_folder() / "ready"


def _sources(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.suffix in _SUFFIXES and path.is_file())
