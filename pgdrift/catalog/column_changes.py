"""What ALTER COLUMN does, each change in the way that loses least."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.column_definition import altering, definition, identity, name_of
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.conversion import loses_nothing
from pgdrift.catalog.fact import Fact
from pgdrift.catalog.properties import parenthesized
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal


def retype(fact: Fact, found: Fact) -> Iterator[Statement]:
    """Another type or collation; destructive unless every value surely fits."""
    column, destructive = fact["column"], not loses_nothing(found["type"], fact["type"])
    keeps_default = found["default"] and fact["default"]
    collation = ""
    if fact["collation"] != found["collation"]:
        collation = " COLLATE " + (fact["collation"] or 'pg_catalog."default"')
    # A default of the old type need not fit the new one: it makes way and comes back.
    if keeps_default and destructive:
        yield altering(fact, f"ALTER COLUMN {column} DROP DEFAULT")
        yield altering(fact, f"ALTER COLUMN {column} SET DEFAULT {fact['default']}", rank=3)
    yield Statement(
        f"ALTER TABLE {fact['table']} ALTER COLUMN {column} TYPE {fact['type']}{collation}"
        + (f" USING {column}::{fact['type']}" if destructive else ""),
        "column",
        name_of(fact),
        destructive,
        f"values of type {found['type']} may not fit {fact['type']}" if destructive else "",
        Phase.TABLE,
        rank=1,
    )


def reidentify(fact: Fact, found: Fact, comparison: Comparison) -> Iterator[Statement]:
    """An identity that comes, goes or changes; a new one continues after the highest value."""
    column = fact["column"]
    if not fact["identity"]:
        yield altering(fact, f"ALTER COLUMN {column} DROP IDENTITY")
    elif found["identity"]:
        yield altering(fact, f"ALTER COLUMN {column} SET GENERATED {fact['identity']}", rank=5)
    else:
        yield altering(fact, f"ALTER COLUMN {column} ADD {identity(fact, comparison)}", rank=5)
        # The next insert must not meet a row that is already there.
        yield Statement(
            f"SELECT setval(pg_get_serial_sequence({literal(fact['table'])}, "
            f"{literal(_unquoted(column))}), "
            f"max({column})) FROM {fact['table']} HAVING max({column}) IS NOT NULL",
            "column",
            name_of(fact),
            phase=Phase.TABLE,
            rank=6,
        )


def regenerate(fact: Fact, found: Fact, comparison: Comparison) -> Iterator[Statement]:
    """Another expression; before 17 the column has to be made anew."""
    column = fact["column"]
    same = fact["generation"] == found["generation"]
    if same and comparison.target.snapshot.major >= 17:
        yield altering(
            fact, f"ALTER COLUMN {column} SET EXPRESSION AS {parenthesized(fact['generated'])}", rank=2
        )
    elif not fact["generated"] and found["generation"] == "STORED":
        yield altering(fact, f"ALTER COLUMN {column} DROP EXPRESSION", rank=2)
    else:
        lost = "drops the column and fills it anew" if fact["generated"] else "drops what is generated"
        for action, rank in ((f"DROP COLUMN {column}", 2), (f"ADD COLUMN {definition(fact, comparison)}", 3)):
            yield Statement(
                f"ALTER TABLE {fact['table']} {action}",
                "column",
                name_of(fact),
                True,
                lost,
                Phase.TABLE,
                rank,
            )


def store(fact: Fact, fields: set[str] | list[str], found: Fact | None = None) -> Iterator[Statement]:
    """How values are stored and sampled."""
    column = fact["column"]
    names = {"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}
    if "storage" in fields:
        yield altering(
            fact, f"ALTER COLUMN {column} SET STORAGE {names[fact['storage'] or fact['type_storage']]}"
        )
    if "compression" in fields:
        method = {"l": "lz4", "p": "pglz"}.get(fact["compression"], "DEFAULT")
        yield altering(fact, f"ALTER COLUMN {column} SET COMPRESSION {method}")
    if "statistics" in fields:
        target = -1 if fact["statistics"] is None else fact["statistics"]
        yield altering(fact, f"ALTER COLUMN {column} SET STATISTICS {target}")
    if "options" in fields:
        kept = {option.partition("=")[0] for option in fact["options"] or ()}
        old = [o.partition("=")[0] for o in (found or {}).get("options") or ()]
        if fact["options"]:
            yield altering(fact, f"ALTER COLUMN {column} SET ({', '.join(fact['options'])})")
        if gone := [option for option in old if option not in kept]:
            yield altering(fact, f"ALTER COLUMN {column} RESET ({', '.join(gone)})")


def _unquoted(identifier: str) -> str:
    return identifier[1:-1].replace('""', '"') if identifier.startswith('"') else identifier
