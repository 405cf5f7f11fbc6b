"""A column as CREATE TABLE and ADD COLUMN write it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from pgdrift.catalog import foreign_options, sequence
from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.dotted_names import bare, names
from pgdrift.catalog.fact import Fact, frozen
from pgdrift.catalog.properties import parenthesized
from pgdrift.catalog.statement import Phase, Statement


def definition(fact: Fact, comparison: Comparison) -> str:
    """Name, type and everything that can be said with them."""
    parts = [fact["column"], fact["type"] + foreign_options.clause(fact["foreign_options"])]
    if fact["collation"]:
        parts.append(f"COLLATE {fact['collation']}")
    if fact["generated"]:
        parts.append(f"GENERATED ALWAYS AS {parenthesized(fact['generated'])} {fact['generation']}")
    if fact["identity"]:
        parts.append(identity(fact, comparison))
    if fact["default"]:
        parts.append(f"DEFAULT {fact['default']}")
    elif disagree(fact, comparison) and not fact["generated"]:
        parts.append("DEFAULT NULL")  # neither parent's
    if fact["not_null"] and not is_unchecked(fact, comparison):
        parts.append(_not_null(fact, comparison))
    return " ".join(parts)


def _not_null(fact: Fact, comparison: Comparison) -> str:
    """NOT NULL, with the name that it has since 18 unless PostgreSQL would choose the same."""
    chosen = f"{bare(fact['table'])}_{fact['column']}_not_null"
    # Partitions that are there already may have the name that PostgreSQL would choose.
    heirs = comparison.reference.heirs.get(fact["table"], ())
    chosen = "" if any(not comparison.is_new("table", heir) for heir in heirs) else chosen
    if comparison.target.snapshot.major < 18:
        return "NOT NULL"
    alone = " NO INHERIT" if fact["not_null_no_inherit"] else ""
    if fact["not_null_name"] in (None, chosen):
        return f"NOT NULL{alone}"
    return f"CONSTRAINT {fact['not_null_name']} NOT NULL{alone}"


def is_unchecked(fact: Fact, comparison: Comparison) -> bool:
    """Whether the column's NOT NULL is NOT VALID, which CREATE TABLE and ADD COLUMN cannot say."""
    unchecked = fact["not_null"] and not fact["not_null_validated"]
    return bool(unchecked) and comparison.target.snapshot.major >= 18


def require(fact: Fact, comparison: Comparison, rank: int = 4) -> Statement:
    """NOT NULL for a column that is there: as a constraint where SET NOT NULL would check or bind more."""
    since_18 = comparison.target.snapshot.major >= 18
    if not since_18 or (fact["not_null_validated"] and not fact["not_null_no_inherit"]):
        return altering(fact, f"ALTER COLUMN {fact['column']} SET NOT NULL", rank)
    alone = " NO INHERIT" if fact["not_null_no_inherit"] else ""
    unchecked = "" if fact["not_null_validated"] else " NOT VALID"
    action = f"ADD CONSTRAINT {fact['not_null_name']} NOT NULL {fact['column']}{alone}{unchecked}"
    return altering(fact, action, rank)


def is_with_type(fact: Fact, comparison: Comparison) -> bool:
    """Whether the column comes, goes and is renamed with an attribute of the type that its table is of."""
    sides = (comparison.reference, comparison.target)
    one, other = ((side.get("table", fact["table"]) or {}).get("of_type") for side in sides)
    return one is not None and one == other and not comparison.is_new("type", one)


def inherited_from(fact: Fact, comparison: Comparison) -> list[Fact]:
    """The columns of the same name that the reference's parents of its table have."""
    return _above(fact, comparison.reference)


def inherited_at_first(fact: Fact, comparison: Comparison) -> list[Fact]:
    """The same as they are when a new heir is made: those that are there change after that."""
    return [_at_first(parent, comparison) for parent in inherited_from(fact, comparison)]


