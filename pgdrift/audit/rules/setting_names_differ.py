"""A policy that reads another setting than the others finds nobody, or somebody who was named long ago."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject, text_of
from pgdrift.catalog.dotted_names import mentions
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    read: dict[str, list[str]] = {}
    for name, policy in subject.of_kind("policy").items():
        column = subject.tenant_column(policy["table"])
        if column is None or not mentions(text_of(policy), column["column"]):
            continue
        for setting in {setting.lower() for setting in subject.settings_of(policy)}:
            read.setdefault(setting, []).append(name)
    if len(read) < 2:
        return
    usual = max(read, key=lambda setting: (len(read[setting]), setting))
    for setting in sorted(read.keys() - {usual}):
        # One that reads the usual setting as well asks for more, such as a signature: it names nobody else.
        for name in (name for name in read[setting] if name not in read[usual]):
            policy = subject.of_kind("policy")[name]
            yield Breach(
                Key("policy", name),
                f"{policy['policy']} of {policy['table']} reads the tenant from {setting}, most others "
                f"from {usual}: code that sets the one is nobody, or another one, to the other.",
                f"-- Read {usual} in {policy['policy']} on {policy['table']}, or say why there are two.",
            )


RULE = Rule(
    "setting-names-differ",
    "warning",
    "Policies read the tenant from one setting.",
    _find,
)
