"""One attack: the statements that Ann runs as the tenants' login, and what must come of the last of them."""

from dataclasses import dataclass
from typing import Any, Protocol

# Stands in every text that Bob wrote and nowhere else.
SECRET = "BOBS_SECRET"


@dataclass(frozen=True)
class Result:
    """What came of a statement: rows, or an error; and everything that was said by the way."""

    rows: tuple[tuple[Any, ...], ...] = ()
    sqlstate: str | None = None
    message: str = ""
    said: str = ""  # rows, notices, notifications, and every field of the error, as text

    def __str__(self) -> str:
        return f"refused with {self.sqlstate}: {self.message}" if self.sqlstate else f"gives {self.rows}"


def _told(words: str, result: Result) -> bool:
    return words.lower() in result.said.lower()  # names that are quoted back are folded


class Outcome(Protocol):
    """What must come of an attack."""

    def met_by(self, result: Result) -> bool:
        """Whether it did."""


@dataclass(frozen=True)
class Refused:
    """It fails with this SQLSTATE, in these words."""

    sqlstate: str = "42501"
    words: str = ""

    def met_by(self, result: Result) -> bool:
        return result.sqlstate == self.sqlstate and self.words in result.message and not _told(SECRET, result)


@dataclass(frozen=True)
class Gives:
    """It succeeds and gives exactly these rows."""

    rows: tuple[tuple[Any, ...], ...] = ()

    def met_by(self, result: Result) -> bool:
        return result.sqlstate is None and result.rows == self.rows and not _told(SECRET, result)


@dataclass(frozen=True)
class TellsNothing:
    """It may succeed or fail: nothing of Bob's is in rows, notices or errors, where there are ``words``."""

    words: str = ""

    def met_by(self, result: Result) -> bool:
        return not _told(SECRET, result) and _told(self.words, result)


@dataclass(frozen=True)
class Tells:
    """It says these words: what Ann should not learn."""

    words: str = SECRET

    def met_by(self, result: Result) -> bool:
        return _told(self.words, result)


@dataclass(frozen=True)
class Attack:
    """``steps`` run one after the other in Ann's transaction; those that begin with ``bob>`` in Bob's.

    ``outcome`` is what must come of the last; ``signed`` instead of it where the application signs. What
    the schema does not have is ``arranged`` by a superuser in a copy, where the audit must then find
    ``audited`` (rule and object). ``weakened`` takes a protection away, to show that it is what holds:
    ``then`` comes of it.

    An attack that ``remains`` is one that the design does not stop; docs/threat-model.md says why.
    """

    name: str
    steps: tuple[str, ...]
    outcome: Outcome
    signed: Outcome | None = None
    arranged: str = ""
    audited: tuple[str, ...] = ()
    weakened: str = ""
    then: Outcome | None = None
    remains: bool = False

    def __str__(self) -> str:
        return self.name


# Names that the statements of attacks may use in braces.
NAMES = {
    "bob": "'b%_''\"; --ö'",
    "roles": "bo1_app, bo1_signed_app",
}
