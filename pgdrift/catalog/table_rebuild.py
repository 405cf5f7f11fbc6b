"""A table made anew and filled from the old one: the only way to another order of columns.

The old table moves to a schema of its own, so that the new one and its indexes can have their names; the rows
are copied before the new table has triggers, foreign keys or policies.
"""

from __future__ import annotations

from collections.abc import Container, Iterator

from pgdrift.catalog import table_numbers
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.conversion import converted
from pgdrift.catalog.dotted_names import bare
from pgdrift.catalog.fact import Fact, Key
from pgdrift.catalog.identity_above_heirs import number_from_above
from pgdrift.catalog.joining import ATTACHING
from pgdrift.catalog.meanwhile import meanwhile
from pgdrift.catalog.partition import parts_of
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.catalog.values_as_json import as_type, changed_within

COPIES = "copies the table, which nobody can read or write meanwhile"
AROUND = "makes the table anew around its partitions, which nobody can read or write meanwhile"
# Before columns let go of their types, and functions go.
_EARLY = 45
# When all that should not go aside with the table has gone.
_LATE = 90


def rebuild(found: Fact, comparison: Comparison, others: Container[Key]) -> Iterator[Statement]:
    """Move the table aside, copy its rows into the new one (created as any missing table), drop the old.

    `others` are made anew, too.
    """
    name = found["table"]
    own = bare(name)
    aside = meanwhile(name)
    old = f"{aside}.{own}"

    def statement(sql: str, phase: Phase, rank: int, *, reads: bool = False) -> Statement:
        hidden = comparison.hiding_rows(name) if reads else ()
        return Statement(sql, "table", name, phase=phase, rank=rank, reads_rows=hidden)

    yield from _let_go(found, comparison, others)
    if is_around_partitions(found, comparison):
        yield from _around(found, aside, comparison)
        return
    yield statement(f"CREATE SCHEMA {aside}", Phase.CLEAR, _LATE + 2)
    yield Statement(
        f"ALTER TABLE {name} SET SCHEMA {aside}",
        "table",
        name,
        True,
        COPIES + _left_out(found, comparison),
        Phase.CLEAR,
        _LATE + 3,
        counting=f"SELECT count(*) FROM {name}",
        table=name,
    )
    yield statement(_copy(name, old, comparison), Phase.TABLE, 20, reads=True)
    yield from table_numbers.go_on(name, aside, comparison)
    yield statement(f"DROP TABLE {old}", Phase.TABLE, 22)
    yield statement(f"DROP SCHEMA {aside}", Phase.TABLE, 23)


def _around(found: Fact, aside: str, comparison: Comparison) -> Iterator[Statement]:
    """The old table goes at once, since all rows are in its partitions; its numbers wait in sequences."""
    name = found["table"]
    waiting = [f"{aside}.{bare(old)}" for old in table_numbers.waiting(name, comparison)]
    if waiting:
        for rank, sql in enumerate([f"CREATE SCHEMA {aside}", *table_numbers.keep(name, aside, comparison)]):
            yield Statement(sql, "table", name, phase=Phase.CLEAR, rank=rank - 90)
    lost = AROUND + _left_out(found, comparison)
    yield Statement(f"DROP TABLE {name}", "table", name, True, lost, Phase.CLEAR, _EARLY + 1, table=name)
    yield from table_numbers.go_on(name, aside, comparison)
    if waiting:
        for sql in (f"DROP SEQUENCE {', '.join(waiting)}", f"DROP SCHEMA {aside}"):
            yield Statement(sql, "table", name, phase=Phase.TABLE, rank=23)


def is_around_partitions(found: Fact, comparison: Comparison) -> bool:
    """Whether a table has no rows but those of partitions that stay."""
    wanted = comparison.reference.get("table", found["table"])
    if wanted is None or wanted["columns"] != found["columns"]:
        return False  # its partitions are made anew, too
    return bool(found["partition_key"]) and not parts_of(found["table"], comparison)


def lost_its_whole(table: str, comparison: Comparison, others: Container[Key]) -> bool:
    """Whether the table that this one is a partition of comes back around it; `others` are made anew."""
    found = comparison.target.get("table", table)
    if not found or not found["partition_bound"]:
        return False
    whole = comparison.target.get("table", found["inherits"][0])
    return (
        whole is not None
        and Key("table", whole["table"]) in others
        and is_around_partitions(whole, comparison)
    )


