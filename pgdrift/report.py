"""The outcome of a comparison, as every report shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from pgdrift.catalog.snapshot import Snapshot
from pgdrift.findings import Finding
from pgdrift.ignoring import Suppressed
from pgdrift.repair.script import Script


@dataclass(frozen=True)
class Report:
    """What was compared and found.

    `compared` counts the objects of each kind, `seconds` is how long it took. `script` holds the repair of
    `repaired`, the snapshot it was made for; `scope` says in words what would be made equal to what.
    `suppressed` are the findings that somebody decided to ignore, and why; no repair is about them.
    """

    findings: Sequence[Finding]
    compared: dict[str, int]
    revision: tuple[str, ...]
    seconds: float
    command: str
    scope: str = ""
    script: Script = field(default_factory=Script)
    repaired: Snapshot | None = None
    notes: Sequence[str] = field(default_factory=tuple)
    suppressed: Sequence[Suppressed] = ()

    @property
    def status(self) -> Literal["clean", "drift"]:
        """Whether anything was found."""
        return "drift" if self.findings else "clean"

    def exit_code(self, fail_on: str = "warning") -> int:
        """0 when nothing of that severity or worse was found, else 1."""
        failing = [f for f in self.findings if f.severity == "error" or fail_on == "warning"]
        return 1 if failing else 0


def compared(reference: Snapshot, target: Snapshot) -> dict[str, int]:
    """How many objects of each kind were looked at, those that only one side has included."""
    counts: dict[str, int] = {}
    for key in reference.facts.keys() | target.facts.keys():
        counts[key.kind] = counts.get(key.kind, 0) + 1
    return dict(sorted(counts.items()))
