"""WITH CHECK that is left out is USING: whoever edits what may be read also edits what may be written."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, policy in subject.of_kind("policy").items():
        if policy["command"] in ("ALL", "UPDATE") and policy["using"] is not None and policy["check"] is None:
            yield Breach(
                Key("policy", name),
                f"What rows of {policy['table']} may become is not said, and is whatever "
                f"{policy['policy']} lets be read.",
                f"ALTER POLICY {policy['policy']} ON {policy['table']} WITH CHECK ({policy['using']});",
            )


RULE = Rule(
    "policy-without-check",
    "warning",
    "A policy for rows that change says what they may become.",
    _find,
)
