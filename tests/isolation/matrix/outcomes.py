"""What a statement was to come to, and what it came to."""

from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True)
class Outcome:
    """What happened: whose rows were shown and changed, or why it was refused."""

    shown: tuple[str, ...] = ()
    changed: frozenset[str] = frozenset()
    sqlstate: str | None = None
    message: str = ""

    def __str__(self) -> str:
        if self.sqlstate:
            return f"refused with {self.sqlstate}: {self.message}"
        return f"shows {_listed(self.shown)} and changes {_listed(self.changed)}"


class Expected(Protocol):
    """What must happen."""

    def met_by(self, outcome: Outcome) -> bool:
        """Whether it did."""


@dataclass(frozen=True)
class Does:
    """It succeeds, shows the rows of exactly these owners and changes rows of exactly those."""

    shown: tuple[str, ...] = ()
    changed: frozenset[str] = frozenset()

    def met_by(self, outcome: Outcome) -> bool:
        return outcome == Outcome(tuple(sorted(self.shown)), self.changed)

    def __str__(self) -> str:
        return str(Outcome(self.shown, self.changed))


@dataclass(frozen=True)
class ShowsAtMost:
    """It may be refused; if not, it shows rows of nobody but these and changes none."""

    owners: frozenset[str]

    def met_by(self, outcome: Outcome) -> bool:
        return outcome.sqlstate is not None or (self.owners.issuperset(outcome.shown) and not outcome.changed)

    def __str__(self) -> str:
        return f"shows nothing but {_listed(self.owners)} and changes nothing"


@dataclass(frozen=True)
class Refused:
    """It fails with this SQLSTATE and with these words in the message."""

    sqlstate: str
    words: str = ""
    but_not: str = "\0"

    def met_by(self, outcome: Outcome) -> bool:
        refused = outcome.sqlstate == self.sqlstate
        return refused and self.words in outcome.message and self.but_not not in outcome.message

    def __str__(self) -> str:
        return f"refused with {self.sqlstate}" + (f": ...{self.words}..." if self.words else "")


@dataclass(frozen=True)
class Permitted:
    """The actor has the privilege: whatever it then fails for (a key, a check) is not that."""

    def met_by(self, outcome: Outcome) -> bool:
        return outcome.sqlstate != "42501"

    def __str__(self) -> str:
        return "permitted"


@dataclass(frozen=True)
class Either:
    """One of two: what a server does depends on its version."""

    one: Expected
    other: Expected

    def met_by(self, outcome: Outcome) -> bool:
        return self.one.met_by(outcome) or self.other.met_by(outcome)

    def __str__(self) -> str:
        return f"{self.one}; or {self.other}"


@dataclass(frozen=True)
class Unjudged:
    """Whatever happens: it is not this actor that the object is there for, nor one that it is kept from."""

    def met_by(self, outcome: Outcome) -> bool:
        return True


@dataclass(frozen=True)
class Keeps:
    """The actor has the privilege, is shown nothing of ``secrets`` and changes rows of ``owners`` alone."""

    secrets: frozenset[str] = field(repr=False)
    owners: frozenset[str]

    def met_by(self, outcome: Outcome) -> bool:
        told = any(secret in text for text in (*outcome.shown, outcome.message) for secret in self.secrets)
        return outcome.sqlstate != "42501" and not told and outcome.changed <= self.owners

    def __str__(self) -> str:
        return "permitted, and shows nothing of another's"


# No privilege, against: a privilege, but a row that row level security keeps away.
DENIED = Refused("42501", but_not="row-level security")
BARRED = Refused("42501", "row-level security")
KEYED = Refused("23503")


def label(owner: Any) -> str:
    """How an owner is called in outcomes."""
    return "(NULL)" if owner is None else str(owner)


def _listed(labels: tuple[str, ...] | frozenset[str]) -> str:
    return ", ".join(f"{label!r}" for label in sorted(labels)) or "nothing"
