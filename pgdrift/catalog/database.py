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
    if FIXED & set(difference.fields):
        yield _made_anew(fact, name)
    if "comment" in difference.fields:
        text = "NULL" if fact["comment"] is None else literal(fact["comment"])
        yield _statement(f"COMMENT ON DATABASE {name} IS {text}")


def _made_anew(fact: Fact, name: str) -> Statement:
    """The recipe for what CREATE DATABASE decides once and for all."""
    options = [f"ENCODING {literal(fact['encoding'])}"]
    if fact["locale_provider"]:
        options.append(f"LOCALE_PROVIDER {fact['locale_provider']}")
    options += [
        f"{word} {literal(fact[field])}"
        for field, word in (("collate", "LC_COLLATE"), ("ctype", "LC_CTYPE"))
        if fact[field]
    ]
    if fact["locale"]:
        word = {"icu": "ICU_LOCALE", "builtin": "BUILTIN_LOCALE"}.get(fact["locale_provider"], "LOCALE")
        options.append(f"{word} {literal(fact['locale'])}")
    recipe = (
        f"How {name} stores and sorts text was decided when it was created. While nobody writes to it:",
        f"  pg_dump -Fc -f dump {name}",
        f"  ALTER DATABASE {name} RENAME TO <another name>;",
        f"  CREATE DATABASE {name} TEMPLATE template0 {' '.join(options)};",
        f"  pg_restore --exit-on-error -d {name} dump",
        "Then compare again, and drop the old one.",
    )
    return Statement("\n".join(recipe), "database", "database", by_hand=True)


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
