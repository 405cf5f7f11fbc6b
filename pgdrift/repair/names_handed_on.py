"""What goes while something else gets its name: what was built on it means the new one from then on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.fact_text import spelled

_CALLED = ("function", "aggregate")


def relations(differences: Sequence[Difference], reference: Snapshot) -> Iterator[Key]:
    """Tables in whose place a view comes, and views in whose place a table comes."""
    for difference in differences:
        if difference.reference is None and difference.kind in ("table", "view"):
            other = "view" if difference.kind == "table" else "table"
            if Key(other, difference.name) in reference.facts:
                yield difference.key


def overloads(differences: Sequence[Difference], reference: Snapshot) -> Iterator[Key]:
    """Functions that go, by whose name there is another: the text of a call does not tell which it means."""
    going = [d.key for d in differences if d.reference is None and d.kind in _CALLED]
    if going:
        staying = {spelled(key) for key in reference.facts if key.kind in _CALLED}
        yield from (key for key in going if spelled(key) in staying)
