"""What a kind of object is to the engine: a query, what its differences mean, and how they are repaired.

A kind is two files, `<kind>.sql` and `<kind>.py`, and one import in kinds.py. The query gives one row per
object: `name` identifies it, every other column is a field of the fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact, Key
from pgdrift.catalog.statement import Statement

Severity: TypeAlias = Literal["error", "warning"]


@dataclass(frozen=True)
class Meaning:
    """What a difference does to the people who use the database.

    `id` is stable: scripts rely on it. `severity` is "error" when isolation or data is lost or statements
    fail, else "warning". `consequence` is one sentence; `{field}` in it is a field of the fact,
    `{reference}` and `{target}` the two values of the field that differs.
    """

    id: str
    severity: Severity
    consequence: str


# A meaning may depend on its surroundings: a missing policy opens a table or closes it. None: not a finding.
Judge: TypeAlias = Callable[[Difference, Comparison], Meaning | None]
Create: TypeAlias = Callable[[Fact, Comparison], Iterable[Statement]]
Alter: TypeAlias = Callable[[Difference, Comparison], Iterable[Statement]]


def no_parents(_: Fact) -> Sequence[Key]:
    """For objects that belong to nothing."""
    return ()


def no_statements(*_: Any) -> Iterable[Statement]:
    """For kinds that repair all their differences at once, by `emit`."""
    return ()


def no_words(*_: Any) -> Mapping[str, str]:
    """For kinds whose sentences need nothing but the fields."""
    return {}


def never(*_: Any) -> bool:
    """For the questions most kinds answer with no."""
    return False


@dataclass(frozen=True)
class Kind:
    """One kind of object.

    `identity` are the fields that say which object it is, or that only repairing needs; they are not
    compared. `fields` gives every compared field its meaning. `parents` names what the object belongs to:
    when a parent is missing, so is this, and only the parent is reported. `texts` are the fields that
    hold SQL spelled by PostgreSQL, where different text may say the same.
    """

    name: str
    plural: str
    identity: frozenset[str]
    fields: Mapping[str, Meaning | Judge]
    missing: Meaning | Judge
    extra: Meaning | Judge
    create: Create
    alter: Alter
    drop: Create
    parents: Callable[[Fact], Sequence[Key]] = no_parents
    # A new database has such facts too: they do not show that anybody has designed anything in it.
    of_every_database: bool = False
    texts: frozenset[str] = frozenset()
    # More words that the sentences of this kind may use.
    words: Callable[[Fact, Comparison], Mapping[str, str]] = no_words
    # Every meaning that a Judge of this kind can give, for the documentation.
    judged: Sequence[Meaning] = ()
    # (field, reference, target, lowest major version): unequal values that are no difference.
    tolerates: Callable[[str, Fact, Fact, int], bool] = never
    # The fact says what goes without saying, for repairs alone: it is no difference that one side lacks it.
    implied: Callable[[Fact], bool] = never
    # The change needs the object dropped and created again.
    replaces: Callable[[Difference], bool] = never
    # The column that the change gives another type: what uses it has to be dropped and created again.
    disturbs: Callable[[Difference], Key | None] = field(default=lambda _: None)
    # The table that has to be made anew and filled from the old one, because no ALTER makes the change.
    rebuilds: Callable[[Difference, Comparison], Key | None] = field(default=lambda *_: None)
    # Not everything about the object is read, so that it does not come back as it was.
    forgets: bool = False
    # Repairs all differences of the kind at once, for kinds whose statements cover several facts.
    emit: Callable[[Sequence[Difference], Comparison], Iterable[Statement]] | None = None

    def meanings(self) -> list[Meaning]:
        """Everything a difference of this kind can mean, each once."""
        candidates = [self.missing, self.extra, *self.fields.values(), *self.judged]
        return list(dict.fromkeys(meaning for meaning in candidates if isinstance(meaning, Meaning)))
