"""What keys promise whoever writes: a row and its parent have one owner, and erasing erases.

Nothing but keys stands in the way of a superuser.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Integer, Table, UniqueConstraint

from schema import METADATA
from tests.isolation.matrix.actors import BOB
from tests.isolation.mutants.rows_in_sql import fresh_key, insertion, key, rows_of
from tests.isolation.mutants.specimen import Specimen, refusal
from tests.isolation.rows import OWNED, TABLES, insert, row_for

_FOREIGN_KEY, _UNIQUE, _NOT_NULL, _CHECK = "23503", "23505", "23502", "23514"
_RESTRICTED = "23001"  # since 18, for RESTRICT


def differences(specimen: Specimen) -> Iterator[str]:
    with specimen.url.connect() as writer:
        world = {tenant: rows_of(writer, tenant) for tenant in specimen.tenants}
        ann, bob = specimen.tenants
        for table in TABLES:
            if not specimen.concerns(table.name):
                continue
            own = row_for(table, ann, world[ann])
            if (state := refusal(writer, *insertion(table, own | fresh_key(table, ann)))) is not None:
                yield f"nobody may add to {table.name}: {state}"
            for constraint in table.foreign_key_constraints:
                yield from _referring(writer, table, constraint, world, (ann, bob))
                yield from _erasing(writer, table, constraint, world[ann])
            yield from _unique(writer, table, own, world[ann])
            yield from _required(writer, table, world[ann], ann)


def _referring(
    writer: Any,
    table: Table,
    constraint: ForeignKeyConstraint,
    world: dict[str, Any],
    tenants: tuple[str, str],
) -> Iterator[str]:
    """A row that refers to what is not there, or to what is another's, is refused."""
    ann, bob = tenants
    row = row_for(table, ann, world[ann], full=True) | fresh_key(table, ann)
    for element in constraint.elements:
        column = element.parent
        nothing = row | {column.name: -1 if isinstance(column.type, Integer) else "not there"}
        if (state := refusal(writer, *insertion(table, nothing))) != _FOREIGN_KEY:
            yield f"{table.name}.{column.name} may refer to nothing: {state}"
    parent = constraint.referred_table
    if table.name in OWNED and parent.name in OWNED:
        owner = OWNED[table.name].column
        foreign = row | {e.parent.name: world[bob][parent.name][e.column.name] for e in constraint.elements}
        if (state := refusal(writer, *insertion(table, foreign | {owner: ann}))) != _FOREIGN_KEY:
            yield f"a row of {table.name} may be another's than its row of {parent.name}: {state}"


def _erasing(
    writer: Any, table: Table, constraint: ForeignKeyConstraint, rows: dict[str, Any]
) -> Iterator[str]:
    """What refers to an erased or renamed row goes with it, lets it go, or stands in the way."""
    parent = constraint.referred_table
    columns = ", ".join(element.parent.name for element in constraint.elements)
    renamed = constraint.elements[-1].column.name
    for event, action in (("DELETE", constraint.ondelete), ("UPDATE", constraint.onupdate)):
        with writer.transaction(force_rollback=True):
            # A parent and a child of their own, so that no other key has a say.
            above = row_for(parent, next(iter(_owners(rows))), rows) | fresh_key(parent, "parent")
            if parent.name == "users":
                above |= {"id": "parent"}
            above = insert(writer, parent, above)
            tenant = above["id"] if parent.name == "users" else next(iter(_owners(rows)))
            row = row_for(table, tenant, {**rows, parent.name: above}, full=True) | fresh_key(table, "child")
            mine, my_key = key(table, insert(writer, table, row))
            found, its_key = key(parent, above)
            if event == "DELETE":
                change, values = f"DELETE FROM {parent.name} WHERE {found}", its_key
            else:
                source, column = _source(parent, renamed)
                found, its_key = key(source, above if source is parent else rows[source.name])
                change = f"UPDATE {source.name} SET {column} = %s WHERE {found}"
                values = [_other(constraint), *its_key]
            left: Any = refusal(writer, change, values)
            if left is None:
                writer.execute(change, values)
                left = writer.execute(f"SELECT {columns} FROM {table.name} WHERE {mine}", my_key).fetchone()
            wanted: Any = _FOREIGN_KEY
            if action == "SET NULL":
                wanted = (None,) * len(constraint.elements)
            elif action == "CASCADE" and event == "DELETE":
                wanted = None
            elif action == "CASCADE":
                wanted = tuple(
                    _other(constraint) if element.column.name == renamed else above[element.column.name]
                    for element in constraint.elements
                )
            if (_FOREIGN_KEY if left == _RESTRICTED else left) != wanted:
                yield f"{event} of {parent.name} leaves {left} in {table.name}({columns}), not {wanted}"


def _source(table: Table, column: str) -> tuple[Table, str]:
    """Where a value of ``column`` comes from by keys of owned tables: only there can it be changed."""
    for constraint in table.foreign_key_constraints:
        for element in constraint.elements:
            if element.parent.name == column and constraint.referred_table.name in OWNED:
                return _source(constraint.referred_table, element.column.name)
    return table, column


def _owners(rows: dict[str, Any]) -> list[str]:
    return [rows["users"]["id"]]


def _other(constraint: ForeignKeyConstraint) -> str:
    """A value that the last column of the key may be changed to: another tenant, or anything."""
    return BOB if len(constraint.elements) > 1 else "renamed"


def _unique(writer: Any, table: Table, own: dict[str, Any], rows: dict[str, Any]) -> Iterator[str]:
    for constraint in (table.primary_key, *table.constraints):
        if isinstance(constraint, UniqueConstraint) or constraint is table.primary_key:
            names = [column.name for column in constraint.columns]
            twice = own | fresh_key(table, "twice") | {name: rows[table.name][name] for name in names}
            if (state := refusal(writer, *insertion(table, twice))) != _UNIQUE:
                yield f"{table.name} may have two rows of one {', '.join(names)}: {state}"


def _required(writer: Any, table: Table, rows: dict[str, Any], ann: str) -> Iterator[str]:
    """A row has an owner where it must, and nobody is known by the empty id."""
    row = row_for(table, ann, rows) | fresh_key(table, ann)
    owner = OWNED.get(table.name)
    if owner is not None and not table.columns[owner.column].nullable:
        state = refusal(writer, *insertion(table, row | {owner.column: None}))
        if state != _NOT_NULL:
            yield f"{table.name} may have a row of nobody: {state}"
    if table is METADATA.tables["users"]:
        assert any(isinstance(constraint, CheckConstraint) for constraint in table.constraints)
        if (state := refusal(writer, *insertion(table, row | {"id": ""}))) != _CHECK:
            yield f"a user may have the empty id: {state}"
