"""A materialized view keeps rows where no policy can be: they are everybody's who may read it."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, view in subject.of_kind("view").items():
        asking = subject.bound_by_grants(name, "view") if view["materialized"] else []
        read = [table for table in subject.read_by(view) if asking and table in subject.protected]
        if read:
            yield Breach(
                Key("view", name),
                f"{', '.join(asking)} reads in {name} what was taken from {', '.join(read)}, of every "
                "tenant: no policy can be on it.",
                f"REVOKE ALL ON {name} FROM {', '.join(asking)};",
            )


RULE = Rule(
    "materialized-view-of-protected-rows",
    "error",
    "No role that policies bind reads a materialized view of a protected table.",
    _find,
)
