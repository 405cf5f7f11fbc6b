"""Constraints of tables: keys, checks, foreign keys, exclusions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constraint_meaning import EXTRA, FIELDS, JUDGED, missing
from pgdrift.catalog.dotted_names import above
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.key_marks import cluster, marks
from pgdrift.catalog.kind import Kind
from pgdrift.catalog.partition import (
    becomes_partition,
    foreign_keys_above,
    gets_heir,
    keeps_foreign_key,
    lets_go,
)
from pgdrift.catalog.properties import comment_on, options_changed
from pgdrift.catalog.statement import Phase, Statement

_KEYS = ("PRIMARY KEY", "UNIQUE", "EXCLUDE")


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


def create(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    yield from _adding(fact, comparison)
    yield from _attaching(fact, comparison)
    if fact["variant"] == "EXCLUDE":
        yield from _options(fact, [])
    if fact["clustered"]:
        yield _cluster(fact)
    yield from marks(fact["table"], fact["constraint"], comparison)
    yield from comment_on("CONSTRAINT", _on(fact), fact, "constraint", key=_name(fact))
    yield from _comment_on_index(fact)


def alter(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    fact, name = difference.fact, _name(difference.fact)
    if "validated" in difference.fields:
        sql = f"ALTER TABLE {fact['table']} VALIDATE CONSTRAINT {fact['constraint']}"
        early = fact["variant"] == "CHECK" and becomes_partition(fact["table"], comparison)
        phase, rank = (Phase.TABLE, 5) if early else (Phase.FOREIGN_KEY, 1)
        reads = _read_by(fact, comparison)
        yield Statement(sql, "constraint", name, phase=phase, rank=rank, reads_rows=reads)
    if "origin" in difference.fields:
        yield from _reowned(difference, comparison)
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
    attached, left = (asks(fact["table"], comparison) for asks in (becomes_partition, lets_go))
    passed_on = foreign_keys_above(fact["table"], comparison.reference) if attached else ()
    if (fact["origin"] == "parent" and not left) or any(
        key["definition"] == fact["definition"] for key in passed_on
    ):
        return  # the foreign key of a partition that was detached becomes its table's again
    # Foreign keys go first: a key they point at cannot go before them. A table's own go after its parents'.
    rank = 20 if fact["variant"] == "FOREIGN KEY" else 31 if fact["origin"] == "both" else 30
    sql = f"ALTER TABLE {fact['table']} DROP CONSTRAINT {fact['constraint']}"
    phase = Phase.DROP
    if (attached and fact["variant"] in _KEYS) or becomes_partition(fact["references"], comparison):
        # Attached, the table would pass it to the partitioned table's.
        phase, rank = Phase.TABLE, -1 if left else rank - 40
    elif fact["variant"] == "CHECK" and gets_heir(fact["table"], comparison):
        phase, rank = Phase.TABLE, rank - 40  # which has no such check
    yield Statement(sql, "constraint", _name(fact), phase=phase, rank=rank)


def _read_by(fact: Fact, comparison: Comparison) -> tuple[str, ...]:
    """A foreign key is checked by a query, which under FORCE finds no row, and so nothing wrong.

    The tables are not opened for it (NO FORCE), not even within the transaction: whoever runs the script has
    to see all rows.
    """
    if fact["variant"] != "FOREIGN KEY":
        return ()
    return comparison.hiding_rows(fact["table"], fact["references"])


def _adding(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    passed_on, new_table = fact["origin"] == "parent", comparison.is_new("table", fact["table"])
    table = comparison.reference.get("table", fact["table"])
    if (new_table and table is not None and is_inline(fact, table)) or keeps_foreign_key(fact, comparison):
        return  # CREATE TABLE says it, or nothing needs to
    if passed_on and (new_table or becomes_partition(fact["table"], comparison)):
        # Before the table is attached, which would miss a check or make another key.
        if table and table["partition_bound"]:
            yield replace(_add(fact, comparison), phase=Phase.TABLE, rank=5)
    elif not passed_on or fact["variant"] in _KEYS:
        # The key of a partitioned table takes what its partitions have already; a check reaches them itself.
        yield replace(_add(fact, comparison), rank=-len(_above(fact, comparison)))


def _attaching(fact: Fact, comparison: Comparison) -> Iterator[Statement]:
    """A partitioned table's key is made without parts (ONLY): it could take another over the same columns."""
    if fact["variant"] not in _KEYS:
        return
    if fact["origin"] == "parent":
        whole = comparison.reference.get("constraint", fact["inherited_from"][0])
        if whole is not None:
            yield _attached(fact, whole)
    # Parts that are there already, with a table that was made anew, wait for it.
    for heir in comparison.reference.heirs.get(fact["table"], ()):
        for name, part in comparison.reference.children(Key("table", heir), "constraint").items():
            waits = comparison.target.get("constraint", name) is not None
            if waits and part["inherited_from"][:1] == [_name(fact)]:
                yield _attached(part, fact)