def _at_first(column: Fact, comparison: Comparison) -> Fact:
    """A column as it is there, or as it is made: with what it has from its parents, until it is altered."""
    table = comparison.reference.get("table", column["table"]) or {}
    found = comparison.target.get("column", name_of(column))
    if found is not None or table.get("partition_bound"):
        return found or column
    above = inherited_at_first(column, comparison)
    taken = {
        field: next((one[field] for one in above if one[field]), None)
        for field in ("default", "storage", "compression")
    }
    if not above:
        return column
    if column["default"] and not column["inherited"]:
        taken["default"] = column["default"]
    return frozen({**column, **taken})


def disagree(fact: Fact, comparison: Comparison) -> bool:
    """Whether the parents of the column's table have more than one default for it."""
    defaults = {parent["default"] for parent in inherited_from(fact, comparison)}
    return len(defaults - {None}) > 1


def _above(fact: Fact, side: Side) -> list[Fact]:
    table = side.get("table", fact["table"]) or {}
    above = [side.get("column", f"{parent}.{fact['column']}") for parent in table.get("inherits") or ()]
    return [parent for parent in above if parent is not None]


def set_default_again(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """A default that was dropped for a while, also for the new heirs that are made meanwhile."""
    action = f"ALTER COLUMN {fact['column']} SET DEFAULT {fact['default']}"
    yield altering_alone(fact, action, comparison, rank=3)
    for heir in comparison.reference.heirs.get(fact["table"], ()):
        column = comparison.reference.get("column", f"{heir}.{fact['column']}")
        if column is not None and column["default"] and comparison.is_new("table", heir):
            yield from set_default_again(column, comparison)


def written_below_computed(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """What to do about a column that is written to, and inherited from one that is computed.

    It comes about when a parent gets its computed column after the heir has its own; neither CREATE TABLE nor
    ALTER TABLE makes one, and what pg_dump prints of it is restored as a computed one.
    """
    table = comparison.reference.get("table", fact["table"]) or {}
    if fact["generated"] or table.get("partition_bound"):
        return
    for above in inherited_from(fact, comparison):
        if above["generated"]:
            yield Statement(
                f"{name_of(fact)} should be written to, although it is inherited from {name_of(above)},"
                " which is computed. No statement makes such a column: decide which of the two is right, and"
                " make the other one like it.",
                "column",
                name_of(fact),
                by_hand=True,
            )
            return


def depth(fact: Fact, side: Side) -> int:
    """How many tables a column comes through."""
    return max((1 + depth(parent, side) for parent in _above(fact, side)), default=0)


def depends_on_session(default: str) -> bool:
    """Whether a default calls a function of ours, or asks who is connected."""
    # A constant of a type of ours has its name, too, and asks nobody.
    ours = any(f"{name}(" in default or f"OPERATOR({name})" in default for name in names(default))
    return ours or bool(
        re.search(r"current_setting|current_user|session_user|CURRENT_USER|SESSION_USER", default)
    )


def identity(fact: Fact, comparison: Comparison) -> str:
    """GENERATED ... AS IDENTITY with the options of its sequence."""
    options = sequence.identity_options(fact["table"], name_of(fact), comparison)
    return f"GENERATED {fact['identity']} AS IDENTITY" + (f" ({options})" if options else "")


def altering(fact: Fact, action: str, rank: int = 0) -> Statement:
    """ALTER TABLE with one action on the column."""
    return Statement(
        f"ALTER TABLE {fact['table']} {action}", "column", name_of(fact), phase=Phase.TABLE, rank=rank
    )


def altering_alone(fact: Fact, action: str, comparison: Comparison, rank: int = 0) -> Statement:
    """The same without the tables that inherit from it: each has a fact that says what it should have."""
    alone = f"{comparison.only(fact['table'])}{fact['table']}"
    return replace(altering(fact, action, rank), sql=f"ALTER TABLE {alone} {action}")


def name_of(fact: Fact) -> str:
    """The column with its table: public.votes.id."""
    return f"{fact['table']}.{fact['column']}"
