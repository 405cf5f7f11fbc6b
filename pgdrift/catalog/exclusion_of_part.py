"""Exclusion constraints of partitions: PostgreSQL (since 17) makes each itself, and takes none that is there.

It compares no two indexes of exclusion constraints, so none can be attached to that of the partitioned table;
where it makes one, it also chooses its name (seen on 18).
"""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constraint_definition import gone, name_of
from pgdrift.catalog.dotted_names import above, bare
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.joining import ATTACHING, takes_in
from pgdrift.catalog.partition import heirs_below
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal

_ASIDE = "pgdrift_aside"


def is_made_with_its_wholes(fact: Fact) -> bool:
    """Whether PostgreSQL makes the constraint with that of the partitioned table."""
    return bool(fact["variant"] == "EXCLUDE" and fact["origin"] == "parent")


def named(fact: Fact) -> Statement:
    """Give it the name that it should have, once it has been made by another."""
    whole = fact["inherited_from"][0]
    found = (
        "SELECT pg_catalog.quote_ident(part.conname) FROM pg_catalog.pg_constraint part"
        " JOIN pg_catalog.pg_constraint whole ON whole.oid = part.conparentid"
        f" WHERE part.conrelid = {literal(fact['table'])}::pg_catalog.regclass"
        f" AND whole.conrelid = {literal(above(whole))}::pg_catalog.regclass"
        f" AND pg_catalog.quote_ident(whole.conname) = {literal(bare(whole))}"
    )
    wanted, rename = fact["constraint"], f"ALTER TABLE {fact['table']} RENAME CONSTRAINT "
    taken = (
        f"EXISTS (SELECT FROM pg_catalog.pg_constraint WHERE conrelid = {literal(fact['table'])}"
        f"::pg_catalog.regclass AND pg_catalog.quote_ident(conname) = {literal(wanted)})"
    )
    # Where another has the name, which is made with another one's of the whole, the two change names.
    body = (
        f"DECLARE made text := ({found}); taken boolean := {taken}; BEGIN IF made <> {literal(wanted)} THEN"
        f" IF taken THEN EXECUTE {literal(f'{rename}{wanted} TO {_ASIDE}')}; END IF;"
        f" EXECUTE {literal(rename)} || made || {literal(f' TO {wanted}')};"
        f" IF taken THEN EXECUTE {literal(f'{rename}{_ASIDE} TO ')} || made; END IF; END IF; END"
    )
    return Statement(f"DO {literal(body)}", "constraint", name_of(fact), phase=Phase.CONSTRAINT, rank=2)


def left_over(table: str, comparison: Comparison, rank: int) -> Iterator[Statement]:
    """Those that a partition keeps when it lets go of its table, and would get once more from the next."""
    for name, fact in comparison.target.children(Key("table", table), "constraint").items():
        wanted = comparison.reference.get("constraint", name)
        if not is_made_with_its_wholes(fact) or not (wanted is None or is_made_with_its_wholes(wanted)):
            continue
        whole = comparison.target.get("constraint", fact["inherited_from"][0])
        staying = comparison.reference.get("constraint", fact["inherited_from"][0])
        if staying or not (whole and takes_in(whole["table"], comparison)):  # with which it has gone by then
            yield gone(fact, rank)
            yield from _named_again(table, comparison)


def _named_again(table: str, comparison: Comparison) -> Iterator[Statement]:
    for part in (table, *heirs_below(table, comparison.reference)):
        for fact in comparison.reference.children(Key("table", part), "constraint").values():
            if fact["table"] == part and is_made_with_its_wholes(fact):
                yield named(fact)


def unattached(whole: Fact, comparison: Comparison) -> Iterator[Statement]:
    """Those of partitions that wait for a table that is made anew: they are made with that one's."""
    if comparison.is_new("table", whole["table"]):
        for heir in comparison.reference.heirs.get(whole["table"], ()):
            if not comparison.is_new("table", heir):
                yield from left_over(heir, comparison, ATTACHING - 1)