def _attached(part: Fact, whole: Fact) -> Statement:
    sql = f"ALTER INDEX {_index(whole)} ATTACH PARTITION {_index(part)}"
    return Statement(sql, "constraint", _name(part), phase=Phase.CONSTRAINT, rank=1)


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


def _reowned(difference: Difference, comparison: Comparison) -> Iterator[Statement]:
    """A check that a table has of its own besides its parents', or not any more."""
    assert difference.target is not None
    fact, name, found = difference.fact, _name(difference.fact), difference.target["origin"]
    if (fact["origin"], found) == ("both", "parent"):
        yield _add(fact, comparison)
    elif (fact["origin"], found) == ("parent", "both"):
        # One that is inherited cannot be dropped: its parent's makes way for a moment.
        parent = comparison.reference.get("constraint", fact["inherited_from"][0])
        if parent is None or parent["origin"] == "parent":
            advice = f"Drop {name} on every table that it comes from, and add it to the first of them again."
            yield Statement(advice, "constraint", name, by_hand=True)
            return
        for rank, of in ((-3, parent), (-2, fact)):
            sql = f"ALTER TABLE {of['table']} DROP CONSTRAINT {of['constraint']}"
            yield Statement(sql, "constraint", name, phase=Phase.CONSTRAINT, rank=rank)
        yield replace(_add(parent, comparison), rank=-1)


def _options(fact: Fact, found: list[str]) -> Iterator[Statement]:
    for statement in options_changed("INDEX", _index(fact), fact["options"], found, "constraint"):
        yield replace(statement, name=_name(fact), phase=Phase.INDEX)


def _comment_on_index(fact: Fact, *, changed: bool | None = None) -> Iterator[Statement]:
    if changed or (changed is None and fact["index_comment"]):
        said = frozen({**fact, "comment": fact["index_comment"]})
        yield from comment_on("INDEX", _index(fact), said, "constraint", changed=True, key=_name(fact))


def _add(fact: Fact, comparison: Comparison) -> Statement:
    suffix = "" if fact["validated"] else " NOT VALID"
    phase = Phase.FOREIGN_KEY if fact["variant"] == "FOREIGN KEY" else Phase.CONSTRAINT
    table = comparison.reference.get("table", fact["table"])
    only = "ONLY " if table is not None and table["partition_key"] and fact["variant"] in _KEYS else ""
    sql = f"ALTER TABLE {only}{fact['table']} ADD CONSTRAINT {fact['constraint']} {_defined(fact)}{suffix}"
    reads = _read_by(fact, comparison) if fact["validated"] else ()
    return Statement(sql, "constraint", _name(fact), phase=phase, reads_rows=reads)


def _cluster(fact: Fact) -> Statement:
    return cluster(fact["table"], fact["constraint"], "constraint", _name(fact), on=fact["clustered"])


def _on(fact: Fact) -> str:
    return f"{fact['constraint']} ON {fact['table']}"


def _name(fact: Fact) -> str:
    return f"{fact['table']}.{fact['constraint']}"


def _parents(fact: Fact) -> Sequence[Key]:
    tables = [fact["table"], *([fact["references"]] if fact["references"] else [])]
    columns = [Key("column", column) for column in fact["columns"]]
    above = [Key("constraint", name) for name in fact["inherited_from"]]
    return [*(Key("table", table) for table in dict.fromkeys(tables)), *above, *columns]


KIND = Kind(
    name="constraint",
    plural="constraints",
    identity=frozenset(
        {"table", "constraint", "variant", "references", "columns", "inherited_from", "passed_on_as"}
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
    texts=frozenset({"definition"}),
)
