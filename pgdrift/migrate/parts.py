"""The parts of the revision that runs: what is committed at once, counted, noted and recognised again.

A part is a transaction, or a statement outside one.
"""

import hashlib
from pathlib import Path
from typing import Any

import psycopg
from alembic.script import Script

from pgdrift.declare.identifiers import quoted
from pgdrift.errors import PgdriftError
from pgdrift.migrate import journal
from pgdrift.migrate.bootstrap_steps import role_oid
from pgdrift.migrate.journal import Journal
from pgdrift.migrate.version_table import VERSION_TABLE
from pgdrift.project import Project


class Parts:
    """Where a revision is: ``number`` parts are behind it, ``executed`` says whether this one did anything.

    ``guide`` is a connection in autocommit mode that the revision leaves alone.
    """

    def __init__(
        self, project: Project, guide: psycopg.Connection[Any], script: Script, direction: str
    ) -> None:
        self._guide, self._file = guide, Path(script.path)
        self._owner = project.owner_role
        self._digest = hashlib.sha256()
        self.number, self.executed = 0, False
        noted = journal.load(guide)
        if noted is not None and (noted.revision, noted.direction) != (script.revision, direction):
            raise _elsewhere(guide, noted)
        self.journal = noted or journal.fresh(
            guide, script.revision, direction, journal.file_digest(self._file)
        )

    @property
    def committed(self) -> bool:
        """Whether this part was committed by an earlier attempt."""
        return self.number < self.journal.done

    def passing(self, sql: str) -> None:
        """``sql`` belongs to this part."""
        self._digest.update(sql.encode())

    def next(self) -> None:
        """This part is behind us. Raises PgdriftError when those that were committed are not these."""
        self.number, self.executed = self.number + 1, False
        noted = self.journal
        if noted.done != self.number or not noted.statements:
            return
        # Of an unchanged file they are, also where a step looks at rows and does something else now.
        if self._statements() != noted.statements and journal.file_digest(self._file) != noted.file:
            raise self.changed()

    def note_start(self, connection: psycopg.Connection[Any]) -> None:
        """Note that this part, which cannot be committed together with its note, is about to run."""
        self._note(connection, self.journal.begun())

    def note_done(self, connection: psycopg.Connection[Any]) -> None:
        """Note that this part is done."""
        self._note(connection, self.journal.advanced(self.number + 1, self._statements()))

    def note_refused(self, connection: psycopg.Connection[Any]) -> None:
        """Note that this part, which had begun, is known not to be done."""
        noted = self.journal.advanced(self.number, self.journal.statements)
        self._note(connection, noted, nothing=not noted.statements)

    def as_owner(self) -> str:
        """A statement that makes the rest of the transaction the owner's, whose the table of revisions is."""
        role = self._owner
        if role is None:
            return "SELECT"
        row = self._guide.execute(f"SELECT {role_oid(role)} IS NOT NULL".encode()).fetchone()
        return f"SET LOCAL ROLE {quoted(role)}" if row and row[0] else "SELECT"

    def changed(self) -> PgdriftError:
        """The error that the committed parts are not the revision's first ones any more."""
        done = self.journal.done
        return PgdriftError(
            f"The revision {self._file} has been changed since part of it was committed to "
            f"{self._guide.info.dbname}: {done} of its steps are there, and they are not the first {done} "
            "any more. Put the file back to what it was and run this again; make the change a new revision."
        )

    def _note(self, connection: psycopg.Connection[Any], noted: Journal, *, nothing: bool = False) -> None:
        connection.execute((noted.clearing() if nothing else noted.noting()).encode())
        self.journal = noted

    def _statements(self) -> str:
        return self._digest.hexdigest()[:16]


def refuse_half_applied(guide: psycopg.Connection[Any]) -> None:
    """Raise PgdriftError when a revision is half applied: no step is about to be run that could finish it."""
    noted = journal.load(guide)
    if noted is not None:
        raise _elsewhere(guide, noted)


def _elsewhere(guide: psycopg.Connection[Any], noted: Journal) -> PgdriftError:
    """Another revision is half applied: nothing may build on it, or undo it."""
    way = "upgrade" if noted.direction == "up" else "downgrade"
    return PgdriftError(
        f"The database {guide.info.dbname} is half way through the {way} of revision {noted.revision}: "
        f"{noted.done} of its steps are committed. Finish that first, with the checkout that has the "
        f"revision (`alembic {way} {noted.revision if way == 'upgrade' else '-1'}`). If you have put the "
        f"database right by hand instead, run COMMENT ON TABLE public.{VERSION_TABLE} IS NULL and run this "
        "again."
    )
