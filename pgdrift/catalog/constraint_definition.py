"""A constraint as CREATE TABLE and ADD CONSTRAINT write it."""

from __future__ import annotations

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Fact
from pgdrift.catalog.statement import Phase, Statement

KEYS = ("PRIMARY KEY", "UNIQUE", "EXCLUDE")


def is_inline(fact: Fact, table: Fact) -> bool:
    """Whether CREATE TABLE can say it: a foreign key needs the other table first.

    It would make one of two keys over the same columns, and NOT NULL the table's own that it only inherits.
    """
    passed_on = fact["variant"] == "PRIMARY KEY" and table["inherits"] and not table["partition_bound"]
    return fact["variant"] in ("CHECK", "PRIMARY KEY") and bool(fact["validated"]) and not passed_on


def inline(fact: Fact) -> str:
    """The constraint as CREATE TABLE writes it."""
    return f"CONSTRAINT {fact['constraint']} {_defined(fact)}"


def _defined(fact: Fact) -> str:
    """The rule with the parameters of a key's index, which PostgreSQL does not spell out with it."""
    if not fact["options"] or fact["variant"] == "EXCLUDE":
        return str(fact["definition"])
    rule, deferrable, when = fact["definition"].partition(" DEFERRABLE")
    return f"{rule} WITH ({', '.join(fact['options'])}){deferrable}{when}"


def add(fact: Fact, comparison: Comparison) -> Statement:
    """ALTER TABLE ... ADD CONSTRAINT; the parts of a partitioned table get a key of their own."""
    suffix = "" if fact["validated"] else " NOT VALID"
    phase = Phase.FOREIGN_KEY if fact["variant"] == "FOREIGN KEY" else Phase.CONSTRAINT
    table = comparison.reference.get("table", fact["table"])
    apart = fact["variant"] in KEYS and fact["variant"] != "EXCLUDE"
    only = "ONLY " if table is not None and table["partition_key"] and apart else ""
    sql = f"ALTER TABLE {only}{fact['table']} ADD CONSTRAINT {fact['constraint']} {_defined(fact)}{suffix}"
    reads = read_by(fact, comparison) if fact["validated"] else ()
    return Statement(sql, "constraint", name_of(fact), phase=phase, reads_rows=reads)


def gone(fact: Fact, rank: int, phase: Phase = Phase.TABLE) -> Statement:
    """ALTER TABLE ... DROP CONSTRAINT, while tables change unless it is said when."""
    sql = f"ALTER TABLE {fact['table']} DROP CONSTRAINT {fact['constraint']}"
    return Statement(sql, "constraint", name_of(fact), phase=phase, rank=rank)


def read_by(fact: Fact, comparison: Comparison) -> tuple[str, ...]:
    """A foreign key is checked by a query, which under FORCE finds no row, and so nothing wrong.

    The tables are not opened for it (NO FORCE), not even within the transaction: whoever runs the script has
    to see all rows.
    """
    if fact["variant"] != "FOREIGN KEY":
        return ()
    return comparison.hiding_rows(fact["table"], fact["references"])


def name_of(fact: Fact) -> str:
    """The constraint with its table: public.votes.votes_pkey."""
    return f"{fact['table']}.{fact['constraint']}"
