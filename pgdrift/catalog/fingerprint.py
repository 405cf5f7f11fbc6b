"""Whether a catalog is still the one that was read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pgdrift.declare.identifiers import literal

if TYPE_CHECKING:
    from pgdrift.catalog.snapshot import Snapshot


@cache
def query() -> str:
    """The query whose one value changes with the catalog."""
    return Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")


def guard(snapshot: Snapshot) -> str:
    """A statement that fails in any other database, and in this one once its schema has been changed."""
    indented = "    ".join(line for line in query().splitlines(keepends=True) if not line.startswith("--"))
    return (
        "DO $guard$\nBEGIN\n"
        f"IF {literal(snapshot.fingerprint)} IS DISTINCT FROM (\n    {indented}) THEN\n"
        "    RAISE EXCEPTION 'This is not the database the script was made for, or its schema has changed "
        "since.'\n        USING HINT = 'Make the script again.';\n"
        "END IF;\nEND\n$guard$;"
    )
