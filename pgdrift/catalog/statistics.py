"""Extended statistics, by which the planner knows that columns belong together."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import above, bare
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import comment_on, owner_of
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    name = fact["statistics"]
    yield Statement(fact["definition"], "statistics", name, phase=Phase.INDEX)
    if fact["target_rows"] is not None:
        yield _target(fact)
    yield from owner_of("STATISTICS", name, fact, comparison, "statistics")
    yield from comment_on("STATISTICS", name, fact, "statistics")


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, difference.fact["statistics"]
    if "target_rows" in difference.fields:
        yield _target(fact)
    if "owner" in difference.fields:
        yield from owner_of("STATISTICS", name, fact, comparison, "statistics", changed=True)
    if "comment" in difference.fields:
        yield from comment_on("STATISTICS", name, fact, "statistics", changed=True)


def drop(fact: Fact, _: Comparison) -> Iterator[Statement]:
    name = fact["statistics"]
    yield Statement(f"DROP STATISTICS {name}", "statistics", name, phase=Phase.DROP, rank=5)


def _target(fact: Fact) -> Statement:
    target = -1 if fact["target_rows"] is None else fact["target_rows"]
    sql = f"ALTER STATISTICS {fact['statistics']} SET STATISTICS {target}"
    return Statement(sql, "statistics", fact["statistics"], phase=Phase.INDEX, rank=1)


def _parents(fact: Fact) -> list[Key]:
    table = Key("view" if fact["on_view"] else "table", fact["table"])
    # Which may be another schema than the table's.
    schema = Key("schema", above(fact["statistics"]))
    return [table, *(Key("column", column) for column in fact["columns"]), schema]


def _in_any_order(field: str, reference: Fact, target: Fact, _: int) -> bool:
    """PostgreSQL names the columns as they lie in the table, which heirs need not have in the same order."""
    return field == "definition" and _settled(reference) == _settled(target)


def _settled(fact: Fact) -> str:
    columns = [bare(column) for column in fact["columns"]]
    return str(
        fact["definition"].replace(f" ON {', '.join(columns)}", f" ON {', '.join(sorted(columns))}", 1)
    )


_CHANGED = Meaning(
    "statistics-changed",
    "warning",
    "Queries on {table} are planned with other knowledge: {statistics} is another.",
)

KIND = Kind(
    name="statistics",
    plural="extended statistics",
    identity=frozenset({"statistics", "table", "on_view", "columns"}),
    fields={
        "definition": _CHANGED,
        "target_rows": _CHANGED,
        "owner": Meaning("owner-changed", "error", "{statistics} is owned by {target}, not {reference}."),
        "comment": Meaning("comment-changed", "warning", "The description of {statistics} is another."),
    },
    missing=Meaning(
        "statistics-missing",
        "warning",
        "Queries on {table} may be planned badly: the statistics {statistics} are gone.",
    ),
    extra=Meaning(
        "statistics-extra", "warning", "{table} has the statistics {statistics}, which nothing declares."
    ),
    create=create,
    alter=alter,
    drop=drop,
    replaces=lambda difference: "definition" in difference.fields,
    parents=_parents,
    tolerates=_in_any_order,
    texts=frozenset({"definition"}),
)
