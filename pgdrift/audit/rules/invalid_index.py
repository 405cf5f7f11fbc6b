"""An index that is not valid is written with every row, and no query may use it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Fact, Key

# What REINDEX CONCURRENTLY leaves behind when it is interrupted.
_LEFTOVER = re.compile(r'_cc(?:new|old)\d*"?$')


def _find(subject: Subject) -> Iterator[Breach]:
    for table in subject.tables:
        for index in subject.indexes(table):
            if not index["valid"] and not index["in_progress"]:
                # A partitioned one is not written itself, and is valid once every partition has its part.
                yield _partitioned(subject, index) if index["partitioned"] else _broken(index)


def _broken(index: Fact) -> Breach:
    name, table = index["index"], index["table"]
    unique = ", and older rows may have the same keys" if index["is_unique"] else ""
    rebuilt = f"REINDEX INDEX CONCURRENTLY {name};"
    return Breach(
        Key("index", name),
        f"No query on {table} uses {bare(name)}, whose building was interrupted; it costs every write all "
        f"the same{unique}.",
        f"DROP INDEX CONCURRENTLY {name};" if _LEFTOVER.search(name) else rebuilt,
    )


def _partitioned(subject: Subject, index: Fact) -> Breach:
    name, table = index["index"], index["table"]
    without = [
        partition
        for partition in subject.partitions(table)
        if not any(key["part_of"] == name for key in subject.indexes(partition))
    ]
    listed = ", ".join(without) or "one of their own partitions"
    return Breach(
        Key("index", name),
        f"Not every partition of {table} has its part of {bare(name)}: {listed} is read row by row.",
        f"-- On each partition without one, CREATE INDEX CONCURRENTLY with the same columns, then "
        f"ALTER INDEX {name} ATTACH PARTITION the new one.",
    )


RULE = Rule("invalid-index", "warning", "Every index is valid.", _find)
