"""The stubs of a new table, rendered from the templates that a project keeps beside its migrations.

`new_table/` in the migrations folder mirrors the project: `schema/TABLE.py.mako` there becomes
`schema/action_items.py`. NEXT_STEPS.mako is what the person who asked for the table is told.
"""

import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pgdrift.declare.identifiers import quoted
from pgdrift.errors import PgdriftError
from pgdrift.project import Project

TEMPLATES = "new_table"
NEXT_STEPS = "NEXT_STEPS.mako"
LONGEST = 63 - len("_signed_isolation")


class ScaffoldRefused(PgdriftError):
    """The stubs of a table were not written."""


@dataclass(frozen=True)
class Scaffold:
    """What was written, and what the person who asked for it does next."""

    files: tuple[Path, ...]
    next_steps: str


def write(project: Project, table: str, class_name: str | None = None) -> Scaffold:
    """Write the stubs of ``table``; ``class_name`` is derived from it unless given.

    Raises ScaffoldRefused, and writes nothing, when the name cannot be a table's, the table is declared
    already, a file of it exists, or the project has no templates.
    """
    from mako.template import Template  # type: ignore[import-untyped]

    if project.root != project.directory:
        raise ScaffoldRefused(
            f"The stubs of {table!r} were not written: the project is installed ({project.source}), and a "
            "table is added in a checkout. Run this in one."
        )
    _check_name(project, table)
    names = {"table": table, "class_name": class_name or singular(table)}
    _check_class_name(names["class_name"])
    templates = project.migrations / TEMPLATES
    targets = dict(_targets(project, templates, table))
    existing = [_shown(project, path) for path in targets.values() if path.exists()]
    if existing:
        raise ScaffoldRefused(
            f"{existing[0]} exists already, and nothing was written. Choose another name for the table, or "
            "delete the file if it is a stub left over."
        )
    texts = {path: str(Template(filename=str(source)).render(**names)) for source, path in targets.items()}
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return Scaffold(tuple(texts), str(Template(filename=str(templates / NEXT_STEPS)).render(**names)))


def _targets(project: Project, templates: Path, table: str) -> Iterator[tuple[Path, Path]]:
    sources = sorted(path for path in templates.rglob("*.mako") if path.name != NEXT_STEPS)
    if not sources or not (templates / NEXT_STEPS).exists():
        raise ScaffoldRefused(
            f"The project {project.name} has no templates for a new table: {_shown(project, templates)} must "
            f"hold at least one *.mako file and {NEXT_STEPS}."
        )
    for source in sources:
        relative = source.relative_to(templates).with_suffix("").as_posix()
        yield source, project.root / relative.replace("TABLE", table)


def _check_name(project: Project, table: str) -> None:
    fault = None
    if not re.fullmatch(r"[a-z][a-z0-9_]*", table):
        fault = "must start with a lower-case letter and hold only lower-case letters, digits and _"
    elif len(table) > LONGEST:
        fault = f"has {len(table)} characters; beyond {LONGEST}, PostgreSQL cuts the names made from it"
    elif quoted(table) != table or keyword.iskeyword(table):
        fault = "is a keyword of SQL or Python, and would have to be quoted everywhere"
    elif table in project.metadata.tables:
        fault = "is declared already"
    if fault:
        raise ScaffoldRefused(f"{table!r} cannot be a new table: the name {fault}. Nothing was written.")


def _check_class_name(name: str) -> None:
    if not name.isidentifier() or keyword.iskeyword(name):
        raise ScaffoldRefused(
            f"{name!r} cannot be the name of a class. Say one with --class-name. Nothing was written."
        )


def singular(table: str) -> str:
    """The class name of a table: ``action_items`` becomes ``ActionItem``."""
    *first, last = table.split("_")
    if last.endswith("ies") and len(last) > 4:
        last = last[:-3] + "y"
    elif last.endswith(("sses", "xes", "ches", "shes")):
        last = last[:-2]
    elif last.endswith("s") and not last.endswith(("ss", "us", "is")):
        last = last[:-1]
    return "".join(word.capitalize() for word in (*first, last))


def _shown(project: Project, path: Path) -> str:
    return path.relative_to(project.root).as_posix()
