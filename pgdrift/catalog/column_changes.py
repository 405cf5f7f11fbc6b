"""What ALTER COLUMN does, each change in the way that loses least."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog import sequence
from pgdrift.catalog.column_definition import (
    altering,
    altering_alone,
    identity,
    name_of,
)
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.conversion import converted, loses_nothing
from pgdrift.catalog.dotted_names import names
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.joining import becomes_partition, lets_go
from pgdrift.catalog.partition import is_in_key, kept_parents
from pgdrift.catalog.statement import Phase, Statement

# Of these nothing can be compared with =, or only their size; what they are written like tells them apart.
_WITHOUT_EQUALITY = re.compile(r"(json|jsonpath|xml|point|line|lseg|box|path|polygon|circle)(\[\])?$")

# How it begins what another type does to the values of a column.
RETYPES = "changes or refuses values "


def retype(fact: Fact, found: Fact, comparison: Comparison) -> Iterator[Statement]:
    """Another type or collation; destructive unless every value surely fits."""
    if is_in_key(found, comparison):
        yield _not_in_place(fact)
        return
    # A foreign table has no values of its own that a conversion could lose.
    destructive = not loses_nothing(found["type"], fact["type"]) and not fact["foreign"]
    column = fact["column"]
    keeps_default = found["default"] and fact["default"]
    # Without the clause a column gets the collation of its type, which for `name` is "C".
    collation = f" COLLATE {fact['collation']}" if fact["collation"] else ""
    # A default of the old type need not fit the new one: it makes way and comes back.
    if keeps_default and destructive:
        yield altering_alone(fact, f"ALTER COLUMN {column} DROP DEFAULT", comparison)
        yield altering_alone(fact, f"ALTER COLUMN {column} SET DEFAULT {fact['default']}", comparison, 3)
    if is_shared(found, comparison):
        return
    value = converted(column, found["type"], fact["type"], comparison.reference)
    # What is computed is computed again, and PostgreSQL refuses to be told how.
    using = value != column and destructive and not fact["generated"]
    yield Statement(
        f"ALTER TABLE {fact['table']} ALTER COLUMN {column} TYPE {fact['type']}{collation}"
        + (f" USING {value}" if using else ""),
        "column",
        name_of(fact),
        destructive,
        f"{RETYPES}of {column} that {fact['type']} cannot hold" if destructive else "",
        Phase.TABLE,
        rank=1,
        counting=_changed_values(fact, found) if destructive else "",
        table=fact["table"],
    )


def _not_in_place(fact: Fact) -> Statement:
    """What to do where no new table may be made: PostgreSQL alters no column of a partition key."""
    table, column = fact["table"], fact["column"]
    collation = f" COLLATE {fact['collation']}" if fact["collation"] else ""
    advice = (
        f"{column} of {table} should be {fact['type']}{collation}. PostgreSQL alters no column that a table "
        f"is partitioned by: in one transaction detach the partitions of {table}, drop it, make it anew with "
        f"its keys, indexes, policies and privileges, alter {column} in every partition, and attach them "
        "again."
    )
    return Statement(advice, "column", name_of(fact), phase=Phase.TABLE, by_hand=True)


def is_shared(found: Fact, comparison: Comparison) -> bool:
    """Whether an heir's own column is its parent's as well, since it was there before it got that parent."""
    return any(
        comparison.target.get("column", f"{parent}.{found['column']}")
        for parent in kept_parents(found["table"], comparison)
    )


def _cast(value: str, old: str, new: str) -> str:
    """`value` as another type, cut to its length; what people defined can be told to it only as text."""
    return f"{value}::text::{new}" if names(old) or names(new) else f"{value}::{new}"


def _changed_values(fact: Fact, found: Fact) -> str:
    column = fact["column"]
    there = _cast(column, found["type"], fact["type"])
    there_and_back = _cast(there, fact["type"], found["type"])
    if _WITHOUT_EQUALITY.match(found["type"]):
        there_and_back, column = f"{there_and_back}::text", f"{column}::text"
    return f"SELECT count(*) FROM {fact['table']} WHERE {there_and_back} IS DISTINCT FROM {column}"


def reidentify(fact: Fact, found: Fact, comparison: Comparison) -> Iterator[Statement]:
    """An identity that comes, goes or changes; a new one continues after the highest value."""
    column = fact["column"]
    wanted, present = fact["identity"], found["identity"]
    if comparison.target.snapshot.major >= 17:
        # A partition has that of its table: it loses its own before, and this one with the table.
        wanted, present = (
            None if (side.get("table", fact["table"]) or {}).get("partition_bound") else kept
            for side, kept in ((comparison.reference, wanted), (comparison.target, present))
        )
    if not wanted and not present:
        return
    if not wanted:
        # Before NOT NULL, which it needs.
        statement = altering(fact, f"ALTER COLUMN {column} DROP IDENTITY", rank=-1)
        # The sequence that it takes along may have the name of the one that comes in its place.
        yield replace(statement, phase=Phase.CLEAR) if _makes_way(fact, comparison) else statement
    elif present:
        yield altering(fact, f"ALTER COLUMN {column} SET GENERATED {fact['identity']}", rank=5)
    else:
        yield altering(fact, f"ALTER COLUMN {column} ADD {identity(fact, comparison)}", rank=5)
        yield from sequence.continued(
            sequence.of_column(fact),
            fact,
            sequence.of_identity(fact["table"], name_of(fact), comparison),
            comparison,
        )


def _makes_way(fact: Fact, comparison: Comparison) -> bool:
    """Whether the column's default is to take numbers from a sequence that is yet to be made."""
    return any(
        sequence.gives_numbers(name, fact) and comparison.is_new("sequence", name)
        for name in comparison.reference.snapshot.of_kind("sequence")
    )


