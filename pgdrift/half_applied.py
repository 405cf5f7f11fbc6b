"""A revision whose parts are committed one by one, and which was stopped between two of them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Key
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.declare.identifiers import unquoted
from pgdrift.difference import Difference, compare
from pgdrift.findings import Finding
from pgdrift.migrate import journal
from pgdrift.migrate.journal import Journal
from pgdrift.migrate.version_table import VERSION_TABLE
from pgdrift.project import Project
from pgdrift.sessions import call

if TYPE_CHECKING:
    from alembic.script import Script

_TABLE = Key("table", f"public.{VERSION_TABLE}")


@dataclass(frozen=True)
class HalfApplied:
    """What it works on: what is different `before` and `after` it, and what its file names besides.

    Between two of its parts that may be as before, as after, or neither: a generated NOT NULL has a CHECK for
    a while, which no revision leaves behind. So none of it is drift, and mending it would undo the revision.
    """

    journal: Journal
    touched: frozenset[Key]
    source: str

    @classmethod
    def of(cls, noted: Journal, before: Snapshot, after: Snapshot, script: Script) -> HalfApplied:
        """`script` is the revision of which `noted` says how far it has come."""
        touched = frozenset(difference.key for difference in compare(before, after))
        return cls(noted, touched, Path(script.path).read_text("utf-8"))

    def others(self, differences: Iterable[Difference]) -> Iterator[Difference]:
        """The differences that have nothing to do with it."""
        for difference in differences:
            if difference.key == _TABLE and "comment" in difference.fields:  # the note of how far it has come
                fields = tuple(field for field in difference.fields if field != "comment")
                if fields:
                    yield replace(difference, fields=fields)
            elif difference.key not in self.touched and not self._made(difference):
                yield difference

    def _made(self, difference: Difference) -> bool:
        """Whether it is there for a while only: extra, and named in the revision."""
        name = unquoted(bare(difference.fact.get("object") or difference.name))
        return difference.reference is None and bool(
            re.search(rf"(?<!\w){re.escape(name)}(?!\w)", self.source)
        )

    def finding(self) -> Finding:
        """What a person has to know of it, whatever else is found."""
        noted = self.journal
        steps = "1 of its steps is" if noted.done == 1 else f"{noted.done} of its steps are"
        up = noted.direction == "up"
        way = "The upgrade to" if up else "The downgrade from"
        command = call("migrate") if up else "alembic downgrade -1"
        return Finding(
            id="revision-half-applied",
            severity="error",
            comparison="migrated-live",
            kind="revision",
            object=_TABLE.name,
            reference=None,
            target={"revision": noted.revision, "done": noted.done},
            consequence=(
                f"{way} revision {noted.revision} was stopped half way: {steps} committed. What it works on"
                " is neither as before nor as after, and is not compared."
            ),
            fix=f"{command}   (goes on where it stopped)",
        )


def of(found: Snapshot, migrated: Callable[[str], Snapshot], project: Project) -> HalfApplied | None:
    """The revision that is half applied to a database; None when there is none.

    `migrated` gives what the migrations make of an empty database up to a revision.
    """
    table = found.facts.get(_TABLE)
    noted = journal.parsed(table["comment"]) if table is not None else None
    if noted is None:
        return None
    from alembic.script import ScriptDirectory

    from pgdrift.migrate import revisions
    from pgdrift.migrate.in_process import configuration

    script = revisions.found(ScriptDirectory.from_config(configuration(project.migrations)), noted.revision)
    if script is None:
        return HalfApplied(noted, frozenset(), "")  # another checkout has it
    before = migrated(script.down_revision) if isinstance(script.down_revision, str) else Snapshot(0, {})
    return HalfApplied.of(noted, before, migrated(noted.revision), script)
