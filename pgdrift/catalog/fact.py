"""A fact: one thing a catalog says about one object, and how two catalogs may differ in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias

# Field name -> text, number, boolean, None, or a list of these: whatever JSON can hold.
Fact: TypeAlias = Mapping[str, Any]


class Key(NamedTuple):
    """What a fact is about: its kind ("policy") and its quoted, qualified name ("public.votes.isolation")."""

    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


def frozen(fields: Mapping[str, Any] | Iterable[tuple[str, Any]]) -> Fact:
    """`fields` as a fact that nobody can change."""
    return MappingProxyType(dict(fields))


@dataclass(frozen=True)
class Difference:
    """One object that two catalogs do not agree about.

    `reference` is None for an object that only the target has, `target` for one that it lacks. `fields` names
    what differs when both have it. `children` are differences that follow from this one: the columns of a
    table that is missing are missing too.
    """

    kind: str
    name: str
    reference: Fact | None
    target: Fact | None
    fields: tuple[str, ...] = ()
    children: tuple[Difference, ...] = ()

    @property
    def key(self) -> Key:
        """The object this is about."""
        return Key(self.kind, self.name)

    @property
    def whole(self) -> bool:
        """Whether only one of the two has the object."""
        return self.reference is None or self.target is None

    @property
    def fact(self) -> Fact:
        """What is known of the object: the reference's word for it where there is one."""
        fact = self.reference if self.reference is not None else self.target
        assert fact is not None, "a difference has at least one side"
        return fact
