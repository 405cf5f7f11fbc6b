"""Whoever owns a table, or may become its owner, is not bound by its policies unless they are forced."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, table in subject.protected.items():
        if not table["force_row_security"]:
            yield Breach(
                Key("table", name),
                f"No policy binds {table['owner']}, who owns {name}, nor whoever becomes that role.",
                f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY;",
            )


RULE = Rule(
    "row-security-not-forced",
    "warning",
    "Row level security is forced, so that it binds the table's owner too.",
    _find,
)
