"""What a rule is: an id, how bad it is when it is broken, and how to find where it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pgdrift.catalog.fact import Key
from pgdrift.catalog.kind import Severity

if TYPE_CHECKING:
    from pgdrift.audit.subject import Subject


@dataclass(frozen=True)
class Breach:
    """A place where a rule is broken.

    `consequence` is one sentence in the terms of this schema. `remedy` is SQL that mends it, or, where only a
    person can know, a sentence that says what to do; then it begins with `--`, so that it is harmless as SQL.
    """

    key: Key
    consequence: str
    remedy: str


@dataclass(frozen=True)
class Rule:
    """One thing that a schema is held to.

    `id` is stable: scripts rely on it, and `docs/audit/<id>.md` explains it. `severity` is "error" when
    isolation or data is lost or statements fail, else "warning". `says` is one sentence: what must be true.
    `find` yields every breach, in the order of the catalog.
    """

    id: str
    severity: Severity
    says: str
    find: Callable[[Subject], Iterable[Breach]]
