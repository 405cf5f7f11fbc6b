"""Indexes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.index_meaning import FIELDS, JUDGED, extra, missing
from pgdrift.catalog.joining import (
    ATTACHING,
    becomes_partition,
    comes_back,
    is_below_attached,
    lets_go,
    takes_in,
)
from pgdrift.catalog.key_marks import cluster, marks
from pgdrift.catalog.kind import Kind
from pgdrift.catalog.properties import comment_on, options_changed
from pgdrift.catalog.statement import Phase, Statement

_PARAMETERS = re.compile(r" WITH \(([^()]*)\)(?= TABLESPACE | WHERE |$)")


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    depth = len(_above(fact, comparison))
    if depth and _is_hung(fact["table"], comparison):
        # Before the table is attached, which would make others, and once it has its columns.
        yield Statement(fact["definition"], "index", fact["index"], phase=Phase.TABLE, rank=5)
    else:
        yield Statement(fact["definition"], "index", fact["index"], phase=Phase.INDEX, rank=-depth)
    if depth:
        # The partitioned table's is made without parts (ON ONLY): it could take another of the same kind.
        yield _attach(fact, comparison)
    if fact["statistics"]:
        yield from _statistics(fact)
    if fact["clustered"]:
        yield _cluster(fact)
    yield from marks(fact["table"], bare(fact["index"]), comparison)
    yield from comment_on("INDEX", fact["index"], fact, "index")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, index = difference.fact, difference.fact["index"]
    if "valid" in difference.fields and fact["valid"] and " ON ONLY " not in fact["definition"]:
        # That of a partitioned table becomes valid with the last of its parts.
        yield Statement(f"REINDEX INDEX {index}", "index", index, phase=Phase.INDEX)
    if "definition" in difference.fields and _stays(difference):
        assert difference.target is not None
        wanted, found = (_parameters(side) for side in (fact, difference.target))
        yield from options_changed("INDEX", index, wanted, found, "index")
        yield Statement(f"REINDEX INDEX {index}", "index", index, phase=Phase.INDEX)
    if "clustered" in difference.fields:
        yield _cluster(fact)
    if "tablespace" in difference.fields:
        sql = f"ALTER INDEX {index} SET TABLESPACE {fact['tablespace'] or 'pg_default'}"
        yield Statement(sql, "index", index, phase=Phase.INDEX)
    if "attached_to" in difference.fields:
        if fact["attached_to"]:
            yield _attach(fact, comparison)
        elif not lets_go(fact["table"], comparison):
            # It goes with what it became a part of.
            yield Statement(fact["definition"], "index", index, phase=Phase.DROP, rank=26)
    if "statistics" in difference.fields:
        yield from _statistics(fact, difference.target)
    if "comment" in difference.fields:
        yield from comment_on("INDEX", index, fact, "index", changed=True)


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    attached = becomes_partition(fact["table"], comparison)
    if not fact["attached_to"]:
        # Once a table is attached, it could have become a part of another, or got one.
        phase, rank = (
            (Phase.TABLE, -5) if attached or takes_in(fact["table"], comparison) else (Phase.DROP, 25)
        )
    elif lets_go(fact["table"], comparison):
        phase, rank = (Phase.TABLE, -1) if attached else (Phase.DROP, 25)
    else:
        return  # it goes with what it is a part of
    yield Statement(f"DROP INDEX {fact['index']}", "index", fact["index"], phase=phase, rank=rank)


def _is_hung(table: str, comparison: Comparison) -> bool:
    """Whether a partition is attached by the same repair."""
    return (
        comparison.is_new("table", table)
        or is_below_attached(table, comparison)
        or comes_back(table, comparison)
    )


def _stays(difference: Difference) -> bool:
    """Whether it is part of another, with which alone it goes, and should have other parameters."""
    wanted, found = difference.fact, difference.target
    if found is None or not wanted["attached_to"] or "attached_to" in difference.fields:
        return False
    one, other = (_PARAMETERS.sub("", fact["definition"]) for fact in (wanted, found))
    return one == other


def _parameters(fact: Fact) -> list[str]:
    found = _PARAMETERS.search(fact["definition"])
    return found[1].split(", ") if found else []


def _replaces(difference: Difference) -> bool:
    return "definition" in difference.fields and not _stays(difference)


def _attach(fact: Fact, comparison: Comparison) -> Statement:
    sql = f"ALTER INDEX {fact['attached_to']} ATTACH PARTITION {fact['index']}"
    whole = comparison.reference.get("index", fact["attached_to"])
    # A table that is to be attached needs a valid index, which it has with the last of its parts'.
    early = whole is not None and whole["attached_to"] and is_below_attached(whole["table"], comparison)
    phase, rank = (Phase.TABLE, ATTACHING - 1) if early else (Phase.INDEX, 1)
    return Statement(sql, "index", fact["index"], phase=phase, rank=rank)


def _statistics(fact: Fact, found: Fact | None = None) -> Iterator[Statement]:
    wanted, had = (dict(o.split(" ") for o in (f or {}).get("statistics") or ()) for f in (fact, found))
    for column in sorted({*wanted, *had}):
        if wanted.get(column) != had.get(column):
            action = f"ALTER COLUMN {column} SET STATISTICS {wanted.get(column, -1)}"
            sql = f"ALTER INDEX {fact['index']} {action}"
            yield Statement(sql, "index", fact["index"], phase=Phase.INDEX, rank=1)


def _above(fact: Fact | None, comparison: Comparison) -> list[str]:
    """The indexes that this one is part of, the nearest first."""
    above: list[str] = []
    while fact is not None and fact["attached_to"]:
        above.append(fact["attached_to"])
        fact = comparison.reference.get("index", fact["attached_to"])
    return above


def _cluster(fact: Fact) -> Statement:
    return cluster(fact["table"], bare(fact["index"]), "index", fact["index"], on=fact["clustered"])


def _parents(fact: Fact) -> Sequence[Key]:
    relation = Key("view" if fact["on_view"] else "table", fact["table"])
    above = [Key("index", fact["attached_to"])] if fact["attached_to"] else []
    return [relation, *above, *(Key("column", column) for column in fact["columns"] or ())]


KIND = Kind(
    name="index",
    plural="indexes",
    identity=frozenset({"index", "table", "on_view", "is_unique", "columns", "place"}),
    fields=FIELDS,
    missing=missing,
    extra=extra,
    judged=JUDGED,
    create=create,
    alter=alter,
    drop=drop,
    replaces=_replaces,
    parents=_parents,
    texts=frozenset({"definition"}),
)
