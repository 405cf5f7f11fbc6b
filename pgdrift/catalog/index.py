"""Indexes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.key_marks import cluster, marks
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on
from pgdrift.catalog.statement import Phase, Statement

SLOW = Meaning("index-missing", "warning", "Queries on {table} that rely on {index} read the whole table.")
DUPLICATES = Meaning(
    "index-missing", "error", "{table} accepts duplicates that the unique index {index} refused."
)
EXTRA = Meaning(
    "index-extra",
    "warning",
    "Every write to {table} also maintains {index}, which nothing declares.",
)
REFUSES = Meaning(
    "index-extra",
    "error",
    "{table} refuses rows that the unique index {index} finds already there.",
)
CHANGED = Meaning("index-changed", "warning", "{index} serves other queries on {table} than it should.")
CHANGED_UNIQUE = Meaning(
    "index-changed",
    "error",
    "{table} accepts or refuses other duplicates than it should: {index}.",
)
INVALID = Meaning(
    "index-invalid",
    "warning",
    "No query uses {index} of {table}: building it was never finished.",
)
UNPROVEN = Meaning(
    "index-invalid",
    "error",
    "{table} may hold duplicates that {index} should refuse: building it was never finished.",
)
VALID = Meaning("index-invalid", "warning", "{index} of {table} is valid, the reference's own is not.")


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    definition = fact["definition"]
    if fact["valid"]:
        # PostgreSQL spells out that of a partitioned table as if its partitions were to have none.
        definition = definition.replace(f" ON ONLY {fact['table']} ", f" ON {fact['table']} ", 1)
    yield Statement(definition, "index", fact["index"], phase=Phase.INDEX)
    if fact["clustered"]:
        yield _cluster(fact)
    yield from marks(fact["table"], bare(fact["index"]), comparison)
    yield from comment_on("INDEX", fact["index"], fact, "index")


def alter(difference: Difference, _: Comparison) -> Iterator[Statement]:
    fact, index = difference.fact, difference.fact["index"]
    if "valid" in difference.fields and fact["valid"]:
        yield Statement(f"REINDEX INDEX {index}", "index", index, phase=Phase.INDEX)
    if "clustered" in difference.fields:
        yield _cluster(fact)
    if "tablespace" in difference.fields:
        sql = f"ALTER INDEX {index} SET TABLESPACE {fact['tablespace'] or 'pg_default'}"
        yield Statement(sql, "index", index, phase=Phase.INDEX)
    if "comment" in difference.fields:
        yield from comment_on("INDEX", index, fact, "index", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    yield Statement(f"DROP INDEX {fact['index']}", "index", fact["index"], phase=Phase.DROP, rank=25)


def _cluster(fact: Fact) -> Statement:
    return cluster(fact["table"], bare(fact["index"]), "index", fact["index"], on=fact["clustered"])


def _missing(difference: Difference, _: Comparison) -> Meaning:
    return DUPLICATES if difference.fact["is_unique"] else SLOW


def _extra(difference: Difference, _: Comparison) -> Meaning:
    return REFUSES if difference.fact["is_unique"] else EXTRA


def _changed(difference: Difference, _: Comparison) -> Meaning:
    assert difference.target is not None
    return CHANGED_UNIQUE if difference.fact["is_unique"] or difference.target["is_unique"] else CHANGED


def _valid(difference: Difference, _: Comparison) -> Meaning:
    if not difference.fact["valid"]:
        return VALID
    return UNPROVEN if difference.fact["is_unique"] else INVALID


def _parents(fact: Fact) -> Sequence[Key]:
    relation = Key("view" if fact["on_view"] else "table", fact["table"])
    return [relation, *(Key("column", column) for column in fact["columns"] or ())]


KIND = Kind(
    name="index",
    plural="indexes",
    identity=frozenset({"index", "table", "on_view", "is_unique", "columns"}),
    fields={
        "definition": _changed,
        "valid": _valid,
        "clustered": Meaning(
            "cluster-changed", "warning", "CLUSTER sorts {table} another way than it should."
        ),
        "tablespace": Meaning(
            "tablespace-changed", "warning", "{index} lies in another tablespace than it should."
        ),
        "comment": Meaning("comment-changed", "warning", "The description of the index {index} is another."),
    },
    missing=_missing,
    extra=_extra,
    judged=(SLOW, DUPLICATES, EXTRA, REFUSES, CHANGED, CHANGED_UNIQUE, INVALID, UNPROVEN, VALID),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda difference: "definition" in difference.fields,
    parents=_parents,
    texts=frozenset({"definition"}),
)
