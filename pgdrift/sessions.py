"""How a person runs a session of noxfile.py, or what it runs, for messages that say what to do next."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pgdrift.project import Project

_NOXW = Path(__file__).resolve().parents[1] / "noxw"

# What sessions run, for where the project is installed; those not named run the project's own package.
_RUN = {
    "adopt": "pgdrift adopt",
    "check-drift": "pgdrift check",
    "docs": "pgdrift docs",
    "revision": "pgdrift revision",
}


def call(session: str, arguments: str = "") -> str:
    """The command for `session` with `arguments`: through noxw in its checkout, else what the session runs.

    A project that has no commands of its own is migrated by Alembic.
    """
    project = _project()
    if _is_checkout(project):
        return f"./noxw -s {session} -- {arguments}" if arguments else f"./noxw -s {session}"
    if session == "migrate" and not (project and _has_commands(project)):
        return "alembic upgrade head"
    run = _RUN.get(session) or f"{project.name if project else 'PROJECT'} {session}"
    return f"python -m {run} {arguments}".rstrip()


def making_server() -> str | None:
    """The command that makes and starts an embedded server; None where the project has none."""
    project = _project()
    return call("migrate") if project and _has_commands(project) else None


def _project() -> Project | None:
    from pgdrift import project
    from pgdrift.errors import PgdriftError

    try:
        return project.find()
    except PgdriftError:  # what is being said matters more
        return None


def _is_checkout(project: Project | None) -> bool:
    """Whether one is in the checkout of noxw: its example is a project, too, and others have no noxw."""
    if project is None or not _NOXW.is_file():
        return False
    return project.root.resolve() == project.directory.resolve() == _NOXW.parent


def _has_commands(project: Project) -> bool:
    from importlib.util import find_spec

    if (project.root / project.name / "__main__.py").is_file():
        return True
    installed = find_spec(project.name) if project.name.isidentifier() else None
    return bool(installed and installed.origin and Path(installed.origin).with_name("__main__.py").is_file())
