"""A default that the column's own check refuses makes every INSERT fail that relies on it."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    places = {(pair["table"], pair["column"]) for pair in subject.refused_defaults}
    for pair in subject.refused_defaults:
        table, column = pair["table"], pair["column"]
        if table not in subject.tables:
            continue
        if any((above, column) in places for above in subject.ancestors(table)):
            continue  # a partition or child is told with what it has the column from
        yield Breach(
            Key("column", f"{table}.{column}"),
            f"Every INSERT into {table} that leaves out {column} fails: {pair['constraint']} refuses its "
            f"default {pair['default']}.",
            f"ALTER TABLE {table} ALTER COLUMN {column} DROP DEFAULT;",
        )


RULE = Rule(
    "default-violates-check",
    "error",
    "The default of a column passes the column's own checks.",
    _find,
)
