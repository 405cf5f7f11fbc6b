"""Leaving differences out of a repair, with all that cannot be repaired without them.

What is kept keeps what it is built on; what is to be built on something that is not made has to wait for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from pgdrift.catalog.constraint_definition import KEYS, is_inline
from pgdrift.catalog.conversion import is_same_family
from pgdrift.catalog.dotted_names import mentions, names
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.partition import is_in_key, takes_the_place, wholes
from pgdrift.catalog.partition_going import indexes
from pgdrift.fact_text import texts
from pgdrift.repair import hanging
from pgdrift.repair.held_together import held_together
from pgdrift.repair.names_in_the_way import relation_names
from pgdrift.repair.repair import Repair

_ROLES = ("owner", "grantee")
# What closes a hole is done all the same, although the column it names may stay.
_DONE_ANYWAY = ("policy", "grant", "view", "trigger", "rule")
# A default may not fit what keeps its type, nor is there anything to say of what does not come.
_GOES_ALONG = {
    "type": "default",
    "attributes": "attribute_comments",
    **dict.fromkeys(("checks", "not_null", "not_null_name"), "check_comments"),
}


class Keeping:
    """Leaves differences out, with those that cannot be repaired without them."""

    def __init__(self, repair: Repair) -> None:
        self._repair = repair
        self._reference = repair.comparison.reference
        self._target = repair.comparison.target

    def without(
        self, differences: Sequence[Difference], given_up: Sequence[tuple[Difference, tuple[str, ...]]]
    ) -> list[Difference]:
        """`differences` without `given_up` (only those fields of it, where fields are named)."""
        left = {difference.key: difference for difference in differences}
        waiting = list(given_up)
        while waiting:
            difference, fields = waiting.pop()
            current = left.pop(difference.key, None)
            if current is None:
                continue
            if fields:
                gone = {*fields, *(_GOES_ALONG[field] for field in fields if field in _GOES_ALONG)}
                rest = tuple(field for field in current.fields if field not in gone)
                if rest:
                    left[difference.key] = replace(current, fields=rest)
            waiting += [(left[key], ()) for key in self._hanging_on(difference, fields, left) if key in left]
            waiting += self._of_heirs(difference, fields, left)
            waiting += hanging.not_fitting(difference, fields, left, self._repair.comparison)
            waiting += held_together(difference, fields, left, self._target)
        order = {difference.key: position for position, difference in enumerate(differences)}
        return sorted(left.values(), key=lambda difference: order[difference.key])

    def _hanging_on(
        self, difference: Difference, fields: Sequence[str], left: dict[Key, Difference]
    ) -> Iterator[Key]:
        if difference.reference is None:
            yield from self._needed_by(difference.key, left)
        elif difference.target is None:
            yield from self._wanting(difference.key, left)
        else:
            kept = fields or difference.fields
            if not fields or "type" in kept:
                yield from self._needed_by(difference.key, left, whole=False)
            if difference.kind == "column" and "type" in kept:
                old, new = difference.target["type"], difference.reference["type"]
                if not is_same_family(old, new):
                    yield from self._wanting(difference.key, left)
            if "partition_key" in kept:
                yield from hanging.hung_up(difference.key, left, self._repair.comparison)

    def _of_heirs(
        self, difference: Difference, fields: Sequence[str], left: dict[Key, Difference]
    ) -> Iterator[tuple[Difference, tuple[str, ...]]]:
        """What changes together with a column that heirs have: theirs, and what is said in its values."""
        found = difference.target
        if difference.kind != "column" or found is None or difference.reference is None:
            return
        if hanging.RETYPED.isdisjoint(fields or difference.fields):
            return
        bounds = {"partition_bound"} if is_in_key(found, self._repair.comparison) else set()
        for heir in self._target.heirs.get(found["table"], ()):
            for key, parts in (
                (Key("column", f"{heir}.{found['column']}"), hanging.RETYPED),
                (Key("table", heir), bounds),
            ):
                other = left.get(key)
                if other is not None and (held := tuple(f for f in other.fields if f in parts)):
                    yield other, held

    def _needed_by(self, kept: Key, left: dict[Key, Difference], *, whole: bool = True) -> Iterator[Key]:
        """What would be dropped although something that stays is built on it."""
        facts = self._target.snapshot.facts
        below = [kept, *self._target.below(kept)] if whole else [kept]
        if kept.kind == "column":
            below = [key for key in below if key.kind not in _DONE_ANYWAY]
        yield from below[1:]
        for key in below:
            yield from (need for need in self._needs(facts[key], key) if _goes(left.get(need)))
            yield from self._under(facts[key], left)
        taken = relation_names(kept, facts[kept]) if whole else set()
        if kept.kind == "table" and whole and facts[kept]["partition_bound"]:
            # Without a part in every partition these would never be valid.
            for above in wholes(facts[kept]["inherits"][0], self._reference):
                yield from (key for key in indexes(above, self._reference) if _comes(left.get(key)))
        for new in left.values():
            clashes = bool(taken & relation_names(new.key, new.fact))
            if new.kind == kept.kind == "table":
                clashes |= takes_the_place(new.fact, facts[kept])
            if new.target is None and clashes:
                yield new.key

    def _needs(self, fact: Fact, key: Key) -> Iterator[Key]:
        yield from KINDS[key.kind].parents(fact)
        yield from (
            need for name in names(texts(fact)) for need in self._repair.target_mentions.named.get(name, ())
        )
        yield from (Key("role", fact[field]) for field in _ROLES if fact.get(field))
        yield from (Key("role", role) for role in fact.get("roles") or ())

    def _under(self, fact: Fact, left: dict[Key, Difference]) -> Iterator[Key]:
        """The keys of the table that a foreign key points at."""
        if fact.get("references"):
            table = Key("table", fact["references"])
            for key in self._target.members(table):
                if (
                    key.kind in ("constraint", "index")
                    and key in left
                    and relation_names(key, left[key].fact)
                ):
                    yield key

    def _wanting(self, missing: Key, left: dict[Key, Difference]) -> Iterator[Key]:
        """What cannot be made without something that is not made."""
        facts = self._reference.snapshot.facts
        yield from self._reference.below(missing)
        yield from self._repair.reference_mentions.users(missing)
        if missing.kind == "table":
            yield from hanging.heirs(missing, left)
        yield from self._of_the_whole(facts[missing])
        if missing.kind == "column":
            fact = facts[missing]
            table = Key("table", fact["table"])
            for heir in self._reference.heirs.get(fact["table"], ()):
                yield Key("column", f"{heir}.{fact['column']}")  # which it would have from there
            for user in (*self._reference.members(table), *self._repair.reference_mentions.users(table)):
                # Views, policies and keys say by which columns they are; of the others only the text does.
                if user in left and user != missing and mentions(texts(facts[user]), fact["column"]):
                    yield user
        yield from (key for key in _made_with(missing, facts) if key in left and left[key].target is None)
        for key, difference in left.items():
            if difference.reference is not None and (
                _owned_by(facts[key], missing) or _publishes(facts[key], missing)
            ):
                yield key

    def _of_the_whole(self, part: Fact) -> Iterator[Key]:
        """The index of a partitioned table that would stay unfinished without its part in a partition."""
        if "table" not in part or self._target.get("table", part["table"]) is None:
            return
        if part.get("attached_to"):
            yield Key("index", part["attached_to"])
        if part.get("variant") in KEYS and part["origin"] == "parent":
            yield Key("constraint", part["inherited_from"][0])


def _made_with(missing: Key, facts: Mapping[Key, Fact]) -> Iterator[Key]:
    """What would make it by its own statement: CREATE TABLE says keys, and an identity has a sequence."""
    fact = facts[missing]
    if missing.kind == "constraint":
        table = facts.get(Key("table", fact["table"]))
        if table is not None and is_inline(fact, table):
            yield Key("table", fact["table"])
    if missing.kind == "sequence" and fact["identity"]:
        yield from (Key("table", fact["table"]), Key("column", fact["owned_by"]))


def _comes(difference: Difference | None) -> bool:
    return difference is not None and difference.target is None


def _goes(difference: Difference | None) -> bool:
    return difference is not None and difference.reference is None


def _publishes(fact: Fact, schema: Key) -> bool:
    return schema.kind == "schema" and f"TABLES IN SCHEMA {schema.name}" in (fact.get("objects") or ())


def _owned_by(fact: Fact, role: Key) -> bool:
    named = [fact.get(field) for field in _ROLES] + list(fact.get("roles") or ())
    return role.kind == "role" and role.name in named
