"""A function with the rights of a role that no policy binds shows its caller what policies hide."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    if not subject.protected:
        return
    for name, function in subject.of_kind("function").items():
        owner = function["owner"]
        if not function["security_definer"] or not subject.sees_everything(owner):
            continue
        callers = [role for role in subject.bound_by_grants(name, "function") if role in subject.within_reach]
        # A trigger is fired, not called: it returns nothing to whoever wrote the row.
        if callers and not _fires(function["result"]):
            yield Breach(
                Key("function", name),
                f"{', '.join(callers)} may call {name}, which reads and writes as {owner}, whom no policy "
                "binds: it finds the rows of all tenants.",
                f"ALTER {function['variant']} {name} SECURITY INVOKER;",
            )


def _fires(result: str | None) -> bool:
    return result in ("trigger", "event_trigger")


RULE = Rule(
    "definer-beyond-policies",
    "error",
    "A SECURITY DEFINER function that tenants may call belongs to a role that policies bind.",
    _find,
)
