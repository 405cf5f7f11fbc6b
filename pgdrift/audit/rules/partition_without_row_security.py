"""A partition without row security is open as soon as somebody grants access to it."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, table in subject.tables.items():
        above = subject.protected_above(name)
        if above and not table["row_security"] and not subject.bound_by_grants(name, "table"):
            yield Breach(
                Key("table", name),
                f"A privilege on {name} will show all its rows: the policies of {above[0]} do "
                "not count there.",
                f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;",
            )


RULE = Rule(
    "partition-without-row-security",
    "warning",
    "A partition or child of a protected table has row level security too.",
    _find,
)
