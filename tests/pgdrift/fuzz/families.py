"""Tables that join and leave others, with each of what these pass on: all combinations, one after the other.

Random statements seldom build two tables that are alike enough for one to be attached to the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from random import Random
from typing import NamedTuple


class Trait(NamedTuple):
    """What a table of the family may have: how it gets it, and loses it."""

    name: str
    gets: str
    loses: str


TRAITS = (
    Trait("check", "ADD CONSTRAINT k CHECK (b > 0)", "DROP CONSTRAINT k"),
    Trait(
        "check read otherwise", "ADD CONSTRAINT k CHECK (b BETWEEN 1 AND 9 AND a > 0)", "DROP CONSTRAINT k"
    ),
    Trait("check not validated", "ADD CONSTRAINT k CHECK (b > 0) NOT VALID", "DROP CONSTRAINT k"),
    Trait("required", "ALTER b SET NOT NULL", "ALTER b DROP NOT NULL"),
    Trait("key", "ADD CONSTRAINT {name}_k UNIQUE (a, b)", "DROP CONSTRAINT {name}_k"),
    Trait("primary key", "ADD CONSTRAINT {name}_k PRIMARY KEY (a, b)", "DROP CONSTRAINT {name}_k"),
    Trait("key that waits", "ADD UNIQUE (a, b) DEFERRABLE", "DROP CONSTRAINT {name}_a_b_key"),
    Trait("exclusion", "ADD CONSTRAINT {name}_k EXCLUDE (a WITH =, b WITH =)", "DROP CONSTRAINT {name}_k"),
    Trait("index", "CREATE INDEX {name}_i ON {table} (b)", "DROP INDEX public.{name}_i"),
    Trait(
        "index of its own kind",
        "CREATE UNIQUE INDEX {name}_i ON {table} (a, abs(b)) INCLUDE (c) WHERE b > 0",
        "DROP INDEX public.{name}_i",
    ),
    Trait("foreign key", "ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES public.other", "DROP CONSTRAINT f"),
    Trait(
        "foreign key not validated",
        "ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES public.other NOT VALID",
        "DROP CONSTRAINT f",
    ),
    Trait("default", "ALTER b SET DEFAULT 5", "ALTER b DROP DEFAULT"),
    Trait(
        "identity", "ALTER b SET NOT NULL, ALTER b ADD GENERATED ALWAYS AS IDENTITY", "ALTER b DROP IDENTITY"
    ),
    Trait("computed column", "ADD d integer GENERATED ALWAYS AS (b * 2) STORED", "DROP COLUMN d"),
    Trait("column", "ADD d text DEFAULT 'x' NOT NULL", "DROP COLUMN d"),
    Trait("type", "ALTER b TYPE bigint", "ALTER b TYPE integer"),
    Trait(
        "trigger",
        "CREATE TRIGGER w AFTER INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION public.told()",
        "DROP TRIGGER w ON {table}",
    ),
    Trait("storage", "ALTER c SET STORAGE EXTERNAL", "ALTER c SET STORAGE EXTENDED"),
    Trait("row security", "ENABLE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"),
)
# Which of the parent and the child have the trait.
_SHARES = ((), ("parent",), ("child",), ("parent", "child"))
# How the child is related to the parent, before and after.
_STAYS, _JOINS, _LEAVES = ("joined", "joined"), ("alone", "joined"), ("joined", "alone")
_MOVES, _COMES, _TURNS = ("of another", "joined"), ("missing", "joined"), ("joined", "otherwise")
_RELATIONS = (_STAYS, _JOINS, _LEAVES, _MOVES, _COMES, _TURNS)
_SURROUNDINGS = """CREATE TABLE public.other (b bigint PRIMARY KEY); INSERT INTO public.other VALUES (1), (2);
CREATE FUNCTION public.told() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"""
_COLUMNS = "(a integer, b integer, c text)"


@dataclass(frozen=True)
class Family:
    """A parent and its child, `partitioned` or as heirs; with `grandchild` the child has one in its turn."""

    trait: Trait
    partitioned: bool
    grandchild: bool
    relations: tuple[str, str]
    before: Sequence[str]
    after: Sequence[str]

    def schema(self) -> Iterator[str]:
        """The statements that make it as it is at first."""
        yield from _SURROUNDINGS.split(";\n")
        for parent in ("parent", "another"):
            suffix = " PARTITION BY LIST (a)" if self.partitioned else ""
            yield f"CREATE TABLE public.{parent} {_COLUMNS}{suffix}"
        if "parent" in self.before:
            yield self._said(self.trait.gets, "parent")
        if self.relations[0] != "missing":
            yield from self._child(self.before)
            yield from self._related(self.relations[0])

    def changes(self) -> Iterator[str]:
        """The statements that make it what it becomes; PostgreSQL may refuse some."""
        was, becomes = self.relations
        if was != becomes and was in ("joined", "of another"):
            yield self._let_go("parent" if was == "joined" else "another")
        for name in ("parent", "child"):
            if name == "child" and was == "missing":
                continue
            if name in self.after and name not in self.before:
                yield self._said(self.trait.gets, name)
            if name in self.before and name not in self.after:
                yield self._said(self.trait.loses, name)
        if was == "missing":
            yield from self._child(self.after)
        if was != becomes:
            yield from self._related(becomes)

    def _child(self, having: Sequence[str]) -> Iterator[str]:
        suffix = " PARTITION BY LIST (a)" if self.partitioned and self.grandchild else ""
        yield f"CREATE TABLE public.child {_COLUMNS}{suffix}"
        if self.grandchild:
            below = "PARTITION OF public.child DEFAULT" if self.partitioned else "() INHERITS (public.child)"
            yield f"CREATE TABLE public.zz {below}"
        yield f"INSERT INTO public.{'zz' if self.grandchild else 'child'} VALUES (1, 1, 'one'), (1, 2, 'two')"
        if "child" in having:
            yield self._said(self.trait.gets, "child")

    def _related(self, how: str) -> Iterator[str]:
        parent = "another" if how == "of another" else "parent"
        bound = "IN (1, 3)" if how == "otherwise" else "IN (1, 2)"
        if how == "alone":
            return
        if self.partitioned:
            yield f"ALTER TABLE public.{parent} ATTACH PARTITION public.child FOR VALUES {bound}"
            return
        if how == "otherwise":
            yield "ALTER TABLE public.child INHERIT public.another"
        yield f"ALTER TABLE public.child INHERIT public.{parent}"

    def _let_go(self, parent: str) -> str:
        if self.partitioned:
            return f"ALTER TABLE public.{parent} DETACH PARTITION public.child"
        return f"ALTER TABLE public.child NO INHERIT public.{parent}"

    def _said(self, action: str, name: str) -> str:
        table = f"public.{name}"
        said = action.format(name=name, table=table)
        return (
            said
            if said.startswith(("CREATE ", "DROP INDEX", "DROP TRIGGER"))
            else f"ALTER TABLE {table} {said}"
        )


def _all() -> list[Family]:
    found = [
        Family(trait, partitioned, grandchild, relations, before, after)
        for trait, partitioned, grandchild, relations, before, after in product(
            TRAITS, (True, False), (False, True), _RELATIONS, _SHARES, _SHARES
        )
        # What is not there yet has no trait before; where nothing changes, or nobody has it, is nothing to see.
        if (relations[0] != "missing" or "child" not in before)
        and (before != after or relations[0] != relations[1])
        and (before or after)
        # PostgreSQL 18 gives an identity to a table that is attached, not to its parts, and then cannot detach it.
        and not (trait.name == "identity" and partitioned and grandchild)
    ]
    # Those that follow each other should have little in common: the first hundred say something of all.
    Random(18).shuffle(found)
    return found


FAMILIES = _all()
