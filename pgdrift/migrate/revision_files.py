"""The files of the history: one that cannot be read, or does not fit the others, told in one paragraph."""

import traceback
import warnings
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic.script import ScriptDirectory

from pgdrift.errors import PgdriftError
from pgdrift.migrate import revision_source
from pgdrift.migrate.revision_source import RevisionSource


def read(script: ScriptDirectory) -> None:
    """Have Alembic read all files of ``script``.

    Raises PgdriftError naming the file when one is no Python, or when its revision, or the one it follows, is
    missing, or there twice.
    """
    with explained(Path(script.dir)), warnings.catch_warnings():
        # Alembic only warns of these, and goes on with a history that lacks a revision.
        warnings.filterwarnings("error", r"Revision .* is (present more than once|not present)")
        script.get_heads()
        for _ in script.walk_revisions():
            pass


@contextmanager
def explained(migrations: Path) -> Iterator[None]:
    """Turn what goes wrong with a revision file into PgdriftError, naming file and, if there is one, line.

    What a revision raises while it runs is left as it is.
    """
    try:
        yield
    except PgdriftError:
        raise
    except Exception as error:
        versions = (migrations / "versions").resolve()
        fault = _at(error, versions) or _fault(versions)
        if fault is None:
            raise
        path, reason = fault
        raise PgdriftError(
            f"The revision {path} cannot be read: {reason.rstrip('.')}. Nothing was changed. Correct the "
            "file, or remove it if it should not be there, and run this again."
        ) from error


def _at(error: Exception, versions: Path) -> tuple[str, str] | None:
    """The file of the history that failed while it was imported, with the line and the reason."""
    place = _place(error, versions)
    if place is None:
        return None
    path, line = place
    reason = error.msg if isinstance(error, SyntaxError) else str(error)
    return path, f"line {line}: {type(error).__name__}: {reason}"


def _place(error: Exception, versions: Path) -> tuple[str, int] | None:
    if isinstance(error, SyntaxError):
        inside = error.filename is not None and Path(error.filename).resolve().parent == versions
        return (str(error.filename), error.lineno or 1) if inside else None
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        if frame.name == "<module>" and Path(frame.filename).resolve().parent == versions:
            return frame.filename, frame.lineno or 1
    return None


def _fault(versions: Path) -> tuple[str, str] | None:
    """The first file that lacks what a revision must have, or names what the others have not."""
    try:
        files = [
            revision_source.read(path) for path in sorted(versions.glob("*.py")) if path.name != "__init__.py"
        ]
    except (SyntaxError, ValueError):
        return None  # which Alembic will stop at when it comes to that file
    for file in files:
        for name in ("revision", "down_revision"):
            if name not in file.constants:
                return str(file.path), f"it does not say its {name}, as in {name} = {_EXAMPLES[name]}"
        for name in ("upgrade", "downgrade"):
            if name not in file.functions:
                return str(file.path), f"it has no function {name}()"
    by_id = defaultdict[str, list[RevisionSource]](list)
    for file in files:
        if file.revision is not None:
            by_id[file.revision].append(file)
    for revision, same in by_id.items():
        if len(same) > 1:
            return str(same[1].path), f"it calls itself {revision}, as {same[0].path} does"
    for file in files:
        for down in file.follows:
            if down not in by_id:
                return str(file.path), f"it follows the revision {down}, which is in no file of {versions}"
    return _circle({revision: same[0] for revision, same in by_id.items()})


_EXAMPLES = {"revision": '"1f2e3d"', "down_revision": '"0a1b2c" (None for the first one)'}


def _circle(by_id: dict[str, RevisionSource]) -> tuple[str, str] | None:
    for start, file in by_id.items():
        seen, waiting = set[str](), list(file.follows)
        while waiting:
            if (at := waiting.pop()) == start:
                return str(file.path), f"it follows itself, through {', '.join(sorted(seen | {at}))}"
            if at not in seen:
                seen.add(at)
                waiting += by_id[at].follows
    return None
