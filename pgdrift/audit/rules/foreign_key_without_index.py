"""A delete in the referenced table reads the whole referencing one for each row, unless an index helps."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Fact, Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, constraint in subject.of_kind("constraint").items():
        if constraint["variant"] != "FOREIGN KEY" or constraint["table"] not in subject.tables:
            continue
        columns = [bare(column) for column in constraint["columns"]]
        if not any(_leads(index["columns"], columns) for index in _helpful(subject, constraint["table"])):
            yield Breach(
                Key("constraint", name),
                f"Each row deleted from {constraint['references']} reads all of {constraint['table']}, "
                f"because no index begins with {', '.join(columns)}.",
                f"CREATE INDEX CONCURRENTLY ON {constraint['table']} ({', '.join(columns)});",
            )


def _helpful(subject: Subject, table: str) -> list[Fact]:
    return [
        index
        for index in subject.indexes(table)
        if index["valid"] and index["predicate"] is None and index["method"] in ("btree", "hash")
    ]


def _leads(keys: list[str | None], columns: list[str]) -> bool:
    return set(keys[: len(columns)]) == set(columns)


RULE = Rule(
    "foreign-key-without-index",
    "warning",
    "The columns of a foreign key are the first of some index.",
    _find,
)
