"""What lets go of something that is made anew, and takes hold of it again: columns and publications."""

from __future__ import annotations

from collections.abc import Container, Iterator

from pgdrift.catalog.column_definition import set_default_again
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import mentions, names
from pgdrift.catalog.fact import Key
from pgdrift.catalog.partition import is_in_key
from pgdrift.catalog.publication import is_replaced, published
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.fact_text import spelled
from pgdrift.mentions import Mentions
from pgdrift.repair.parking import blanked_column, uses

_CALLED = ("function", "type", "sequence", "operator")


def around(
    key: Key, cleared: Container[Key], comparison: Comparison, mentioned: Mentions
) -> Iterator[Statement]:
    """Defaults and generated columns that call what is cleared; `mentioned` are the target's mentions."""
    if key.kind not in _CALLED:
        return
    for user in mentioned.users(key):
        if user.kind != "column":
            continue
        fact = comparison.target.snapshot.facts[user]
        anew = Key("table", fact["table"]) in cleared
        alone = f"{comparison.only(fact['table'])}{fact['table']}"
        altering = f"ALTER TABLE {alone} ALTER COLUMN {fact['column']}"
        by_cast = user in mentioned.casting.callers(key)
        if fact["default"] and (by_cast or spelled(key) in fact["default"]):
            yield Statement(f"{altering} DROP DEFAULT", "column", user.name, phase=Phase.CLEAR, rank=5)
            wanted = comparison.reference.get("column", user.name) or fact
            if wanted["default"] and not anew:
                yield from set_default_again(wanted, comparison)
        if fact["generated"] and (by_cast or spelled(key) in names(fact["generated"])):
            if anew:  # the old table only waits for its rows to be copied
                yield Statement(f"{altering} DROP EXPRESSION", "column", user.name, phase=Phase.CLEAR, rank=5)
                continue
            yield from blanked_column(user.name, fact, comparison)


def made_anew_with(key: Key, comparison: Comparison, mentioned: Mentions) -> Iterator[Key]:
    """The tables that cannot let go of a type or a function.

    They are partitioned by it, compute a column of that type, or before 17 with it or from one of that type.
    """
    facts, major = comparison.target.snapshot.facts, comparison.target.snapshot.major
    for name, fact in comparison.target.snapshot.of_kind("table").items():
        by_cast = Key("table", name) in mentioned.casting.callers(key)
        if fact["partition_key"] and (by_cast or spelled(key) in names(fact["partition_key"])):
            yield Key("table", name)
    for user in mentioned.users(key):
        if user.kind != "column":
            continue
        fact, table = facts[user], Key("table", facts[user]["table"])
        if key.kind == "type" and uses(fact, key, comparison.target) and is_in_key(fact, comparison):
            yield table
        by_cast = user in mentioned.casting.callers(key)
        if fact["generated"] and (by_cast or spelled(key) in names(fact["generated"])) and major < 17:
            yield table
        if key.kind == "type" and major < 17 and uses(fact, key, comparison.target):
            others = comparison.target.children(table, "column").values()
            if any(mentions(one["generated"], fact["column"]) for one in others if one["generated"]):
                yield table
        # Nobody can say how its values are to become others of a type that comes back.
        if fact["generated"] and key.kind == "type" and uses(fact, key, comparison.target):
            yield table


def out_of_publications(
    table: Key, comparison: Comparison, *, naming_columns: bool = False, at_once: bool = False
) -> Iterator[Statement]:
    """Publications that have the table; with `naming_columns`, those that say which columns or rows of it.

    `at_once`: the table leaves them before it changes, although it may be that it does not come back.
    """
    for name, fact in comparison.target.snapshot.of_kind("publication").items():
        entries = [o for o in fact["objects"] or () if _publishes(o, table.name)]
        if not entries or (naming_columns and entries[0] == f"TABLE {table.name}"):
            continue
        wanted = comparison.reference.get("publication", name)
        if at_once and wanted is None:
            continue  # it goes before that
        wanted = wanted or fact
        if is_replaced(wanted, fact):
            continue
        if naming_columns or at_once:
            sql = f"ALTER PUBLICATION {name} DROP TABLE ONLY {table.name}"
            yield Statement(sql, "publication", name, phase=Phase.CLEAR, rank=5)
        if wanted["objects"] and wanted["objects"] != ["ALL TABLES"]:
            sql = f"ALTER PUBLICATION {name} SET {published(wanted)}"
            yield Statement(sql, "publication", name, phase=Phase.TRIGGER)


def _publishes(entry: str, table: str) -> bool:
    return entry == f"TABLE {table}" or entry.startswith(f"TABLE {table} ")
