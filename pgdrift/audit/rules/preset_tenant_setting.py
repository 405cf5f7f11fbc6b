"""Whoever forgets to say which tenant it works for is then one: the one that somebody preset."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Fact, Key
from pgdrift.declare.identifiers import quoted


def _find(subject: Subject) -> Iterator[Breach]:
    read: dict[str, str] = {}
    for policy in subject.of_kind("policy").values():
        for setting in subject.settings_of(policy):
            read.setdefault(setting.lower(), policy["table"])
    for name, preset in subject.of_kind("setting").items():
        table = read.get(preset["setting"].lower())
        # An empty one is nobody, and keeps current_setting from raising.
        if table is None or not preset["value"]:
            continue
        yield Breach(
            Key("setting", name),
            f"{_who(preset)} starts with {preset['setting']} set: a connection that never says which tenant "
            f"it works for reads that one's rows of {table}, and a transaction that ends falls back to them.",
            _reset(preset, subject.snapshot.database),
        )


def _who(preset: Fact) -> str:
    return f"Every session of {preset['role']}" if preset["role"] else "Every session"


def _reset(preset: Fact, database: str) -> str:
    setting = ".".join(quoted(part) for part in preset["setting"].split("."))
    if preset["role"]:
        place = f" IN DATABASE {database}" if preset["in_database"] else ""
        return f"ALTER ROLE {preset['role']}{place} RESET {setting};"
    whole = f"ALTER DATABASE {database}" if preset["in_database"] else "ALTER ROLE ALL"
    return f"{whole} RESET {setting};"


RULE = Rule(
    "preset-tenant-setting",
    "error",
    "No role and no database presets a setting that policies read.",
    _find,
)
