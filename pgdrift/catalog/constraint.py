"""Constraints of tables: keys, checks, foreign keys, exclusions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constraint_definition import KEYS, add, is_inline, name_of, read_by
from pgdrift.catalog.constraint_meaning import EXTRA, FIELDS, JUDGED, missing
from pgdrift.catalog.dotted_names import above
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.inherited_check import from_parents, is_hung, lost
from pgdrift.catalog.key_marks import cluster, marks
from pgdrift.catalog.kind import Kind
from pgdrift.catalog.partition import (
    ATTACHING,
    becomes_partition,
    comes_back,
    gets_heir,
    is_below_attached,
    left_behind,
)
from pgdrift.catalog.partition_foreign_keys import foreign_keys_above, is_beside_the_wholes, keeps_foreign_key
from pgdrift.catalog.properties import comment_on, options_changed
from pgdrift.catalog.statement import Phase, Statement


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    yield from _adding(fact, comparison)
    yield from lost(fact, comparison)
    yield from _attaching(fact, comparison)
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


def drop(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    attached, left = becomes_partition(fact["table"], comparison), left_behind(fact, comparison)
    passed_on = foreign_keys_above(fact["table"], comparison.reference)
    taking = [key for key in passed_on if key["definition"] == fact["definition"]]
    if (fact["origin"] == "parent" and not left) or (attached and taking):
        return  # the foreign key of a partition that was detached becomes its table's again
    new = [key for key in taking if comparison.is_new("constraint", name_of(key))]
    if any(name_of(fact) in key["passed_on_as"] for key in new):
        return  # and one of its own part of what its table gets
    # Foreign keys go first: a key they point at cannot go before them. A table's own go after its parents'.
    rank = 20 if fact["variant"] == "FOREIGN KEY" else 31 if fact["origin"] == "both" else 30
    sql = f"ALTER TABLE {fact['table']} DROP CONSTRAINT {fact['constraint']}"
    phase = Phase.DROP
    if (attached and fact["variant"] in KEYS) or becomes_partition(fact["references"], comparison):
        # Attached, the table would pass it to the partitioned table's.
        phase, rank = Phase.TABLE, -1 if left else rank - 40
    elif new:
        phase = Phase.CLEAR
    elif fact["variant"] == "CHECK" and gets_heir(fact["table"], comparison):
        phase, rank = Phase.TABLE, rank - 40  # which has no such check
    yield Statement(sql, "constraint", name_of(fact), phase=phase, rank=rank)


def _adding(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    passed_on, new_table = fact["origin"] == "parent", comparison.is_new("table", fact["table"])
    table = comparison.reference.get("table", fact["table"])
    if (new_table and table is not None and is_inline(fact, table)) or keeps_foreign_key(fact, comparison):
        return  # CREATE TABLE says it, or nothing needs to
    if passed_on and (new_table or is_below_attached(fact["table"], comparison)):
        # Before the table is attached, which would miss a check or make another key.
        if table and table["partition_bound"]:
            yield replace(add(fact, comparison), phase=Phase.TABLE, rank=5)
    elif fact["origin"] == "both" and not new_table and is_hung(fact, comparison):
        yield replace(add(fact, comparison), phase=Phase.TABLE)  # before the table is to inherit it
    elif not passed_on or fact["variant"] in KEYS:
        # The key of a partitioned table takes what its partitions have already; a check reaches them itself.
        if passed_on and comes_back(fact["table"], comparison):
            yield replace(add(fact, comparison), phase=Phase.TABLE, rank=5)
        else:
            # Before its whole's of the same definition, that would take it over.
            rank = 1 if is_beside_the_wholes(fact, comparison) else -len(_above(fact, comparison))
            yield replace(add(fact, comparison), rank=rank)


def _attaching(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """A partitioned table's key is made without parts (ONLY): it could take another over the same columns."""
    if fact["variant"] not in KEYS:
        return
    if fact["origin"] == "parent":
        whole = comparison.reference.get("constraint", fact["inherited_from"][0])
        if whole is not None:
            yield _attached(fact, whole, comparison)
    # Parts that are there already, with a table that was made anew, wait for it.
    for heir in comparison.reference.heirs.get(fact["table"], ()):
        for name, part in comparison.reference.children(Key("table", heir), "constraint").items():
            waits = comparison.target.get("constraint", name) is not None
            if waits and part["inherited_from"][:1] == [name_of(fact)]:
                yield _attached(part, fact, comparison)


def _attached(part: Fact, whole: Fact, comparison: Comparison) -> Statement:
    sql = f"ALTER INDEX {_index(whole)} ATTACH PARTITION {_index(part)}"
    # A table that is to be attached needs a valid index, which it has with the last of its parts'.
    early = is_below_attached(whole["table"], comparison)
    phase, rank = (Phase.TABLE, ATTACHING - 1) if early else (Phase.CONSTRAINT, 1)
    return Statement(sql, "constraint", name_of(part), phase=phase, rank=rank)


def _index(fact: Fact) -> str:
    """A key's index has the key's name and its table's schema."""
    return f"{above(fact['table'])}.{fact['constraint']}"


def _above(fact: Fact | None, comparison: Comparison) -> list[str]:
    """The constraints that this one is passed on by, the nearest first."""
    above: list[str] = []
    while fact is not None and fact["inherited_from"]:
        above.append(fact["inherited_from"][0])
        fact = comparison.reference.get("constraint", above[-1])
    return above


def _options(fact: Fact, found: list[str]) -> Iterator[Statement]:
    for statement in options_changed("INDEX", _index(fact), fact["options"], found, "constraint"):
        yield replace(statement, name=name_of(fact), phase=Phase.INDEX)


def _comment_on_index(fact: Fact, *, changed: bool | None = None) -> Iterator[Statement]:
    if changed or (changed is None and fact["index_comment"]):
        said = frozen({**fact, "comment": fact["index_comment"]})
        yield from comment_on("INDEX", _index(fact), said, "constraint", changed=True, key=name_of(fact))


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
