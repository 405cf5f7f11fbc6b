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
    if FIXED & set(difference.fields):
        yield _made_anew(fact, name)
    if "is_template" in difference.fields:
        yield _statement(f"ALTER DATABASE {name} IS_TEMPLATE {str(fact['is_template']).lower()}")
    if "tablespace" in difference.fields:
        yield _by_hand(
            f"Nobody may be connected while the database moves. From another database:\n"
            f"ALTER DATABASE {name} SET TABLESPACE {fact['tablespace']};"
        )
    if FIXED & set(difference.fields):
        yield _by_hand(_recipe(fact, name))
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


def _by_hand(lines: str) -> Statement:
    return Statement(lines, "database", "database", phase=Phase.SETTING, rank=9, by_hand=True)


def _recipe(fact: Fact, name: str) -> str:
    options = [f"ENCODING {literal(fact['encoding'])}", f"LOCALE_PROVIDER {fact['locale_provider']}"]
    options += [f"LC_COLLATE {literal(fact['collate'])}", f"LC_CTYPE {literal(fact['ctype'])}"]
    if fact["locale"] and fact["locale_provider"] != "libc":
        options.append(f"{fact['locale_provider'].upper()}_LOCALE {literal(fact['locale'])}")
    if fact["icu_rules"]:
        options.append(f"ICU_RULES {literal(fact['icu_rules'])}")
    return (
        f"No statement changes how a database stores and sorts text. Dump {name} and restore it "
        f"into a new one:\n"
        f"pg_dump -Fc -f saved.dump {name}\n"
        f"ALTER DATABASE {name} RENAME TO ...;\n"
        f"CREATE DATABASE {name} TEMPLATE template0 {' '.join(options)};\n"
        f"pg_restore -d {name} saved.dump"
    )


_LOCALE = Meaning(
    "database-locale-changed",
    "error",
    "Text sorts, compares and is stored by other rules: {target}, not {reference}. No SQL can change that in "
    "place: dump the database, create it anew with the right settings, and restore.",
)

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
    create=create,
    alter=alter,
    drop=create,
)
