"""What can be broken: the law of a database, in values that can print themselves as SQL."""

from dataclasses import dataclass, replace
from typing import Any

from pgdrift.declare.identifiers import grantee, quoted
from tests.isolation.matrix.judging import THE_DATABASE

PUBLIC = "PUBLIC"


@dataclass(frozen=True)
class Policy:
    """A policy of a table, as PostgreSQL prints it."""

    table: str  # with its schema, quoted where it must be, as every name of an object here
    name: str
    permissive: bool
    command: str
    roles: tuple[str, ...]
    using: str | None
    check: str | None

    @property
    def label(self) -> str:
        return f"{self.table}.{self.name}"

    @property
    def drop(self) -> str:
        return f"DROP POLICY {quoted(self.name)} ON {self.table}"

    @property
    def create(self) -> str:
        kind = "PERMISSIVE" if self.permissive else "RESTRICTIVE"
        roles = ", ".join(map(grantee, self.roles))
        using = f" USING ({self.using})" if self.using and self.command != "INSERT" else ""
        check = (
            f" WITH CHECK ({self.check})" if self.check and self.command not in ("SELECT", "DELETE") else ""
        )
        return (
            f"CREATE POLICY {quoted(self.name)} ON {self.table} AS {kind} FOR {self.command} TO {roles}"
            f"{using}{check}"
        )

    def but(self, **changes: Any) -> tuple[str, str]:
        """The statements that put this policy with ``changes`` in its place."""
        return self.drop, replace(self, **changes).create


@dataclass(frozen=True)
class Column:
    """A column of a relation; ``text`` says whether an id could be compared with it as it is."""

    name: str
    type: str
    text: bool
    required: bool
    default: str | None
    unique: bool  # all by itself


@dataclass(frozen=True)
class Relation:
    """A table, view or sequence."""

    name: str
    kind: str  # pg_class.relkind
    owner: str
    protected: bool
    forced: bool
    options: tuple[str, ...]
    definition: str | None  # a view's
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Privilege:
    """A privilege that a role holds on an object, or on one column of it."""

    object: str  # as GRANT calls it: TABLE public.votes
    privilege: str
    column: str | None
    grantee: str

    @property
    def about(self) -> str:
        """The object as the matrix labels it."""
        kind, _, name = self.object.partition(" ")
        return name.removeprefix("public.") if kind in ("TABLE", "SEQUENCE", "FUNCTION") else THE_DATABASE

    @property
    def spelled(self) -> str:
        column = f" ({quoted(self.column)})" if self.column else ""
        return f"{self.privilege}{column} ON {self.object}"

    @property
    def grant(self) -> str:
        return f"GRANT {self.spelled} TO {grantee(self.grantee)}"

    @property
    def revoke(self) -> str:
        return f"REVOKE {self.spelled} FROM {grantee(self.grantee)}"


@dataclass(frozen=True)
class Function:
    """A function with its whole CREATE OR REPLACE statement."""

    signature: str
    owner: str
    returns: str
    language: str
    definer: bool
    settings: tuple[str, ...]
    definition: str
    identifies: bool  # a policy or view asks it who the tenant is


@dataclass(frozen=True)
class Key:
    """A foreign key, or with no ``target`` a constraint of another kind."""

    table: str
    name: str
    kind: str  # pg_constraint.contype
    definition: str
    columns: tuple[str, ...]
    target: str | None
    target_columns: tuple[str, ...]
    on_delete: str
    on_update: str


@dataclass(frozen=True)
class Trigger:
    """A trigger of ours."""

    table: str
    name: str


@dataclass(frozen=True)
class Role:
    """A role that cannot log in, as ours are."""

    name: str
    powers: tuple[str, ...]
    member_of: tuple[str, ...]


@dataclass(frozen=True)
class Law:
    """Everything that mutants are made from."""

    version: int
    policies: tuple[Policy, ...]
    relations: tuple[Relation, ...]
    privileges: tuple[Privilege, ...]
    functions: tuple[Function, ...]
    keys: tuple[Key, ...]
    triggers: tuple[Trigger, ...]
    roles: tuple[Role, ...]

    @property
    def tenant_roles(self) -> tuple[str, ...]:
        """The roles that policies name."""
        return tuple(sorted({role for policy in self.policies for role in policy.roles} - {PUBLIC}))

    @property
    def tables(self) -> tuple[Relation, ...]:
        return tuple(relation for relation in self.relations if relation.kind in ("r", "p"))

    @property
    def views(self) -> tuple[Relation, ...]:
        return tuple(relation for relation in self.relations if relation.kind == "v")

    def held(self, object: str, grantee: str) -> set[tuple[str, str | None]]:
        """What ``grantee`` holds on ``object``: privileges with their columns."""
        return {
            (p.privilege, p.column) for p in self.privileges if (p.object, p.grantee) == (object, grantee)
        }
