"""Rows that nothing tells apart cannot be named, replicated or corrected one by one."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.fact import Fact, Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, table in subject.tables.items():
        # A partition has the key of the whole, so that only the whole is told of.
        if not _has_key(subject, name) and not (table["partition_bound"] and subject.ancestors(name)):
            yield Breach(
                Key("table", name),
                f"Nothing tells two equal rows of {name} apart: neither can be changed or deleted alone, and "
                "logical replication refuses to update or delete any.",
                _remedy(subject, table),
            )


def _has_key(subject: Subject, table: str) -> bool:
    if any(index["is_primary"] for index in subject.indexes(table)):
        return True
    parts = subject.partitions(table)
    return bool(parts) and all(_has_key(subject, part) for part in parts)


def _remedy(subject: Subject, table: Fact) -> str:
    name = table["table"]
    columns = {column["column"]: column for column in subject.columns(name).values()}
    for index in subject.indexes(name):
        alone = index["is_unique"] and index["valid"] and index["immediate"] and index["predicate"] is None
        if alone and all(column in columns and columns[column]["not_null"] for column in index["columns"]):
            return f"ALTER TABLE {name} ADD PRIMARY KEY ({', '.join(index['columns'])});"
    if table["partition_key"] or "id" in columns:
        return f"-- ALTER TABLE {name} ADD PRIMARY KEY on the columns that tell its rows apart."
    return f"ALTER TABLE {name} ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;"


RULE = Rule("table-without-primary-key", "warning", "Every table has a primary key.", _find)
