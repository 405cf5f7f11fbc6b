"""One cell of the matrix: a statement that an actor runs against an object, and what must come of it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from psycopg import sql
from sqlalchemy import Column, Table

from schema import METADATA
from tests.isolation.matrix.actors import Actor, Standing
from tests.isolation.matrix.objects import Relation
from tests.isolation.matrix.outcomes import Expected
from tests.isolation.matrix.rights import RelationIntent, Rights
from tests.isolation.rows import OWNED, row_for, value_for


@dataclass(frozen=True)
class Cell:
    """``statement`` is run by itself; what it shows first in each row is taken for the owner of that row.

    ``unlocked`` is what another transaction runs afterwards: it shows the owners of those rows that are free
    to be locked, which must be all of ``hidden``.
    """

    verb: str
    statement: str
    expected: Expected
    unlocked: str = ""
    hidden: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Attempt:
    """An actor before a relation: all that a verb needs to know to make its cells."""

    actor: Actor
    relation: Relation
    intent: RelationIntent | None
    rights: Rights
    owner: str  # the column that tells whose a row is
    key: str  # the column that finds a row
    rows: dict[str, dict[str, Any]]  # those of this relation, by owner
    world: dict[str, dict[str, dict[str, Any]]] = field(repr=False)  # by table and owner
    target: str = ""  # the tenant whose rows somebody without rows goes for
    foreign: str = ""  # another tenant than that
    table_of_its_own: str = ""  # in the schema of the witness

    @property
    def table(self) -> Table | None:
        """The declared table; None for anything else."""
        return METADATA.tables.get(self.relation.name) if self.relation.kind == "r" else None

    @property
    def visible(self) -> tuple[str, ...]:
        """The owners of the rows that the actor may see."""
        if self.rights.everything:
            return tuple(self.rows)
        return tuple(owner for owner in self.rows if owner == self.actor.tenant)

    @property
    def hidden(self) -> list[str]:
        """The owners of the rows that the actor may not see."""
        return [owner for owner in self.rows if owner not in self.visible]

    @property
    def served(self) -> bool:
        """Whether the actor is the service, whose statements reach every row."""
        return self.actor.standing is Standing.SERVICE

    @property
    def own(self) -> str:
        """The tenant that the actor claims to write for: himself, or the one he goes for."""
        return self.actor.tenant or self.target

    def new_row(self, owner: str | None, *, parents_of: str, full: bool = False) -> dict[str, Any]:
        """A row for ``owner`` that refers to rows of ``parents_of`` and gives no more than may be given."""
        assert self.table is not None
        parents = {name: row for name in self.world if (row := self.parent(name, parents_of))}
        row = row_for(self.table, parents_of, parents, full=full)
        row[OWNED[self.table.name].column] = owner
        return {name: value for name, value in row.items() if name in self.rights.insert}

    def parent(self, table: str, owner: str) -> dict[str, Any] | None:
        """The row of ``table`` that a row of ``owner`` may refer to: his own; of what nobody owns, any."""
        rows = self.world.get(table, {})
        return rows.get(owner) or (None if table in OWNED else next(iter(rows.values()), None))

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return (self.key,) if self.table is None else tuple(c.name for c in self.table.primary_key.columns)

    def column(self, name: str) -> Column[Any]:
        assert self.table is not None
        return self.table.columns[name]

    def value(self, name: str) -> str:
        """SQL for a value of the column ``name`` in a row of the actor's own; DEFAULT if none is known."""
        if self.table is None or name not in self.table.columns:
            return "DEFAULT"
        column = self.column(name)
        for key in column.foreign_keys:
            parent = self.parent(key.column.table.name, self.own)
            if parent is not None:
                return literal(parent[key.column.name])
        return literal(value_for(column))

    def among(self, owners: Iterable[str]) -> str:
        """A condition that is true for the rows of ``owners``, by their keys."""
        keys = ", ".join(literal(self.rows[owner][self.key]) for owner in owners)
        return f"{ident(self.key)} IN ({keys})"


def literal(value: Any) -> str:
    """``value`` as SQL."""
    return sql.Literal(value).as_string(None)


def ident(name: str) -> str:
    """``name`` as an SQL identifier."""
    return sql.Identifier(name).as_string(None)


def insert(relation: Relation, row: dict[str, Any], tail: str = "") -> str:
    """INSERT for ``row``."""
    columns, values = ", ".join(map(ident, row)), ", ".join(map(literal, row.values()))
    return f"INSERT INTO {relation.quoted} ({columns}) VALUES ({values}) {tail}"
