"""What a table says of one of its indexes: rows are identified, or sorted, by it.

The mark goes away with the index, so that whoever makes an index anew has to put it back.
"""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Fact
from pgdrift.catalog.statement import Phase, Statement


def identify_by(table: Fact) -> Statement:
    """Name the columns by which logical replication identifies a row."""
    # NOTHING is what is left of an index that was dropped.
    name, identity = table["table"], table["replica_identity"] or "NOTHING"
    return Statement(
        f"ALTER TABLE {name} REPLICA IDENTITY {identity}", "table", name, phase=Phase.INDEX, rank=3
    )


def identify_by_another(table: Fact, found: Fact) -> Iterator[Statement]:
    """The same where they are others now; the index that is to be gone takes the mark along."""
    if table["replica_identity"] or not (found["replica_identity"] or "").startswith("USING INDEX "):
        yield identify_by(table)


def marks(table: str, index: str, comparison: Comparison) -> Iterator[Statement]:
    """The statements that give a new index (its name without a schema) the mark it should have."""
    fact = comparison.reference.get("table", table)
    if fact is not None and fact["replica_identity"] == f"USING INDEX {index}":
        yield identify_by(fact)


def cluster(table: str, index: str, kind: str, key: str, *, on: bool) -> Statement:
    """Make CLUSTER sort the table by the index, or by none."""
    verb = f"CLUSTER ON {index}" if on else "SET WITHOUT CLUSTER"
    # Taken away before it is given, or it would be taken from the index that has it now.
    sql = f"ALTER TABLE {table} {verb}"
    return Statement(sql, kind, key, phase=Phase.INDEX, rank=2 if on else 1)
