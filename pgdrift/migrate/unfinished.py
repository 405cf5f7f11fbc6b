"""Revisions with a place that a person still has to complete are not run: they would fail, or do harm."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from pgdrift.errors import PgdriftError

# How the generator marks a place where rows have to be filled by hand; whoever has done so takes it away.
MARK = "# by hand: fill "
_PLACE = re.compile(rf"^\s*({MARK}.*?),?\s*$")


def places(path: Path) -> Iterator[tuple[int, str]]:
    """The line number and the text of each mark that is left in the revision at ``path``."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if found := _PLACE.match(line):
            yield number, found[1]


def refuse(revisions: Iterable[str | Path | None]) -> None:
    """Raise PgdriftError naming file and line when one of the files ``revisions`` has a mark left."""
    told = [
        f"{path} has at line {number} `{text}`"
        for path in revisions
        if path is not None
        for number, text in places(Path(path))
    ]
    if told:
        raise PgdriftError(
            f"A pending revision is not complete: {'; '.join(told)}. Nothing was changed. Write there what "
            "the mark asks for, take the mark away, and run this again."
        )
