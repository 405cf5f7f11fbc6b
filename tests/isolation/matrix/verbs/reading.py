"""SELECT: of everything, of each column, by key, FOR UPDATE and FOR SHARE."""

from collections.abc import Iterator

from tests.isolation.matrix.cells import Attempt, Cell, ident
from tests.isolation.matrix.outcomes import DENIED, Does


def cells(at: Attempt) -> Iterator[Cell]:
    """Whoever may select sees the rows in his reach, by every way; who may not is told so for each column."""
    table, owner = at.relation.quoted, f"{ident(at.owner)}::text"
    if not at.rights.select:
        yield Cell("SELECT *", f"SELECT * FROM {table}", DENIED)
        yield Cell("SELECT nothing", f"SELECT FROM {table}", DENIED)
        yield Cell("SELECT count(*)", f"SELECT count(*) FROM {table}", DENIED)
        for column in at.relation.columns:
            yield Cell(f"SELECT ({column})", f"SELECT {ident(column)} FROM {table}", DENIED)
    else:
        seen = Does(at.visible)
        yield Cell("SELECT *", f"SELECT {owner}, * FROM {table}", seen)
        yield Cell("SELECT count(*)", f"SELECT count(*) FROM {table}", Does((str(len(at.visible)),)))
        yield Cell("SELECT whole rows", f"SELECT {owner}, t FROM {table} t ORDER BY t::text", seen)
        for column in at.relation.columns:
            yield Cell(f"SELECT ({column})", f"SELECT {owner}, {ident(column)} FROM {table}", seen)
        if at.hidden:
            where = at.among(at.hidden)
            yield Cell("SELECT by another's key", f"SELECT {owner} FROM {table} WHERE {where}", Does())
    for strength in ("UPDATE", "SHARE"):
        if at.rights.select and at.rights.update:
            locked = f"SELECT {owner} FROM {table} FOR {strength}"
            free = f"SELECT {owner} FROM {table} FOR UPDATE SKIP LOCKED" if at.relation.kind == "r" else ""
            hidden = frozenset(at.hidden)
            yield Cell(f"SELECT FOR {strength}", locked, Does(at.visible), free, hidden)
        else:
            yield Cell(f"SELECT FOR {strength}", f"SELECT 1 FROM {table} FOR {strength}", DENIED)
