"""Constraints of tables: keys, checks, foreign keys, exclusions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pgdrift.catalog import exclusion_of_part
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constraint_adding import adding, attaching, index_of
from pgdrift.catalog.constraint_definition import add, gone, name_of, read_by
from pgdrift.catalog.constraint_going import drop
from pgdrift.catalog.constraint_meaning import EXTRA, FIELDS, JUDGED, missing
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.inherited_check import from_parents, lost
from pgdrift.catalog.joining import becomes_partition
from pgdrift.catalog.key_marks import cluster, marks
from pgdrift.catalog.kind import Kind
from pgdrift.catalog.properties import comment_on, options_changed
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    yield from adding(fact, comparison)
    yield from lost(fact, comparison)
    yield from attaching(fact, comparison)
    if fact["variant"] == "EXCLUDE":
        yield from _options(fact, [])
    if fact["clustered"]:
        yield _cluster(fact)
    yield from marks(fact["table"], fact["constraint"], comparison)
    yield from comment_on("CONSTRAINT", _on(fact), fact, "constraint", key=name_of(fact))
    yield from _comment_on_index(fact)


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, name_of(difference.fact)
    if "validated" in difference.fields:
        sql = f"ALTER TABLE {fact['table']} VALIDATE CONSTRAINT {fact['constraint']}"
        early = fact["variant"] == "CHECK" and becomes_partition(fact["table"], comparison)
        phase, rank = (Phase.TABLE, 5) if early else (Phase.FOREIGN_KEY, 1)
        reads = read_by(fact, comparison)
        yield Statement(sql, "constraint", name, phase=phase, rank=rank, reads_rows=reads)
    if "origin" in difference.fields:
        assert difference.target is not None
        if (fact["origin"], difference.target["origin"]) == ("both", "parent"):
            yield add(fact, comparison)
        elif fact["origin"] == "parent" and fact["variant"] == "CHECK":
            yield from from_parents(fact, comparison)
        elif exclusion_of_part.is_made_with_its_wholes(fact):
            yield gone(fact, -10)  # before another is made with its whole's
            yield exclusion_of_part.named(fact)
    if "options" in difference.fields:
        assert difference.target is not None
        yield from _options(fact, difference.target["options"])
    if "clustered" in difference.fields:
        yield _cluster(fact)
    if "comment" in difference.fields:
        yield from comment_on("CONSTRAINT", _on(fact), fact, "constraint", changed=True, key=name)
    yield from _comment_on_index(fact, changed="index_comment" in difference.fields)


def replaces(difference: Difference) -> bool:
    """A definition cannot be altered, nor a validation taken back.

    A foreign key's triggers can only be switched on together with all others of their tables; adding the
    key anew gives the same and reads the rows that came meanwhile.
    """
    unvalidate = "validated" in difference.fields and not difference.fact["validated"]
    return unvalidate or bool({"definition", "variant", "enforcement"} & set(difference.fields))


def _options(fact: Fact, found: list[str]) -> Iterator[Statement]:
    for statement in options_changed("INDEX", index_of(fact), fact["options"], found, "constraint"):
        yield replace(statement, name=name_of(fact), phase=Phase.INDEX)


def _comment_on_index(fact: Fact, *, changed: bool | None = None) -> Iterator[Statement]:
    if changed or (changed is None and fact["index_comment"]):
        said = frozen({**fact, "comment": fact["index_comment"]})
        yield from comment_on("INDEX", index_of(fact), said, "constraint", changed=True, key=name_of(fact))


def _cluster(fact: Fact) -> Statement:
    return cluster(fact["table"], fact["constraint"], "constraint", name_of(fact), on=fact["clustered"])


def _on(fact: Fact) -> str:
    return f"{fact['constraint']} ON {fact['table']}"


def _parents(fact: Fact) -> Sequence[Key]:
    tables = [fact["table"], *([fact["references"]] if fact["references"] else [])]
    columns = [Key("column", column) for column in fact["columns"]]
    above = [Key("constraint", name) for name in fact["inherited_from"]]
    return [*(Key("table", table) for table in dict.fromkeys(tables)), *above, *columns]


def _is_passed_on(field: str, reference: Fact, target: Fact, _: int) -> bool:
    """A new heir has the unchecked check of its parent as a checked one: the parent's counts."""
    return field == "validated" and reference["origin"] == target["origin"] == "parent"


KIND = Kind(
    name="constraint",
    plural="constraints",
    identity=frozenset(
        {"table", "constraint", "variant", "references", "columns", "inherited_from", "passed_on_as", "place"}
    ),
    fields=FIELDS,
    missing=missing,
    extra=EXTRA,
    judged=JUDGED,
    create=create,
    alter=alter,
    drop=drop,
    replaces=replaces,
    parents=_parents,
    tolerates=_is_passed_on,
    texts=frozenset({"definition"}),
)
