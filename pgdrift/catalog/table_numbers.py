"""The numbers that a table which is made anew goes on with: where its sequences were, or after its rows."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.sequence import after_rows, gives_numbers
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.declare.identifiers import literal

# Takes any position that a sequence can have.
_WIDEST = "MINVALUE -9223372036854775808"


def keep(table: str, aside: str, comparison: Comparison) -> list[str]:
    """SQL that notes, in the schema `aside`, where the sequences are that go with the old table."""
    return [
        sql
        for name in waiting(table, comparison)
        for sql in (
            f"CREATE SEQUENCE {aside}.{bare(name)} {_WIDEST}",
            f"SELECT setval({literal(f'{aside}.{bare(name)}')}, last_value, is_called) FROM {name}",
        )
    ]


def waiting(table: str, comparison: Comparison) -> list[str]:
    """The sequences of the old table whose positions others go on from."""
    new = _new(table, comparison)
    found = comparison.target.children(Key("table", table), "sequence")
    return [
        name
        for name, fact in found.items()
        if fact["owned_by"] in new and (fact["identity"] or name == new[fact["owned_by"]]["sequence"])
    ]


def go_on(table: str, aside: str, comparison: Comparison) -> Iterator[Statement]:
    """Set the new sequences to where those in the schema `aside` are; others to the last number in a row."""
    present = comparison.target.children(Key("table", table), "column")
    found = comparison.target.snapshot.of_kind("sequence")
    old = {found[name]["owned_by"]: f"{aside}.{bare(name)}" for name in waiting(table, comparison)}
    for column, fact in _new(table, comparison).items():
        name, reads = literal(fact["sequence"]), tuple[str, ...]()
        if column in old:
            sql = f"SELECT setval({name}, last_value, is_called) FROM {old[column]}"
        elif column in present:
            sql, reads = after_rows(name, present[column], fact), comparison.hiding_rows(table)
        else:
            continue
        yield Statement(sql, "table", table, phase=Phase.TABLE, rank=21, reads_rows=reads)


def _new(table: str, comparison: Comparison) -> dict[str, Fact]:
    """The sequences that come with the new table, by the column that takes numbers from them."""
    sequences = comparison.reference.snapshot.of_kind("sequence")
    columns = comparison.reference.children(Key("table", table), "column")
    taken = {
        name: column for column, fact in columns.items() for name in sequences if gives_numbers(name, fact)
    }
    found = {}
    for name, fact in sequences.items():
        column = fact["owned_by"] if fact["identity"] else taken.get(name)
        present = comparison.target.get("sequence", name)
        if column in columns and (fact["identity"] or present is None or present["identity"]):
            found[column] = fact
    return found
