"""Permissive policies are joined by OR: the widest one decides, and all of them are evaluated."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Fact, Key

_COMMANDS = ("SELECT", "INSERT", "UPDATE", "DELETE")


def _find(subject: Subject) -> Iterator[Breach]:
    for name in subject.tables:
        permissive = [policy for policy in subject.policies(name).values() if policy["permissive"]]
        together: dict[tuple[str, ...], list[str]] = {}
        for command in _COMMANDS:
            deciding = [policy for policy in permissive if policy["command"] in ("ALL", command)]
            overlapping = [
                policy["policy"]
                for policy in deciding
                if any(_meets(policy, other) for other in deciding if other is not policy)
            ]
            if overlapping:
                together.setdefault(tuple(overlapping), []).append(command)
        for policies, commands in together.items():
            yield Breach(
                Key("table", name),
                f"On {' and '.join(commands)} of {name} any one of {', '.join(policies)} is enough: they "
                "are joined by OR.",
                f"-- Put {', '.join(policies)} on {name} together, or make those that narrow RESTRICTIVE.",
            )


def _meets(one: Fact, other: Fact) -> bool:
    """Whether some role has to do with both."""
    return "PUBLIC" in (*one["roles"], *other["roles"]) or bool(set(one["roles"]) & set(other["roles"]))


RULE = Rule(
    "several-permissive-policies",
    "warning",
    "One permissive policy decides on each command of a role.",
    _find,
)
