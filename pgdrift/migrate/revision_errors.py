"""What a revision's own Python raised while it ran, told in one paragraph with file and line."""

import traceback
from pathlib import Path

from pgdrift.errors import PgdriftError, paragraph


def place(error: BaseException, migrations: Path) -> tuple[Path, int] | None:
    """The file and the line of a revision in ``migrations`` that ``error`` came from; None from elsewhere."""
    versions = (migrations / "versions").resolve()
    seen = set[int]()
    at: BaseException | None = error
    while at is not None and id(at) not in seen:
        seen.add(id(at))
        for frame in reversed(traceback.extract_tb(at.__traceback__)):
            if Path(frame.filename).resolve().parent == versions:
                return Path(frame.filename), frame.lineno or 1
        at = at.__cause__
    return None


def explained(error: Exception, migrations: Path) -> PgdriftError | None:
    """The paragraph for an error of a revision's own; None for one that is not of a revision."""
    found = place(error, migrations)
    if found is None:
        return None
    path, line = found
    reason = f"{type(error).__name__}: {paragraph(str(error))}".rstrip(".: ")
    return PgdriftError(
        f"The revision {path} stopped at line {line}: {reason}. Correct the file and run this again."
    )
