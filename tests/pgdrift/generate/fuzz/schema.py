"""A declared schema, small enough to be changed at random and written down as one expression."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass
class AColumn:
    """`kind` is a key of TYPES, or the name of an enum; `generated` is what the row's id is multiplied by."""

    kind: str
    required: bool = False
    default: str | None = None
    generated: int | None = None
    comment: str | None = None
    former: str | None = None
    # Whether its expression has just become another one.
    regenerated: bool = False

    @property
    def is_text(self) -> bool:
        return self.kind.startswith(("varchar", "text"))

    @property
    def may_be_required(self) -> bool:
        """Whether rows that exist get a value; one that depends on the session is filled in by hand."""
        return self.default not in (None, "CURRENT_USER")


@dataclass
class AView:
    column: str
    condition: str | None = None
    invoker: str = "true"
    granted: bool = False
    comment: str = ""


@dataclass
class ATable:
    """A table: `checks` are (column, condition), `indexes` (columns, unique, predicate), `policies`
    (command, rule).
    """

    columns: dict[str, AColumn] = field(default_factory=dict)
    checks: dict[str, tuple[str, str]] = field(default_factory=dict)
    unique: dict[str, tuple[str, ...]] = field(default_factory=dict)
    indexes: dict[str, tuple[tuple[str, ...], bool, str | None]] = field(default_factory=dict)
    parent: str | None = None
    # Whether it has rows, which refer to the first row of any parent.
    filled: bool = False
    foreign_key: dict[str, Any] = field(default_factory=dict)
    forced: bool = True
    policies: dict[str, tuple[str, str]] = field(default_factory=dict)
    granted: tuple[str, ...] = ()
    # Privileges of another role, on all columns or on some.
    granted_too: dict[str, tuple[str, ...]] = field(default_factory=dict)
    triggers: dict[str, str] = field(default_factory=dict)
    views: dict[str, AView] = field(default_factory=dict)
    comment: str | None = None
    former: str | None = None

    @property
    def is_tenants(self) -> bool:
        """Whether the tenants' role may have privileges: only where policies hold for the owner, too."""
        return self.forced and bool(self.policies)


@dataclass
class AnEnum:
    """`held` are the labels that rows may have."""

    labels: tuple[str, ...]
    held: tuple[str, ...] = ()


@dataclass
class AFunction:
    returns: str = "integer"
    result: int = 1
    public: bool = False


@dataclass
class Schema:
    """Everything by name; names are never used twice."""

    tables: dict[str, ATable] = field(default_factory=dict)
    enums: dict[str, AnEnum] = field(default_factory=dict)
    functions: dict[str, AFunction] = field(default_factory=dict)
    # What the owner's new objects no longer give to PUBLIC.
    default_privileges: tuple[str, ...] = ()
    # Before 17 a generated column whose expression changes is made anew, and so has to be the last one.
    regenerates: bool = True
    named: int = 0

    def name(self, stem: str) -> str:
        """A new name."""
        self.named += 1
        return f"{stem}_{self.named}"


KNOWN = {kind.__name__: kind for kind in (AColumn, AView, ATable, AnEnum, AFunction, Schema)}


def read(text: str) -> Schema:
    """The schema whose `repr` is `text`."""
    schema = eval(text, {"__builtins__": {}}, dict(KNOWN))
    assert isinstance(schema, Schema)
    return schema
