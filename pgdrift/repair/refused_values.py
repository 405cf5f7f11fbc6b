"""Values that a type which is made anew cannot have: the script says which, before it does anything."""

from __future__ import annotations

from collections.abc import Iterator

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.catalog.values_as_json import ranges_over_changed
from pgdrift.declare.identifiers import literal


def labels(column: Key, found: Fact, type_name: str, comparison: Comparison) -> Iterator[Statement]:
    """Say what is wrong when a row has a label that the type will not have: nobody can guess another."""
    wanted, has = (side.get("type", type_name) for side in (comparison.reference, comparison.target))
    if wanted is None or has is None or not has["labels"] or not wanted["labels"]:
        return
    gone = [label for label in has["labels"] if label not in wanted["labels"]]
    if not gone or found["type"] not in (type_name, f"{type_name}[]"):
        return
    values, value = (f"{found['table']}, unnest({found['column']}) value", "value")
    if found["type"] == type_name:
        values, value = found["table"], found["column"]
    message = (
        f"Rows of {found['table']} have a value in {found['column']} that the type {type_name} should not "
        f"have: {', '.join(gone)}."
    )
    hint = (
        "Give these rows another value, then run the script again. Where a label only has another name, "
        f"ALTER TYPE {type_name} RENAME VALUE gives it back its own: then make the script again."
    )
    query = f"SELECT FROM {values} WHERE {value}::text IN ({', '.join(map(literal, gone))})"
    yield _check(column, found, query, message, hint)


def ranges(column: Key, found: Fact, comparison: Comparison) -> Iterator[Statement]:
    """Say which values cannot be carried over: as text, a range's ends would get each other's attributes."""
    over = ranges_over_changed(found["type"], comparison)
    if not over:
        return
    message = (
        f"Rows of {found['table']} have values in {found['column']} with ranges ({', '.join(over)}) over a"
        " type whose attributes change."
    )
    hint = (
        "Nothing carries these over by the names of their attributes: keep them elsewhere, set "
        f"{found['column']} to NULL, run the script again, and put them back."
    )
    yield _check(
        column, found, f"SELECT FROM {found['table']} WHERE {found['column']} IS NOT NULL", message, hint
    )


def _check(column: Key, found: Fact, query: str, message: str, hint: str) -> Statement:
    """Stop the script before it has done anything if `query` finds a row."""
    sql = (
        f"DO $check$\nBEGIN\nIF EXISTS ({query}) THEN\n"
        f"    RAISE EXCEPTION USING MESSAGE = {literal(message)},\n"
        f"        HINT = {literal(hint)};\nEND IF;\nEND\n$check$"
    )
    return Statement(
        sql,
        "column",
        column.name,
        phase=Phase.CLEAR,
        rank=-1,
        reads_rows=(found["table"],),
        table=found["table"],
    )
