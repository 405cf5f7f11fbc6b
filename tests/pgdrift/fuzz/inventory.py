"""What a database holds at the moment, as far as the next random statement has to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg

from tests.pgdrift.fuzz.choices import Choices

_QUERY = Path(__file__).with_suffix(".sql").read_bytes()


class Thing(SimpleNamespace):
    """One object, with the properties that inventory.sql gives it."""

    def __getattr__(self, name: str) -> Any:  # only for type checkers: every property is in the query
        raise AttributeError(name)


@dataclass
class Inventory:
    """Everything by kind; names are quoted and qualified."""

    schemas: list[str] = field(default_factory=list)
    relations: list[Thing] = field(default_factory=list)
    keys: list[Thing] = field(default_factory=list)
    indexes: list[Thing] = field(default_factory=list)
    sequences: list[Thing] = field(default_factory=list)
    types: list[Thing] = field(default_factory=list)
    routines: list[Thing] = field(default_factory=list)
    objects: list[Thing] = field(default_factory=list)

    @property
    def tables(self) -> list[Thing]:
        """Tables, partitioned ones and partitions included."""
        return [relation for relation in self.relations if relation.kind in "rp"]

    def of_kind(self, *kinds: str) -> list[Thing]:
        """The objects of these kinds (`TABLE`, `POLICY`, ...), for what all of them have."""
        return [thing for thing in self.objects if thing.kind in kinds]

    def types_of_kind(self, *kinds: str) -> list[Thing]:
        """The types of these kinds: enum (e), domain (d), composite (c) or range (r)."""
        return [thing for thing in self.types if thing.kind in kinds]

    def table(self, choose: Choices, kinds: str = "rp") -> Thing:
        """One of the relations of these kinds that has columns."""
        return choose.one(
            [relation for relation in self.relations if relation.kind in kinds and relation.columns]
        )


def take(connection: psycopg.Connection) -> Inventory:
    """The inventory of the connected database."""
    row = connection.execute(_QUERY).fetchone()
    assert row is not None
    return Inventory(**{kind: [_thing(one) for one in found or ()] for kind, found in row[0].items()})


def _thing(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    properties = {
        key: [_thing(v) for v in inner] if isinstance(inner, list) else inner for key, inner in value.items()
    }
    if "columns" in properties:
        properties["columns"] = properties["columns"] or []
    return Thing(**properties)
