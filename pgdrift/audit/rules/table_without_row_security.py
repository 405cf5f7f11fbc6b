"""Whoever may read a table that says whose its rows are, and has no row security, reads everybody's."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, table in subject.tenant_tables.items():
        column = subject.tenant_column(name)
        if column is not None and not table["row_security"]:
            yield Breach(
                Key("table", name),
                f"Whoever may read {name} reads the rows of every {column['column']}.",
                f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;",
            )


RULE = Rule(
    "table-without-row-security",
    "error",
    "A table with a column that says whose a row is has row level security.",
    _find,
)
