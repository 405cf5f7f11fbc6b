"""What has to make way for a change, to come back after it: whatever PostgreSQL would refuse to change under.

Some objects are dropped and created again, with everything that belongs to them. A table whose columns are in
another order is moved aside and its rows copied into a new one. Columns and publications cannot be dropped
without loss: they let go of what changes and take hold of it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from pgdrift.catalog.column_expression import is_made_anew
from pgdrift.catalog.comparison import Comparison, Side
from pgdrift.catalog.conversion import is_same_family
from pgdrift.catalog.dotted_names import mentions
from pgdrift.catalog.fact import Difference, Key, frozen
from pgdrift.catalog.joining import bars_attaching
from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.partition import parts_of
from pgdrift.catalog.statement import Statement
from pgdrift.fact_text import texts
from pgdrift.mentions import Mentions
from pgdrift.repair import (
    domain_rules,
    names_handed_on,
    new_labels,
    passed_on_triggers,
    unfinished_indexes,
    whole_rows,
)
from pgdrift.repair.column_order import heirs, out_of_order
from pgdrift.repair.held_rows import columns_of, holders
from pgdrift.repair.keys_that_go import keys_that_go, primary_keys_that_go, taking_parts_along
from pgdrift.repair.letting_go import around, made_anew_with, out_of_publications
from pgdrift.repair.parking import blanked, parked
from pgdrift.repair.typed_tables import without_type

_BUILT_ON = (
    "view",
    "function",
    "type",
    "aggregate",
    "operator",
    "operator_class",
    "text_search_parser",
    "text_search_template",
    "text_search_dictionary",
    "text_search_configuration",
)
# What a table can be without, and keep its rows.
_BESIDE_ROWS = ("constraint", "index", "statistics")


@dataclass
class MakingWay:
    """`cleared` are the objects that go and come back; those tables among them in `rebuilt` keep their rows.

    `detours` are the statements for what lets go of something and takes hold of it again, `calling` is what
    calls something that goes.
    """

    cleared: dict[Key, None] = field(default_factory=dict)
    rebuilt: dict[Key, None] = field(default_factory=dict)
    replaced: dict[Key, None] = field(default_factory=dict)
    detours: list[Statement] = field(default_factory=list)
    calling: set[Key] = field(default_factory=set)


def making_way(
    differences: Sequence[Difference],
    comparison: Comparison,
    mentioned: Mentions,
    *,
    rebuilding: bool,
    placing: bool = False,
) -> MakingWay:
    """What has to make way for `differences`; `mentioned` are the mentions of the target.

    Without `rebuilding`, what only a new table could repair is left to the kinds themselves. With `placing`,
    a table is also made anew for a missing column that would not come where it belongs.
    """
    search = _Search(comparison, mentioned)
    misplaced = out_of_order(differences, comparison) if placing else []
    misplaced = [table for table in misplaced if not holders(table.name, comparison.target, mentioned)]
    return search.run(differences, rebuilding, misplaced)


class _Search:
    def __init__(self, comparison: Comparison, mentioned: Mentions) -> None:
        self._comparison = comparison
        self._target = comparison.target
        self._mentioned = mentioned
        self._found = MakingWay()
        self._retyped: dict[tuple[Key, str], None] = {}

    def run(
        self, differences: Sequence[Difference], rebuilding: bool, misplaced: Sequence[Key] = ()
    ) -> MakingWay:
        changed = [d for d in differences if d.reference is not None and d.target is not None]
        waiting = [d.key for d in changed if KINDS[d.kind].replaces(d)]
        waiting += new_labels.in_the_way(changed, differences, self._target)
        waiting += self._identities(changed)
        waiting += whole_rows.in_the_way(differences, self._comparison, self._mentioned)
        waiting += domain_rules.in_the_way(changed, self._target)
        waiting += [*keys_that_go(differences, self._target.snapshot), *primary_keys_that_go(differences)]
        waiting += taking_parts_along(differences, self._comparison)
        waiting += unfinished_indexes.in_the_way(differences, self._comparison)
        waiting += passed_on_triggers.in_the_way(differences, self._comparison)
        waiting += names_handed_on.overloads(differences, self._comparison.reference.snapshot)
        self._found.replaced |= dict.fromkeys(
            names_handed_on.relations(differences, self._comparison.reference.snapshot)
        )
        waiting += self._found.replaced
        self._found.rebuilt |= dict.fromkeys(misplaced)
        waiting += misplaced
        for difference in changed:
            kind = KINDS[difference.kind]
            table = kind.rebuilds(difference, self._comparison) if rebuilding else None
            if table is not None:
                self._found.rebuilt[table] = None
                waiting.append(table)
            elif difference.kind == "table" and "persistence" in difference.fields:
                # No logged table refers to one that is not, and that nobody publishes.
                waiting += self._pointing_at(difference.name)
                if difference.fact["persistence"] == "u":
                    self._found.detours += out_of_publications(difference.key, self._comparison, at_once=True)
            elif kind.disturbs(difference) is not None:
                waiting += self._in_the_way_of_retyping(difference)
            elif difference.kind == "column" and is_made_anew(difference, self._target.snapshot.major):
                waiting += self._naming(difference.key)
        self._clear(waiting)
        self._clear(list(self._on_what_bars_attaching(differences)))
        for table, column in self._retyped:  # once it is known what is made anew
            self._found.detours += blanked(table, column, self._comparison, self._found.rebuilt)
        for key in self._found.cleared:
            if key.kind == "type":
                self._found.detours += self._parked(key, rows=False)
                self._found.detours += without_type(key.name, self._comparison, self._found.rebuilt)
            self._found.detours += around(key, self._found.cleared, self._comparison, self._mentioned)
            if key in self._found.rebuilt:
                self._found.detours += out_of_publications(key, self._comparison)
        for key in self._found.cleared:  # once all that the rows consist of is there again
            self._found.detours += self._parked(key, rows=True) if key.kind == "type" else ()
        return self._found

    def _parked(self, key: Key, *, rows: bool) -> Iterator[Statement]:
        for user, depth in columns_of(key, self._target, self._mentioned).items():
            if bool(depth) is rows:
                yield from parked(user, key.name, self._comparison, self._found.rebuilt, depth)

    def _clear(self, waiting: list[Key]) -> None:
        while waiting:
            key = waiting.pop()
            if key in self._found.cleared:
                continue
            self._found.cleared[key] = None
            waiting += self._go_with(key)

    def _on_what_bars_attaching(self, differences: Sequence[Difference]) -> Iterator[Key]:
        """What is built on columns that go earlier than most: before a table is attached."""
        surplus = [d for d in differences if d.kind == "column" and d.reference is None]
        if not surplus:
            return
        facts = self._target.snapshot.facts
        left = {key: fact for key, fact in facts.items() if key not in self._found.cleared}
        after = replace(self._comparison, target=Side(replace(self._target.snapshot, facts=left)))
        for difference in surplus:
            if difference.key in left and bars_attaching(difference.fact, after):
                yield from self._on_column(difference.fact["table"], difference.fact["column"])

    def _on_column(self, table: str, column: str) -> Iterator[Key]:
        """What is built on a column, and on what heirs have of it."""
        below = self._target.below(Key("column", f"{table}.{column}"))
        yield from (key for key in below if key.kind != "column")
        for heir in self._target.heirs.get(table, ()):
            yield from self._on_column(heir, column)

    def _identities(self, changed: Sequence[Difference]) -> Iterator[Key]:
        """Sequences that should be a column's identity and are none, or the other way round: made anew."""
        if not any(d.kind == "column" and "identity" in d.fields for d in changed):
            return
        for name, fact in self._target.snapshot.of_kind("sequence").items():
            wanted = self._comparison.reference.get("sequence", name)
            if wanted is not None and wanted["identity"] != fact["identity"]:
                yield Key("sequence", name)

    def _go_with(self, key: Key) -> Iterator[Key]:
        for member in self._target.members(key):
            fact = self._target.snapshot.facts[member]
            # A sequence that is no identity outlives its table, and keeps its position.
            if member.kind == "sequence" and not fact["identity"]:
                continue
            # Rows would not come back; only a foreign table has none.
            if member.kind == "table" and not fact["server"]:
                continue
            yield member
        if key in self._found.rebuilt:
            self._found.rebuilt |= dict.fromkeys(heirs(key, self._comparison))
            yield from heirs(key, self._comparison)
            yield from parts_of(key.name, self._comparison)
        if key.kind in ("function", "type", "operator", "operator_class"):
            for table in made_anew_with(key, self._comparison, self._mentioned):
                self._found.rebuilt[table] = None
                yield table
        if key.kind in _BUILT_ON or key in self._found.rebuilt or key in self._found.replaced:
            users = self._mentioned.users(key)
            if key.kind in ("function", "operator"):
                self._found.calling |= {user for user in users if user.kind in _BESIDE_ROWS}
            yield from (user for user in users if user.kind not in ("column", "publication", "table"))
        yield from whole_rows.over_what_lets_go(key, self._target, self._mentioned)
        if key.kind == "type":
            yield from self._in_the_way_of_parking(key)
        fact = self._target.snapshot.facts[key]
        if key.kind == "constraint" and fact["variant"] in ("PRIMARY KEY", "UNIQUE"):
            yield from self._pointing_at(fact["table"])
        if key.kind == "index" and fact["is_unique"]:
            yield from self._pointing_at(fact["table"])

    def _pointing_at(self, table: str, column: str = "") -> Iterator[Key]:
        """Foreign keys that rest on a key of the table, with that column if one is given."""
        for name, fact in self._target.children(Key("table", table), "constraint").items():
            _, _, there = fact["definition"].partition(" REFERENCES ")
            if fact["references"] == table and (not column or mentions(there, column)):
                yield Key("constraint", name)

    def _in_the_way_of_retyping(self, difference: Difference) -> Iterator[Key]:
        """What PostgreSQL names when it refuses to retype a column; the rest it carries along itself."""
        facts, column = self._target.snapshot.facts, difference.key
        table, bare = Key("table", facts[column]["table"]), facts[column]["column"]
        kinds = {"view", "policy"}
        if not is_same_family(facts[column]["type"], difference.fact["type"]):
            # Nor could it read these again for another type, or keep a key half of which has it.
            kinds |= {"constraint", "index", "statistics"}
            yield from self._pointing_at(table.name, bare)
            over_expressions = (key for key in self._target.members(table) if key.kind == "statistics")
            yield from (key for key in over_expressions if mentions(texts(facts[key]), bare))
        yield from (member for member in self._target.members(column) if member.kind in kinds)
        self._retyped[table, bare] = None
        yield from self._naming(column)

    def _naming(self, column: Key) -> Iterator[Key]:
        """What names a column in its own words; views, policies and the rest of a table belong to theirs.

        Publications that do let go of the table meanwhile.
        """
        facts = self._target.snapshot.facts
        table, bare = Key("table", facts[column]["table"]), facts[column]["column"]
        self._found.detours += out_of_publications(table, self._comparison, naming_columns=True)
        for user in self._mentioned.users(table):
            if user.kind in ("rule", "trigger", "function") and mentions(texts(facts[user]), bare):
                yield user

    def _in_the_way_of_parking(self, key: Key) -> Iterator[Key]:
        """What holds on to a column whose values wait as text until its type has been made anew."""
        for user in columns_of(key, self._target, self._mentioned):
            fact = self._target.snapshot.facts[user]
            waiting = frozen({**fact, "type": "text"})
            yield from self._in_the_way_of_retyping(Difference("column", user.name, waiting, fact, ("type",)))
