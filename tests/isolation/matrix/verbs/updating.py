"""UPDATE: of each column, everywhere at once, by another's key, and moving a row to another's parent."""

from collections.abc import Iterator

from tests.isolation.matrix.cells import Attempt, Cell, ident, literal
from tests.isolation.matrix.outcomes import DENIED, KEYED, Does, Expected, Permitted
from tests.isolation.rows import OWNED


def cells(at: Attempt) -> Iterator[Cell]:
    """An update without a condition meets the rows in reach and no others.

    Without WHERE and RETURNING it needs no right to read, so only the rule for changing stands in its way.
    """
    table = at.relation.quoted
    changed: Expected = Permitted() if at.served else Does(changed=frozenset(at.visible))
    for column in at.relation.columns:
        if column in at.rights.update:
            update = f"UPDATE {table} SET {ident(column)} = {at.value(column)}"
            yield Cell(f"UPDATE ({column})", update, changed)
        else:
            update = f"UPDATE {table} SET {ident(column)} = DEFAULT"
            yield Cell(f"UPDATE ({column})", update, DENIED)
    if at.served and at.rights.update:
        same = f"UPDATE {table} SET {ident(at.key)} = {ident(at.key)}"
        yield Cell("UPDATE of every row", same, Does(changed=frozenset(at.visible)))
    if not at.rights.update or at.served:
        return
    column = sorted(at.rights.update)[0]
    update = f"UPDATE {table} SET {ident(column)} = {at.value(column)}"
    returning = f"{update} RETURNING {ident(at.owner)}, *"
    yield Cell("UPDATE RETURNING", returning, Does(at.visible, frozenset(at.visible)))
    yield Cell("UPDATE by another's key", f"{update} WHERE {at.among(at.hidden)}", Does())
    yield from _moves(at)


def _moves(at: Attempt) -> Iterator[Cell]:
    for key in at.table.foreign_key_constraints if at.table is not None else ():
        parent = at.parent(key.referred_table.name, at.foreign)
        if key.referred_table.name not in OWNED or parent is None:
            continue
        for element in key.elements:
            name = element.parent.name
            if name in at.rights.update:
                moved = literal(parent[element.column.name])
                update = f"UPDATE {at.relation.quoted} SET {ident(name)} = {moved}"
                expected = KEYED if at.visible else Does()
                yield Cell(f"UPDATE ({name}) to another's parent", update, expected)
