"""Privileges on a table with row security and no policy reach no row, without an error."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name in subject.protected:
        bound = subject.bound_by_grants(name, "table")
        if bound and not subject.policies(name):
            yield Breach(
                Key("table", name),
                f"{', '.join(bound)} may use {name} and find no row there, without an error: "
                "it has no policy.",
                f"-- Create a policy on {name} for {', '.join(bound)}, or revoke what they hold.",
            )


RULE = Rule(
    "row-security-without-policy",
    "warning",
    "A table with row level security that somebody is granted access to has a policy.",
    _find,
)
