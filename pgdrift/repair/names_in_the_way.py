"""What has the name of something new: it goes before that comes, or waits to go under another name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.constraint_definition import KEYS
from pgdrift.catalog.dotted_names import above, names
from pgdrift.catalog.fact import Difference, Fact, Key, frozen
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.meanwhile import meanwhile
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.catalog.statement import Phase, Statement
from pgdrift.fact_text import texts

# What shares one set of names within a schema.
_RELATIONS = ("table", "view", "sequence", "index", "foreign_table", "type")
# Before anything makes way, while all of the target has the names that it was found with.
_FIRST = -100


def relation_names(key: Key, fact: Fact) -> set[str]:
    """The names that nothing else may have at the same time; a key's index has one too."""
    if key.kind in _RELATIONS:
        # A range type's multirange stays where it is when the type moves.
        return {key.name, *([fact["multirange"]] if fact.get("multirange") else [])}
    if key.kind == "constraint" and fact["variant"] in KEYS:
        return {f"{above(fact['table'])}.{fact['constraint']}"}
    return set()


def out_of_the_way(
    difference: Difference, comparison: Comparison, *, with_its_table: bool
) -> Iterator[Statement]:
    """The end of something that is not declared and has the name of something new.

    An index, a key or a sequence that goes `with_its_table`, or with what it is a part of, cannot go before
    that, nor can a key before the foreign keys and views that rest on it: PostgreSQL lets each be renamed.
    """
    key, fact = difference.key, difference.fact
    dropping = [] if with_its_table else list(KINDS[key.kind].drop(fact, comparison))
    movable = key.kind in ("index", "constraint", "sequence")
    if not movable or (dropping and not _holds_others(key, fact, comparison)):
        yield from (replace(statement, phase=Phase.CLEAR) for statement in dropping)
        return
    yield _moved(key, fact)
    if dropping:
        (name,) = relation_names(key, fact)
        own = _other(name) if key.kind == "constraint" else f"{above(name)}.{_other(name)}"
        for statement in KINDS[key.kind].drop(frozen({**fact, key.kind: own}), comparison):
            yield replace(statement, name=key.name)


def out_of_its_own_way(key: Key, fact: Fact, reference: Snapshot) -> Iterator[Statement]:
    """What no statement drops, but has to make way for its new self: it goes with something that goes later.

    That is an identity's sequence, and an index that is part of another one and should be on another table.
    """
    new = reference.facts.get(key)
    if new is None:
        return
    if (key.kind == "sequence" and fact["identity"]) or (
        key.kind == "index" and fact["attached_to"] and new["table"] != fact["table"]
    ):
        yield _moved(key, fact)


def is_taken(new: Difference, old: Key, target: Snapshot) -> bool:
    """Whether something else, of whatever kind, has the name that `old` should have."""
    wanted = relation_names(new.key, new.fact)
    return bool(wanted) and any(
        key != old and wanted & relation_names(key, fact) and not _apart(new.key, new.fact, key, fact)
        for key, fact in target.facts.items()
    )


def _apart(one: Key, its: Fact, other: Key, others: Fact) -> bool:
    """Whether one is a type without rows and the other a relation without a type, in a catalog each."""
    pairs = ((one, its), (other, others))
    types = [key for key, fact in pairs if key.kind == "type" and fact["variant"] != "composite"]
    return len(types) == 1 and any(key.kind in ("index", "constraint", "sequence") for key, _ in pairs)


def _moved(key: Key, fact: Fact) -> Statement:
    (name,) = relation_names(key, fact)
    words = "SEQUENCE" if key.kind == "sequence" else "INDEX"
    sql = f"ALTER {words} {name} RENAME TO {_other(name)}"
    return Statement(sql, key.kind, key.name, phase=Phase.CLEAR, rank=_FIRST)


def _other(name: str) -> str:
    return meanwhile(name, "pgdrift_old")


def _holds_others(key: Key, fact: Fact, comparison: Comparison) -> bool:
    """Whether foreign keys may rest on it, or a view that is grouped by a primary key."""
    if not (fact["is_unique"] if key.kind == "index" else fact.get("variant") in ("PRIMARY KEY", "UNIQUE")):
        return False
    facts = comparison.target.snapshot.facts.items()
    if any(other.kind == "constraint" and found["references"] == fact["table"] for other, found in facts):
        return True
    return fact.get("variant") == "PRIMARY KEY" and _is_read(fact["table"], comparison)


def _is_read(table: str, comparison: Comparison) -> bool:
    read: Sequence[str] = [
        name
        for key, fact in comparison.target.snapshot.facts.items()
        if key.kind in ("view", "function")
        for name in names(texts(fact))
    ]
    return table in read