def keep_identities(table: str, comparison: Comparison) -> Iterator[Statement]:
    """Those that are the same as before, but not those of the table that this one is part of, or was."""
    moves = becomes_partition(table, comparison) or lets_go(table, comparison)
    if not moves or comparison.target.snapshot.major < 17:
        return
    found = comparison.target.children(Key("table", table), "column")
    for name, fact in comparison.reference.children(Key("table", table), "column").items():
        if fact["identity"] and name in found and found[name]["identity"] == fact["identity"]:
            yield from reidentify(fact, found[name], comparison)


def store(
    fact: Fact, fields: set[str] | list[str], comparison: Comparison, found: Fact | None = None
) -> Iterator[Statement]:
    """How values are stored and sampled: said once the column has its type, which decides that anew."""
    column = fact["column"]
    names = {"p": "PLAIN", "e": "EXTERNAL", "m": "MAIN", "x": "EXTENDED"}
    if "storage" in fields:
        storage = names[fact["storage"] or fact["type_storage"]]
        yield altering_alone(fact, f"ALTER COLUMN {column} SET STORAGE {storage}", comparison, rank=3)
    if "compression" in fields:
        method = {"l": "lz4", "p": "pglz"}.get(fact["compression"], "DEFAULT")
        yield altering_alone(fact, f"ALTER COLUMN {column} SET COMPRESSION {method}", comparison, rank=3)
    if "statistics" in fields:
        target = -1 if fact["statistics"] is None else fact["statistics"]
        yield altering_alone(fact, f"ALTER COLUMN {column} SET STATISTICS {target}", comparison, rank=3)
    if "options" in fields:
        kept = {option.partition("=")[0] for option in fact["options"] or ()}
        old = [o.partition("=")[0] for o in (found or {}).get("options") or ()]
        if fact["options"]:
            yield altering(fact, f"ALTER COLUMN {column} SET ({', '.join(fact['options'])})", rank=3)
        if gone := [option for option in old if option not in kept]:
            yield altering(fact, f"ALTER COLUMN {column} RESET ({', '.join(gone)})", rank=3)
