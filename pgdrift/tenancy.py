"""The vocabulary of intent: who owns the rows of a table, and what views and functions are for.

Every table of a project declares one of these as ``__tenancy__``, and views and functions with ``meant``.
Tests and audits derive what must hold from it and from the live catalog, never from the policies that are
meant to make it hold.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import MetaData, Table

from pgdrift.errors import PgdriftError

_INFO_KEY = "tenancy"


@dataclass(frozen=True)
class OwnedBy:
    """Each row belongs to one tenant, who alone may reach it.

    ``column`` names the column that carries the tenant's id. With ``append_only`` the tenant may read and
    insert its rows but never change or delete them. Rows whose ``column`` is NULL belong to no tenant.
    """

    column: str
    append_only: bool = False


@dataclass(frozen=True)
class PublicRead:
    """Every tenant may read every row; only the service writes."""


@dataclass(frozen=True)
class ServiceOnly:
    """No tenant reaches the table itself; what a tenant may see of it is shown through a view.

    With ``read_only`` the service reads it, to back it up, and only the owner writes.
    """

    read_only: bool = False


Tenancy: TypeAlias = OwnedBy | PublicRead | ServiceOnly


@dataclass(frozen=True)
class ShowsOwn:
    """A view that shows each tenant the rows whose ``column`` holds its id, and no others.

    Of these rows the tenant may change the columns ``editable``; it adds and deletes none.
    """

    column: str
    editable: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForTenants:
    """A function that tenants call: whatever it is given, it shows nothing of another's."""


@dataclass(frozen=True)
class ForService:
    """A function that the service calls, and no tenant."""


@dataclass(frozen=True)
class ForNobody:
    """A function that nobody calls by name, such as a trigger's."""


Purpose: TypeAlias = ShowsOwn | ForTenants | ForService | ForNobody

CHOICES = (
    '__tenancy__ = OwnedBy("user_id") when each row belongs to one tenant (append_only=True for a log), '
    "PublicRead() when every tenant may read every row, "
    "or ServiceOnly() when no tenant may reach the table"
)


class TenancyMissing(PgdriftError, TypeError):
    """A table does not say who owns its rows."""


def require(owner: str, table: Table, tenancy: Any) -> Tenancy:
    """Check the ``tenancy`` that the class ``owner`` declares for ``table`` and record it in the metadata.

    Raises TenancyMissing when it is absent, of another type, or names a column the table does not have.
    """
    if not isinstance(tenancy, OwnedBy | PublicRead | ServiceOnly):
        found = "does not say who owns its rows" if tenancy is None else f"has the __tenancy__ {tenancy!r}"
        raise TenancyMissing(
            f"The table {table.name!r} of class {owner} {found}. Add one of these to the class: {CHOICES}."
        )
    if isinstance(tenancy, OwnedBy) and tenancy.column not in table.columns:
        raise TenancyMissing(
            f"The table {table.name!r} of class {owner} says its rows are owned by the column "
            f"{tenancy.column!r}, which it does not have. Add the column or name one of: "
            f"{', '.join(table.columns.keys())}."
        )
    table.metadata.info.setdefault(_INFO_KEY, {})[table.fullname] = tenancy
    return tenancy


def of(metadata: MetaData) -> dict[str, Tenancy]:
    """The tenancy of every table in ``metadata``, by table name.

    Raises TenancyMissing for a table that never passed through ``require``, such as a plain
    ``sqlalchemy.Table`` added to the metadata by hand.
    """
    for table in undeclared(metadata):
        require("(none)", table, None)
    known: dict[str, Tenancy] = metadata.info.get(_INFO_KEY, {})
    return {table.fullname: known[table.fullname] for table in metadata.sorted_tables}


def undeclared(metadata: MetaData) -> list[Table]:
    """The tables that do not say who owns their rows."""
    known = metadata.info.get(_INFO_KEY, {})
    return [table for table in metadata.sorted_tables if table.fullname not in known]


_Entity = TypeVar("_Entity")


def meant(purpose: Purpose, entity: _Entity) -> _Entity:
    """Record what the view or function ``entity`` is meant for, and return it."""
    object.__setattr__(entity, "__tenancy__", purpose)  # a View is frozen
    return entity


def purpose_of(entity: object) -> Purpose | None:
    """What the view or function ``entity`` is meant for; None if nobody said."""
    purpose: Purpose | None = getattr(entity, "__tenancy__", None)
    return purpose
