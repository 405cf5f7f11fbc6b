"""What stopped a revision while it ran, PostgreSQL or its own Python: one paragraph with file and line."""

import re
import textwrap
import traceback
from collections.abc import Iterator
from pathlib import Path

from psycopg import errors
from sqlalchemy.exc import DBAPIError

from pgdrift.errors import PgdriftError, paragraph
from pgdrift.migrate import database_errors
from pgdrift.project import Project

_VALUES = re.compile(r"'(?:[^']|'')*'|\$(\w*)\$.*?\$\1\$", re.DOTALL)
# The server, not the revision: it went away, is full, lacks a file or something that others have.
_OF_THE_SERVER = (errors.OperationalError, errors.FeatureNotSupported, errors.UndefinedFile)


class RevisionFailed(PgdriftError):
    """The revision in the file ``path`` cannot run: it, and not the server, has to be corrected."""

    def __init__(self, message: str, path: Path) -> None:
        super().__init__(message)
        self.path = path


def explained(error: Exception, project: Project, *, scratch: bool = False) -> PgdriftError | None:
    """The paragraph for ``error``; None when neither PostgreSQL nor a revision raised it.

    It is a RevisionFailed when the revision has to be corrected. ``scratch``: what ran on was made for this.
    """
    found = _place(error, project.migrations)
    if found is None:
        return database_errors.explained(error, "the migration", project, scratch=scratch)
    path, line = found
    stopped = f"the revision {path} at line {line}{_statement(error)}"
    told = database_errors.explained(error, stopped, project, scratch=scratch)
    if told is None:
        reason = f"{type(error).__name__}: {paragraph(str(error))}".rstrip(".: ")
        said = f"The revision {path} stopped at line {line}: {reason}. Correct the file and run this again."
        return RevisionFailed(said, path)
    if any(isinstance(cause, _OF_THE_SERVER) for cause in _causes(error)):
        return told
    return RevisionFailed(str(told), path)


def _place(error: Exception, migrations: Path) -> tuple[Path, int] | None:
    """The file and the line of a revision in ``migrations`` that ``error`` came from; None from elsewhere."""
    versions = (migrations / "versions").resolve()
    for cause in _causes(error):
        for frame in reversed(traceback.extract_tb(cause.__traceback__)):
            if Path(frame.filename).resolve().parent == versions:
                return Path(frame.filename), frame.lineno or 1
    return None


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen = set[int]()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        yield at
        seen.add(id(at))
        at = at.__cause__


def _statement(error: Exception) -> str:
    """How the statement that failed begins, without its values: the revision may have read them from rows."""
    if not isinstance(error, DBAPIError) or not error.statement:
        return ""
    text = _VALUES.sub("'...'", error.statement)
    return f" (`{textwrap.shorten(text, 80, placeholder=' ...')}`)"
