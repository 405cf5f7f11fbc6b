"""What the declaration says of each table whose rows belong to tenants: no policy and no grant is read."""

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import MetaData, Table

from pgdrift import tenancy
from pgdrift.tenancy import OwnedBy
from tests.isolation.rows import left_to_database


@dataclass(frozen=True)
class Reference:
    """A foreign key: which columns of the table must equal which of ``parent``."""

    parent: str
    columns: tuple[tuple[str, str], ...]  # the table's own, the parent's
    on_delete: str | None


@dataclass(frozen=True, repr=False)
class TenantTable:
    """A table whose rows belong to tenants, and what a tenant may do to its own."""

    declared: Table
    owner: str
    append_only: bool

    def __repr__(self) -> str:
        return self.name  # in the steps that Hypothesis prints

    @property
    def name(self) -> str:
        return self.declared.name

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The columns of the primary key."""
        return tuple(column.name for column in self.declared.primary_key.columns)

    @cached_property
    def insertable(self) -> frozenset[str]:
        return frozenset(c.name for c in self.declared.columns if not left_to_database(c))

    @cached_property
    def updatable(self) -> frozenset[str]:
        return frozenset() if self.append_only else self.insertable - {self.owner, *self.key}

    @cached_property
    def fills_in_owner(self) -> bool:
        """Whether the database names the owner of a row that comes without."""
        return self.declared.columns[self.owner].server_default is not None

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        return tuple(
            Reference(
                key.referred_table.name,
                tuple((element.parent.name, element.column.name) for element in key.elements),
                key.ondelete,
            )
            for key in self.declared.foreign_key_constraints
        )


def tenant_tables(metadata: MetaData) -> dict[str, TenantTable]:
    """Every table whose rows belong to tenants, parents first."""
    choices = tenancy.of(metadata)
    return {
        table.name: TenantTable(table, choice.column, choice.append_only)
        for table in metadata.sorted_tables
        if isinstance(choice := choices[table.fullname], OwnedBy)
    }
