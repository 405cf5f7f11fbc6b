"""A permissive policy that is always true switches the others off: they are joined by OR."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, policy in subject.of_kind("policy").items():
        if not policy["permissive"] or all(map(subject.sees_everything, policy["roles"])):
            continue
        open_ = [side for side in ("using", "check") if _is_true(policy[side])]
        writes = policy["command"] != "SELECT"
        if open_ and (writes or subject.tenant_column(policy["table"])):
            what = "reads" if policy["command"] == "SELECT" else "may reach"
            said = "USING" if "using" in open_ else "WITH CHECK"
            yield Breach(
                Key("policy", name),
                f"{', '.join(policy['roles'])} {what} every row of {policy['table']}, whatever other "
                f"policies say: {said} of {policy['policy']} is always true.",
                f"-- Say in {policy['policy']} on {policy['table']} whose rows are meant, or drop it.",
            )


def _is_true(expression: str | None) -> bool:
    """Whether it is the constant, or compares a constant with itself."""
    bare = (expression or "").replace("(", "").replace(")", "").strip().lower()
    left, equals, right = bare.partition(" = ")
    return bare == "true" or (bool(equals) and left == right and _CONSTANT.fullmatch(left) is not None)


_CONSTANT = re.compile(r"-?\d+|'[^']*'(?:::[a-z ]+)?|true|false")


RULE = Rule(
    "policy-always-true",
    "error",
    "No policy lets everybody reach every row of a tenant's table, or change rows of any.",
    _find,
)
