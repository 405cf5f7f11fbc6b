"""A delete in the referenced table reads the whole referencing one for each row, unless an index helps."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Key


def _find(subject: Subject) -> Iterator[Breach]:
    for name, constraint in subject.foreign_keys().items():
        columns = [bare(column) for column in constraint["columns"]]
        whole = (index for index in subject.searched(constraint["table"]) if index["predicate"] is None)
        if not any(_leads(index["columns"], columns) for index in whole):
            yield Breach(
                Key("constraint", name),
                f"Each row deleted from {constraint['references']} reads all of {constraint['table']}, "
                f"because no index begins with {', '.join(columns)}.",
                f"CREATE INDEX CONCURRENTLY ON {constraint['table']} ({', '.join(columns)});",
            )


def _leads(keys: list[str | None], columns: list[str]) -> bool:
    return set(keys[: len(columns)]) == set(columns)


RULE = Rule(
    "foreign-key-without-index",
    "warning",
    "The columns of a foreign key are the first of some index.",
    _find,
)
