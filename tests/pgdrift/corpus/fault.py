"""A single fault: what was done to a database, and the one finding that has to come of it."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """`sql` is run by a superuser; `finding` is the id that must be reported, and no other.

    `{database}` stands for the database's own name. `before` makes what only this fault needs; it belongs to
    both sides. `since` is the first major version of PostgreSQL that can have the fault. `beyond_repair`
    says why no SQL brings the old state back, for the few where none does.
    """

    name: str
    sql: str
    finding: str
    severity: str = "error"
    before: str = ""
    since: int = 15
    beyond_repair: str = ""
