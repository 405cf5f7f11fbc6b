"""Checksums of the revisions, so that one that databases have run already is not changed behind their backs.

Each is made of the syntax tree: formatting, comments and docstrings may change, and so may Python.
"""

import ast
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pgdrift.errors import PgdriftError
from pgdrift.generate import placing
from pgdrift.migrate import revision_source
from pgdrift.sessions import call

FILE = "checksums.txt"
# What says nothing about what a program does, or is not there in every version of Python.
_SILENT = frozenset({"ctx", "kind", "type_comment", "type_ignores", "type_params"})
_HEADER = "# One line for each revision; `nox -s revision` writes it. An older revision is never edited.\n"


class RevisionEdited(PgdriftError):
    """A revision is not what it was when it was written."""


@dataclass(frozen=True)
class Revision:
    """A revision's file, as far as reading it tells."""

    path: Path
    revision: str
    down: tuple[str, ...]
    checksum: str


def of(path: Path) -> Revision | None:
    """The revision in the file at ``path``; None when it is none, or Python cannot read it."""
    try:
        said = revision_source.read(path)
    except (SyntaxError, ValueError):
        return None
    if said.revision is None:
        return None
    return Revision(path, said.revision, said.follows, _checksum(said.tree))


def history(migrations: Path) -> dict[str, Revision]:
    """The revisions in the folder ``migrations``, by their ids."""
    found = (of(path) for path in sorted((migrations / "versions").glob("*.py")))
    return {revision.revision: revision for revision in found if revision is not None}


def recorded(migrations: Path) -> dict[str, str]:
    """The checksums that were written down, by revision; empty when there is no file of them."""
    path = migrations / FILE
    if not path.exists():
        return {}
    lines = (line.split() for line in path.read_text(encoding="utf-8").splitlines())
    return {words[0]: words[1] for words in lines if len(words) == 2 and words[0] != "#"}


def record(migrations: Path) -> None:
    """Write down the checksum of every revision, those before others first."""
    known = history(migrations)
    lines = (f"{revision.revision} {revision.checksum}\n" for revision in _in_order(known))
    placing.place(migrations / FILE, _HEADER + "".join(lines))


def edited(migrations: Path) -> list[Revision]:
    """The revisions whose checksum is another than the one that was written down."""
    noted = recorded(migrations)
    return [r for r in history(migrations).values() if noted.get(r.revision, r.checksum) != r.checksum]


def newest(migrations: Path) -> set[str]:
    """The revisions that no other one follows."""
    known = history(migrations)
    return set(known) - {down for revision in known.values() for down in revision.down}


def refuse_edited(migrations: Path) -> None:
    """Raise RevisionEdited for a revision that was edited, or removed, although others follow it.

    The newest one is still being worked on; what it does is compared with what is declared.
    """
    if not (noted := recorded(migrations)):
        return
    known, heads = history(migrations), newest(migrations)
    for revision in edited(migrations):
        if revision.revision not in heads:
            raise RevisionEdited(
                f"The revision {revision.path} has been edited since it was written: {migrations / FILE} has "
                "another checksum for it. Databases that have run it would differ from those that are yet "
                f"to. Restore it (`git checkout -- {revision.path}`) and write the change as a new revision. "
                f"If no database has run it, remove its line from {FILE} and run "
                f"`{call('revision', '--record')}`."
            )
    followed = {down for revision in known.values() for down in revision.down}
    for gone in sorted(followed & (set(noted) - set(known))):
        raise RevisionEdited(
            f"The revision {gone}, which {migrations / FILE} lists and other revisions follow, has no "
            f"readable file in {migrations / 'versions'}. Restore it with git."
        )


def _checksum(tree: ast.Module) -> str:
    return hashlib.sha256(repr(_said(tree)).encode()).hexdigest()


def _said(node: Any) -> Any:
    """A node as nested tuples that are the same in every version of Python."""
    if isinstance(node, list):
        return [_said(member) for member in node]
    if not isinstance(node, ast.AST):
        return (type(node).__name__, repr(node))
    fields = []
    for name, value in ast.iter_fields(node):
        if name in _SILENT or value is None or value == []:
            continue
        documented = name == "body" and isinstance(value, list) and _is_text(value[0])
        fields.append((name, _said(value[1:] if documented else value)))
    return (type(node).__name__, fields)


def _is_text(node: ast.AST) -> bool:
    value = node.value if isinstance(node, ast.Expr) else None
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


def _in_order(known: dict[str, Revision]) -> Iterator[Revision]:
    waiting, done = dict(known), set[str]()
    while waiting:
        ready = [r for r in waiting.values() if all(down in done or down not in known for down in r.down)]
        for revision in ready or list(waiting.values()):
            done.add(revision.revision)
            yield waiting.pop(revision.revision)
