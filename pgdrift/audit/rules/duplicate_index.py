"""An index that another one repeats is written with every row, and read by nobody."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Fact, Key

_SAME = ("method", "keys", "included", "predicate", "is_unique", "nulls_equal", "immediate")
_REASONS = ("attached", "is_primary", "referenced", "identifies", "of_constraint")


def _find(subject: Subject) -> Iterator[Breach]:
    for table in subject.tables:
        kept: dict[tuple[Any, ...], Fact] = {}
        for index in sorted(subject.indexes(table), key=_worth, reverse=True):
            # An exclusion constraint may compare the same columns by other operators.
            if not index["valid"] or index["excludes"]:
                continue
            twin = kept.setdefault(tuple(str(index[field]) for field in _SAME), index)
            # The index of a partition goes with that of the whole.
            if twin is not index and not index["attached"]:
                yield _breach(index, twin)


def _worth(index: Fact) -> tuple[bool, ...]:
    """What something else depends on is kept."""
    return tuple(bool(index[field]) for field in _REASONS)


def _breach(index: Fact, twin: Fact) -> Breach:
    name, kept, table = index["index"], bare(twin["index"]), index["table"]
    consequence = (
        f"Every row written to {table} is written to {bare(name)} too, which finds only what {kept} does."
    )
    if index["referenced"] or index["identifies"]:
        remedy = f"-- Foreign keys or replication use {bare(name)}: let them use {kept}, then drop it."
    elif index["of_constraint"]:
        remedy = f"ALTER TABLE {table} DROP CONSTRAINT {bare(name)};"
    elif index["partitioned"]:
        remedy = f"DROP INDEX {name};"
    else:
        remedy = f"DROP INDEX CONCURRENTLY {name};"
    key = Key("constraint", f"{table}.{bare(name)}") if index["of_constraint"] else Key("index", name)
    return Breach(key, consequence, remedy)


RULE = Rule("duplicate-index", "warning", "No index repeats another one.", _find)
