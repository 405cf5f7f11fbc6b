"""An index whose columns begin another one finds nothing that the other does not find."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.audit.rule import Breach, Rule
from pgdrift.audit.subject import Subject
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Fact, Key


def _find(subject: Subject) -> Iterator[Breach]:
    for table in subject.tables:
        trees = [index for index in subject.indexes(table) if index["valid"] and index["method"] == "btree"]
        for index in trees:
            wider = next((other for other in trees if _covers(other, index)), None)
            if wider is not None and not _needed(index):
                concurrently = "" if index["partitioned"] else "CONCURRENTLY "
                yield Breach(
                    Key("index", index["index"]),
                    f"Every row written to {table} is written to {bare(index['index'])} too, although "
                    f"{bare(wider['index'])} begins with the same columns and finds the same rows.",
                    f"DROP INDEX {concurrently}{index['index']};",
                )


def _needed(index: Fact) -> bool:
    """Whether it does more than find rows, or goes with the index of the whole partitioned table."""
    return bool(
        index["is_unique"]
        or index["of_constraint"]
        or index["referenced"]
        or index["identifies"]
        or index["attached"]
    )


def _covers(wider: Fact, index: Fact) -> bool:
    if wider["predicate"] != index["predicate"] or wider["index"] == index["index"]:
        return False
    count = len(index["keys"])
    if list(wider["keys"][:count]) != list(index["keys"]):
        return False
    if not {*index["included"]} <= {*wider["columns"], *wider["included"]}:
        return False
    # Of two that are wholly equal one is a duplicate, which is another rule's, unless it alone is unique.
    if len(wider["keys"]) > count or wider["is_unique"]:
        return True
    return {*index["included"]} < {*wider["included"]}


RULE = Rule(
    "redundant-index",
    "warning",
    "No index is the beginning of another one, unless it is unique or a constraint's.",
    _find,
)
