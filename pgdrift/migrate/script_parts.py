"""The parts of a revision in a script: what each statement may wait for, and how far the revision has come.

As online: a script that ends between two parts leaves the note that lets `migrate` go on after it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from alembic.runtime.migration import RevisionStep

from pgdrift.declare.identifiers import quoted
from pgdrift.migrate.journal import Journal, file_digest
from pgdrift.migrate.patience import Patience, milliseconds
from pgdrift.migrate.statements import recognised
from pgdrift.project import Project

Write = Callable[[str], None]


class ScriptParts:
    """Passes everything that Alembic prints on to ``write``, with what belongs around it."""

    def __init__(self, project: Project, write: Write) -> None:
        self._write, self._owner = write, project.owner_role
        self._patience = Patience.of(project)
        self._limit: float = self._patience.short
        self._journal: Journal | None = None  # of the revision that is printed
        self._within = self._holding = self._executed = self._noted = False
        self._set_by_revision = False

    def steps(self, planned: Callable[..., Any]) -> Callable[..., Iterator[Any]]:
        """``planned`` is Alembic's function that lists the steps."""

        def each(heads: Any, context: Any) -> Iterator[Any]:
            for step in planned(heads, context):
                self._begin(step)
                yield step
                self._journal = None

        return each

    def version_applied(self, **_: Any) -> None:
        """In the transaction that stamps a revision: forget how far it had come."""
        journal, self._journal = self._journal, None
        if journal is not None and self._noted:
            self._write_note(journal.clearing())
        self._allow(self._patience.short)

    def output(self, text: str) -> None:
        """Alembic prints ``text``: a statement, or a comment."""
        sql = text.strip()
        if self._journal is None or all(line.startswith("--") for line in sql.splitlines()):
            self._write(text)
        elif sql == "BEGIN;":
            self._within, self._executed = True, False
            self._write(text)
        elif sql == "COMMIT;":
            self._advance(noted=self._executed)
            self._within = self._holding = False
            self._write(text)
        else:
            self._statement(text, sql, self._journal)

    def _begin(self, step: Any) -> None:
        self._noted = self._set_by_revision = False
        if isinstance(step, RevisionStep):
            script, way = step.revision, "up" if step.is_upgrade else "down"
            self._journal = Journal(script.revision, way, file=file_digest(Path(script.path)))

    def _statement(self, text: str, sql: str, journal: Journal) -> None:
        statement = recognised(sql)
        self._set_by_revision |= statement.sets_lock_timeout
        if statement.sets_session or statement.reads:
            self._write(text)
            return
        waits = statement.only_waits and not self._holding
        self._allow(self._patience.long if waits else self._patience.short)
        if self._within:
            self._write(text)
            self._executed = True
            self._holding |= not statement.only_waits
            return
        if not statement.transactional:
            self._write_note(journal.begun().noting())
        self._write(text)
        self._advance(noted=True)

    def _advance(self, *, noted: bool) -> None:
        assert self._journal is not None
        # What was done is not told by its text here, which is another than online.
        self._journal = self._journal.advanced(self._journal.done + 1, "")
        if noted:
            self._write_note(self._journal.noting())

    def _write_note(self, note: str) -> None:
        self._noted = True
        if self._within and self._owner:
            self._write(f"SET LOCAL ROLE {quoted(self._owner)};\n")  # the table of revisions is the owner's
        self._write(f"{note};\n")

    def _allow(self, limit: float) -> None:
        if limit != self._limit and not self._set_by_revision:
            self._write(f"SET lock_timeout = {milliseconds(limit)};\n")
            self._limit = limit
