"""Policies of a table do not count for who reads its partitions or children directly."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, table in subject.tables.items():
        above = subject.protected_above(name)
        asking = subject.bound_by_grants(name, "table")
        if above and asking and not table["row_security"]:
            yield Breach(
                Key("table", name),
                f"{', '.join(asking)} reaches every row of {name} by its own name: the policies of "
                f"{above[0]} do not count there.",
                f"REVOKE ALL ON {name} FROM {', '.join(asking)};",
            )


RULE = Rule(
    "partition-with-privileges",
    "error",
    "Nobody that policies bind has privileges on a partition or child of a protected table.",
    _find,
)
