"""The database itself: its owner, its limits, and what was decided when it was created."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal

FIXED = frozenset({"encoding", "collate", "ctype", "locale_provider", "locale"})


def create(_: Fact, __: Comparison) -> Iterator[Statement]:
    return iter(())  # whoever is connected has one


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, comparison.target.snapshot.database
    if "owner" in difference.fields:
        yield _statement(f"ALTER DATABASE {name} OWNER TO {fact['owner']}")
    if "connection_limit" in difference.fields:
        yield _statement(f"ALTER DATABASE {name} CONNECTION LIMIT {fact['connection_limit']}")
    if "comment" in difference.fields:
        text = "NULL" if fact["comment"] is None else literal(fact["comment"])
        yield _statement(f"COMMENT ON DATABASE {name} IS {text}")


def _statement(sql: str) -> Statement:
    return Statement(sql, "database", "database", phase=Phase.OWNER)


_LOCALE = Meaning(
    "database-locale-changed",
    "error",
    "Text sorts, compares and is stored by other rules: {target}, not {reference}. No SQL can change that in "
    "place: dump the database, create it anew with the right settings, and restore.",
)

KIND = Kind(
    name="database",
    plural="databases",
    identity=frozenset(),
    fields={
        "owner": Meaning(
            "owner-changed", "error", "{target} owns the database and may drop it; {reference} should."
        ),
        "connection_limit": Meaning(
            "connection-limit-changed",
            "warning",
            "The database takes {target} connections, not {reference}.",
        ),
        **dict.fromkeys(sorted(FIXED), _LOCALE),
        "comment": Meaning("comment-changed", "warning", "The description of the database is another."),
    },
    missing=_LOCALE,
    extra=_LOCALE,
    create=create,
    alter=alter,
    drop=create,
)
