"""Policies on a table whose row security is off look like protection and are none."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, table in subject.tables.items():
        policies = subject.policies(name)
        if policies and not table["row_security"]:
            names = ", ".join(policy["policy"] for policy in policies.values())
            yield Breach(
                Key("table", name),
                f"The policies of {name} ({names}) do nothing: its row security is off.",
                f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;",
            )


RULE = Rule(
    "policy-without-row-security",
    "error",
    "A table with policies has row level security on.",
    _find,
)
