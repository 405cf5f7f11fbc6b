"""The database itself: its owner, its limits, and what was decided when it was created."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.kind import Kind, Meaning
from pgdrift.catalog.properties import owner_of
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal

FIXED = frozenset({"encoding", "collate", "ctype", "locale_provider", "locale", "icu_rules"})


def create(_: Fact, __: Comparison) -> Iterator[Statement]:
    return iter(())  # whoever is connected has one


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, comparison.target.snapshot.database
    if "owner" in difference.fields:
        yield from owner_of("DATABASE", name, fact, comparison, "database", changed=True)
    if "connection_limit" in difference.fields:
        yield _statement(f"ALTER DATABASE {name} CONNECTION LIMIT {fact['connection_limit']}")
    if "is_template" in difference.fields:
        yield _statement(f"ALTER DATABASE {name} IS_TEMPLATE {str(fact['is_template']).lower()}")
    if "tablespace" in difference.fields:
        yield _by_hand(
            f"Nobody may be connected while the database moves. From another database:\n"
            f"ALTER DATABASE {name} SET TABLESPACE {fact['tablespace']};"
        )
    if FIXED & set(difference.fields):
        yield _by_hand(_recipe(fact, name, comparison.target.snapshot.major))
    if "comment" in difference.fields:
        text = "NULL" if fact["comment"] is None else literal(fact["comment"])
        yield _statement(f"COMMENT ON DATABASE {name} IS {text}")


def _statement(sql: str) -> Statement:
    return Statement(sql, "database", "database", phase=Phase.OWNER)


def _by_hand(lines: str) -> Statement:
    return Statement(lines, "database", "database", phase=Phase.SETTING, rank=9, by_hand=True)


def _recipe(fact: Fact, name: str, major: int) -> str:
    """How to come by what CREATE DATABASE decides once and for all, on a server of that version."""
    provider = fact["locale_provider"]
    options = [f"ENCODING {literal(fact['encoding'])}", f"LOCALE_PROVIDER {provider}"]
    options += [f"LC_COLLATE {literal(fact['collate'])}", f"LC_CTYPE {literal(fact['ctype'])}"]
    if fact["locale"] and provider != "libc":
        options.append(f"{provider.upper()}_LOCALE {literal(fact['locale'])}")
    if fact["icu_rules"]:
        options.append(f"ICU_RULES {literal(fact['icu_rules'])}")
    lines = [
        f"How {name} stores and sorts text was decided when it was created. While nobody writes to it:",
        f"  pg_dump -Fc -f saved.dump {name}",
        f"  ALTER DATABASE {name} RENAME TO <another name>;",
        f"  CREATE DATABASE {name} TEMPLATE template0 {' '.join(options)};",
        f"  pg_restore --exit-on-error -d {name} saved.dump",
        "Then compare again, and drop the old one.",
    ]
    for needed, what, wanted in (
        (17, "LOCALE_PROVIDER builtin", provider == "builtin"),
        (16, "ICU_RULES", fact["icu_rules"]),
    ):
        if wanted and major < needed:
            lines.insert(
                0,
                f"{what} came with PostgreSQL {needed}, and this server runs {major}. Upgrade it first, or "
                "create the reference with a locale that both have.",
            )
    return "\n".join(lines)


_LOCALE = Meaning(
    "database-locale-changed",
    "error",
    "Text sorts, compares and is stored by other rules: {found_rules}, not {rules}. No SQL can change that "
    "in place: dump the database, create it anew with the right settings, and restore.",
)


def words(fact: Fact, comparison: Comparison) -> dict[str, str]:
    """By which rules the two sides store and sort text, as far as these differ."""
    wanted = comparison.reference.get("database", "database") or fact
    found = comparison.target.get("database", "database") or fact
    different = {field for field in FIXED if wanted[field] != found[field]}
    return {"rules": _rules(wanted, different), "found_rules": _rules(found, different)}


def _rules(fact: Fact, fields: set[str]) -> str:
    said = [f"encoding {fact['encoding']}"] if "encoding" in fields else []
    if {"locale_provider", "locale"} & fields:
        # The C library has no locale but these two.
        said.append(f"the {fact['locale_provider']} locale {fact['locale'] or fact['collate']}")
    said += [
        f"{word} {fact[field]}"
        for field, word in (("collate", "LC_COLLATE"), ("ctype", "LC_CTYPE"))
        if field in fields
    ]
    if "icu_rules" in fields:
        said.append(f"the ICU rules {fact['icu_rules']}" if fact["icu_rules"] else "no ICU rules")
    return " with ".join(said)


KIND = Kind(
    name="database",
    plural="databases",
    of_every_database=True,
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
        "is_template": Meaning(
            "database-template-changed",
            "error",
            "Whether anyone who may create databases can copy this one, with all rows: {target}, "
            "not {reference}.",
        ),
        "tablespace": Meaning(
            "tablespace-changed", "warning", "The database lies in {target}, not in {reference}."
        ),
        "comment": Meaning("comment-changed", "warning", "The description of the database is another."),
    },
    missing=_LOCALE,
    extra=_LOCALE,
    words=words,
    create=create,
    alter=alter,
    drop=create,
)
