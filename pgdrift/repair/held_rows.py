"""Tables that PostgreSQL does not rewrite, since a column has their rows as values: what a person can do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.mentions import Mentions
from pgdrift.repair.parking import uses
from pgdrift.repair.whole_rows import carriers, rewrites


def holders(table: str, side: Side, mentioned: Mentions) -> list[Fact]:
    """The columns that may have rows of the table, or of one of its heirs, as values."""
    keys = [Key("table", table), *carriers(table, side, mentioned)]
    waiting = [table]
    while waiting:
        heirs = side.heirs.get(waiting.pop(), ())
        keys += [Key("table", heir) for heir in heirs]
        waiting += heirs
    found = {user: side.snapshot.facts[user] for key in keys for user in mentioned.users(key)}
    return [
        fact
        for user, fact in found.items()
        if user.kind == "column" and any(uses(fact, key, side) for key in keys)
    ]


def columns_of(type_: Key, side: Side, mentioned: Mentions) -> dict[Key, int]:
    """The columns with values of a type, then those with rows of their tables, each with how deep it is."""
    facts = side.snapshot.facts
    users = [user for user in mentioned.users(type_) if user.kind == "column"]
    found = {user: 0 for user in users if uses(facts[user], type_, side)}
    waiting = list(found)
    for column in waiting:
        for fact in holders(facts[column]["table"], side, mentioned):
            holder = Key("column", f"{fact['table']}.{fact['column']}")
            if holder not in found:
                found[holder] = found[column] + 1
                waiting.append(holder)
    return found


def held_back(
    differences: Sequence[Difference], comparison: Comparison, mentioned: Mentions, *, rebuilding: bool
) -> Iterator[tuple[Difference, list[Fact]]]:
    """What no statement can change, with the columns that are the reason."""
    for difference in differences:
        if difference.reference is None or not {difference.kind} & {"table", "column"}:
            continue
        anew = rebuilding and difference.target is not None
        if rewrites(difference, comparison) or (
            anew and KINDS[difference.kind].rebuilds(difference, comparison)
        ):
            columns = holders(difference.fact["table"], comparison.target, mentioned)
            if columns:
                yield difference, columns


def told(difference: Difference, columns: Sequence[Fact], comparison: Comparison) -> Statement:
    """Say how `difference` can be repaired although `columns` may hold rows of its table."""
    table = difference.fact["table"]
    named = " and ".join(f"{fact['column']} of {fact['table']}" for fact in columns)
    advice = (
        f"{difference.name} is not as it should be, and PostgreSQL does not change {table} as long as "
        f"{named} can have whole rows of it. In one transaction let them wait as JSON: "
        f"{'; '.join(recipe(difference, columns, comparison))}."
    )
    return Statement(advice, difference.kind, difference.name, phase=Phase.TABLE, by_hand=True)


def recipe(difference: Difference, columns: Sequence[Fact], comparison: Comparison) -> list[str]:
    """The statements of that transaction; the change itself in words if it takes more than ALTER."""
    kind = KINDS[difference.kind]
    if difference.target is None:
        found = list(kind.create(difference.fact, comparison))
    else:
        found = list(kind.alter(difference, comparison))
    in_order = sorted(found, key=lambda statement: (statement.phase, statement.rank))
    change = [statement.sql for statement in in_order if not statement.by_hand]
    waiting = [_turned(fact, "jsonb", f"to_jsonb({fact['column']})") for fact in columns]
    again = [sql for number, fact in enumerate(columns) for sql in _back(fact, f"pg_temp.held_{number}")]
    return [*waiting, *(change or [f"make {difference.fact['table']} anew as it should be"]), *again]


def _back(fact: Fact, helper: str) -> Iterator[str]:
    """Rows from JSON; those in an array only as part of a type that is made for it."""
    column, type_name = fact["column"], fact["type"]
    if type_name.endswith("[]"):
        yield f"CREATE TYPE {helper} AS (rows {type_name})"
        value = f"(jsonb_populate_record(NULL::{helper}, jsonb_build_object('rows', {column}))).rows"
    else:
        value = f"jsonb_populate_record(NULL::{type_name}, {column})"
    yield _turned(fact, type_name, value)


def _turned(fact: Fact, type_name: str, value: str) -> str:
    return f"ALTER TABLE {fact['table']} ALTER COLUMN {fact['column']} TYPE {type_name} USING {value}"
