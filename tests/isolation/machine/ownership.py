"""The model: a dictionary of who owns which row, and what follows from a deletion."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from tests.isolation.machine.tenant_tables import TenantTable

Key = tuple[str, ...]
RowId = tuple[str, Key]  # the table, and the values of its primary key as text


@dataclass(frozen=True)
class Row:
    """One row: its owner, and all of it; None while the database has not told yet what it made of it."""

    owner: str | None
    content: dict[str, Any] | None = None


Rows = dict[RowId, Row]


def rows_of(rows: Mapping[RowId, Row], tenants: Collection[str | None]) -> Rows:
    """Those of ``rows`` that one of ``tenants`` owns."""
    return {row_id: row for row_id, row in rows.items() if row.owner in tenants}


def in_table(rows: Mapping[RowId, Row], table: str) -> Rows:
    return {row_id: row for row_id, row in rows.items() if row_id[0] == table}


def delete(
    tables: Mapping[str, TenantTable], rows: Rows, parent: str, gone: Collection[Mapping[str, Any]]
) -> None:
    """Do to ``rows`` what the declared foreign keys do when the rows ``gone`` of ``parent`` are deleted."""
    for table in tables.values():
        for reference in table.references:
            if reference.parent != parent:
                continue
            hit = [
                (row_id, row)
                for row_id, row in in_table(rows, table.name).items()
                if row.content is not None
                and any(
                    all(row.content[own] == lost[theirs] for own, theirs in reference.columns)
                    for lost in gone
                )
            ]
            if reference.on_delete == "CASCADE":
                for row_id, _ in hit:
                    del rows[row_id]
                delete(tables, rows, table.name, [row.content for _, row in hit if row.content is not None])
            elif reference.on_delete == "SET NULL":
                nothing = {own: None for own, _ in reference.columns}
                for row_id, row in hit:
                    assert row.content is not None
                    owner = None if table.owner in nothing else row.owner
                    rows[row_id] = replace(row, owner=owner, content={**row.content, **nothing})
            elif hit:
                raise NotImplementedError(f"{table.name} keeps rows of {parent} from being deleted")
