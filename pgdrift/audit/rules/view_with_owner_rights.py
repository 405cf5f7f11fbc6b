"""A view reads with its owner's rights, past policies that bind whoever asks, unless it says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, view in subject.of_kind("view").items():
        if view["materialized"] or set(view["options"]) & _INVOKER:
            continue
        read = [table for table in subject.read_by(view) if subject.escapes(view["owner"], table)]
        asking = subject.bound_by_grants(name, "view")
        if read and asking:
            yield Breach(
                Key("view", name),
                f"{', '.join(asking)} reads every row of {', '.join(read)} through {name}, which looks "
                f"with the rights of {view['owner']}.",
                f"ALTER VIEW {name} SET (security_invoker = true);",
            )


_INVOKER = {"security_invoker=true", "security_invoker=on", "security_invoker=1", "security_invoker=yes"}


RULE = Rule(
    "view-with-owner-rights",
    "error",
    "A view of a protected table runs with the rights of whoever asks.",
    _find,
)
