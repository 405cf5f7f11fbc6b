"""A role of tenants that may become who owns their tables, or who sees everything, is bound by nothing."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    owners = {table["owner"]: name for name, table in subject.protected.items()}
    for role in _roles(subject):
        for group in (role, *sorted(subject.becomes(role))):
            what = "sees every row" if subject.sees_everything(group) else None
            if what is None and group in owners:
                what = f"owns {owners[group]} and can switch its policies off"
            if what is not None:
                who = "It" if group == role else f"It may become {group}, which"
                yield Breach(
                    Key("role", role),
                    f"Policies do not hold {role}, which tenants' requests run as. {who} {what}.",
                    f"REVOKE {group} FROM {role};"
                    if group in _direct(subject, role)
                    else _advice(subject, role),
                )
                break


def _roles(subject: Subject) -> list[str]:
    """Roles of tenants, and logins that act for them."""
    named = {role for policy in subject.of_kind("policy").values() for role in policy["roles"]} - {"PUBLIC"}
    bound = {role for role in (*named, *subject.tenant_roles) if not subject.sees_everything(role)}
    logins = {
        name
        for name, role in subject.of_kind("role").items()
        if role["login"] and not role["superuser"] and subject.becomes(name) & bound
    }
    return sorted(bound | logins)


def _direct(subject: Subject, role: str) -> set[str]:
    memberships = subject.of_kind("membership").values()
    return {fact["group"] for fact in memberships if fact["member"] == role}


def _advice(subject: Subject, role: str) -> str:
    if subject.sees_everything(role):
        return f"ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS;"
    return f"-- Give the tables to another role than {role}, or take away what leads there."


RULE = Rule(
    "tenant-role-beyond-policies",
    "error",
    "A role that tenants' requests run as cannot become one that policies do not bind.",
    _find,
)
