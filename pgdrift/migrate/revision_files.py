"""A file of the history that Python cannot read, told in one paragraph."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pgdrift.errors import PgdriftError


@contextmanager
def explained(migrations: Path) -> Iterator[None]:
    """Turn what a revision file raises while it is imported into PgdriftError, naming file and line.

    What a revision raises while it runs is left as it is.
    """
    try:
        yield
    except PgdriftError:
        raise
    except Exception as error:
        place = _place(error, (migrations / "versions").resolve())
        if place is None:
            raise
        path, line = place
        reason = error.msg if isinstance(error, SyntaxError) else str(error)
        raise PgdriftError(
            f"The revision {path} cannot be read: line {line}: {type(error).__name__}: {reason}. Nothing was "
            "changed. Correct the file, or remove it if it should not be there, and run this again."
        ) from error


def _place(error: Exception, versions: Path) -> tuple[str, int] | None:
    """The file and line of the history at which importing it failed."""
    if isinstance(error, SyntaxError):
        inside = error.filename is not None and Path(error.filename).resolve().parent == versions
        return (str(error.filename), error.lineno or 1) if inside else None
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.name == "<module>" and Path(frame.filename).resolve().parent == versions:
            return frame.filename, frame.lineno or 1
    return None