def without_whole(table: str, comparison: Comparison, others: Container[Key]) -> int | None:
    """The rank from which on a partition that stays has its indexes and constraints for itself.

    None if it keeps the table that it is a partition of, or goes with it; `others` are made anew.
    """
    if lost_its_whole(table, comparison, others):
        return _EARLY + 2
    found = comparison.target.get("table", table)
    if not found or not found["partition_bound"] or Key("table", table) in others:
        return None
    whole = Key("table", found["inherits"][0])
    stays = Key("table", table) not in parts_of(whole.name, comparison)
    return _LATE + 1 if whole in others and stays else None


def _left_out(found: Fact, comparison: Comparison) -> str:
    """What of the old table's values does not come along."""
    wanted = comparison.reference.get("table", found["table"])
    kept = set((wanted or {}).get("columns") or ())
    lost = [column for column in found["columns"] or () if column not in kept]
    return f"; drops {', '.join(lost)} and what is in there" if lost else ""


def _copy(name: str, old: str, comparison: Comparison) -> str:
    wanted = comparison.reference.children(Key("table", name), "column")
    found = comparison.target.children(Key("table", name), "column")
    kept = [fact for key, fact in wanted.items() if key in found and not fact["generated"]]
    values = {fact["column"]: _value(fact, found[f"{name}.{fact['column']}"], comparison) for fact in kept}
    for key, fact in wanted.items():
        if key not in found and (number := number_from_above(fact, comparison)):
            values[fact["column"]] = number
    overriding = " OVERRIDING SYSTEM VALUE" if any(fact["identity"] for fact in kept) else ""
    only = "" if parts_of(name, comparison) else "ONLY "
    columns = ", ".join(values)
    return f"INSERT INTO {name} ({columns}){overriding}\nSELECT {', '.join(values.values())} FROM {only}{old}"


def _value(fact: Fact, found: Fact, comparison: Comparison) -> str:
    """A column of the old table as what the new one has there; values wait as text while their type goes."""
    column = fact["column"]
    if fact["type"] != found["type"]:
        return converted(column, found["type"], fact["type"], comparison.reference)
    if changed_within(fact["type"], comparison):
        return as_type(f"to_jsonb({column})", fact["type"], comparison)
    wanted, present = (
        side.get("type", fact["type"].removesuffix("[]"))
        for side in (comparison.reference, comparison.target)
    )
    if wanted is None or wanted == present:
        return str(column)
    return converted(column, "text", fact["type"], comparison.reference)


def _let_go(found: Fact, comparison: Comparison, others: Container[Key]) -> Iterator[Statement]:
    """Sequences, parents and children of the old table pass to the new one."""
    name = found["table"]
    rank = _EARLY if is_around_partitions(found, comparison) else _LATE

    def statement(sql: str, phase: Phase, rank: int) -> Statement:
        return Statement(sql, "table", name, phase=phase, rank=rank)

    for sequence, fact in comparison.target.children(Key("table", name), "sequence").items():
        wanted = comparison.reference.get("sequence", sequence)
        if not fact["identity"] and not (wanted and wanted["identity"]):
            yield statement(f"ALTER SEQUENCE {sequence} OWNED BY NONE", Phase.CLEAR, rank)
            if wanted is not None and wanted["owned_by"]:
                sql = f"ALTER SEQUENCE {sequence} OWNED BY {wanted['owned_by']}"
                yield statement(sql, Phase.OWNER, 2)
    for parent in found["inherits"] or ():
        detach = f"ALTER TABLE {parent} DETACH PARTITION {name}"
        yield statement(
            detach if found["partition_bound"] else f"ALTER TABLE {name} NO INHERIT {parent}",
            Phase.CLEAR,
            _EARLY if lost_its_whole(name, comparison, others) else rank,
        )
    staying = parts_of(name, comparison)
    for child, fact in comparison.target.snapshot.of_kind("table").items():
        wanted = comparison.reference.get("table", child)
        if Key("table", child) in staying or name not in (fact["inherits"] or ()):
            continue
        if fact["partition_bound"]:
            yield statement(f"ALTER TABLE {name} DETACH PARTITION {child}", Phase.CLEAR, rank)
            attached = wanted is not None and name in (wanted["inherits"] or ())
            if wanted is not None and attached and Key("table", child) not in others:
                sql = f"ALTER TABLE {name} ATTACH PARTITION {child} {wanted['partition_bound']}"
                yield statement(sql, Phase.TABLE, ATTACHING)
        else:  # made anew too, with the new table for its parent
            yield statement(f"ALTER TABLE {child} NO INHERIT {name}", Phase.CLEAR, rank)
