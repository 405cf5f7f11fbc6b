"""A single fault: what was done to a database, and the finding that has to come of it."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """`sql` is run by a superuser; `finding` is the id that must be reported, and no other.

    Where what it took along opens or closes something else, that is told by itself: `besides` are the ids of
    those errors. `{database}` stands for the database's own name. `before` makes what only this fault needs;
    it belongs to both sides. `since` is the first major version of PostgreSQL that can have the fault.
    `beyond_repair` says why no SQL brings the old state back, for the few where none does.
    """

    name: str
    sql: str
    finding: str
    severity: str = "error"
    before: str = ""
    since: int = 15
    beyond_repair: str = ""
    besides: tuple[str, ...] = ()

    @property
    def findings(self) -> list[tuple[str, str]]:
        """The ids that must be reported, each with its severity."""
        return [(self.finding, self.severity), *((one, "error") for one in self.besides)]
