"""Every statement of a tenant filters by it, and without an index reads the rows of all for that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject, text_of
from pgdrift.catalog.fact import Key

# A partition of the whole for each tenant, or few, is as good as an index.
_BY_TENANT = "LIST ({})"


def _find(subject: Subject) -> Iterator[Breach]:
    for name, table in subject.tables.items():
        columns = _columns(subject, name)
        if not columns or table["partition_bound"]:
            continue  # a partition is told with its whole
        if not any(_helped(subject, name, column) for column in columns):
            concurrently = "" if table["partition_key"] else "CONCURRENTLY "
            yield Breach(
                Key("table", name),
                f"Every statement of one tenant reads the rows of all in {name}, because no index begins "
                f"with {columns[0]}.",
                f"CREATE INDEX {concurrently}ON {name} ({columns[0]});",
            )


def _columns(subject: Subject, table: str) -> list[str]:
    """The tenant column; else those that the policies of the table compare with something."""
    column = subject.tenant_column(table)
    if column is not None:
        return [column["column"]]
    if table not in subject.protected:
        return []
    said = "\n".join(text_of(policy) for policy in subject.policies(table).values())
    if " FROM " in said:
        return []  # whose a row is, another table says
    own = [fact["column"] for fact in subject.columns(table).values()]
    return [name for name in own if re.search(rf"(?<![\w\"]){re.escape(name)}(\)?::\w+)? = ", said)]


def _helped(subject: Subject, table: str, column: str) -> bool:
    if subject.tables[table]["partition_key"] == _BY_TENANT.format(column):
        return True
    if any(
        index["columns"][0] == column and index["predicate"] in (None, f"({column} IS NOT NULL)")
        for index in subject.searched(table)
    ):
        return True
    parts = subject.partitions(table)
    return bool(parts) and all(_helped(subject, part, column) for part in parts)


RULE = Rule(
    "tenant-column-without-index",
    "warning",
    "An index begins with the column that says whose a row is.",
    _find,
)
