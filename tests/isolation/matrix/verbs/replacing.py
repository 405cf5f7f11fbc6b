"""INSERT ON CONFLICT and MERGE: what adds or changes, depending on what is there."""

from collections.abc import Iterator
from dataclasses import replace

from tests.isolation.matrix.actors import Standing
from tests.isolation.matrix.cells import Attempt, Cell, ident, insert
from tests.isolation.matrix.outcomes import BARRED, DENIED, Does, Either, Expected, Refused
from tests.isolation.rows import OWNED

NOT_BEFORE_17 = Refused("0A000", "cannot execute MERGE on relation")


def cells(at: Attempt) -> Iterator[Cell]:
    """An upsert neither shows nor changes the row it met, if that is another's; MERGE sees one's own."""
    for cell in _merges(at):
        yield (
            replace(cell, expected=Either(cell.expected, NOT_BEFORE_17)) if at.relation.kind == "v" else cell
        )
    if at.actor.standing is not Standing.TENANT:
        return
    if not at.rights.insert or at.table is None or at.table.name not in OWNED:
        columns = ident(at.key)
        upsert = f"INSERT INTO {at.relation.quoted} ({columns}) VALUES (DEFAULT) ON CONFLICT DO NOTHING"
        yield Cell("INSERT ON CONFLICT DO NOTHING", upsert, DENIED)
        return
    yield from _upserts(at)


def _upserts(at: Attempt) -> Iterator[Cell]:
    own, key = at.own, ", ".join(map(ident, at.keys))
    added: Expected = Does(changed=frozenset({own})) if at.actor.tenant else BARRED
    row = at.new_row(own, parents_of=own)
    yield Cell("INSERT ON CONFLICT DO NOTHING", insert(at.relation, row, "ON CONFLICT DO NOTHING"), added)
    column = next(iter(sorted(at.rights.update)), at.owner)
    update = f"ON CONFLICT ({key}) DO UPDATE SET {ident(column)} = excluded.{ident(column)}"
    updated = added if at.rights.update else DENIED
    yield Cell("INSERT ON CONFLICT DO UPDATE", insert(at.relation, row, update), updated)
    forbidden = f"ON CONFLICT ({key}) DO UPDATE SET {ident(at.owner)} = excluded.{ident(at.owner)}"
    yield Cell(f"INSERT ON CONFLICT DO UPDATE ({at.owner})", insert(at.relation, row, forbidden), DENIED)
    if at.key not in at.rights.insert:
        return
    for whose, kept in (("an own", own), ("another's", at.foreign)):
        met = row | {name: at.rows[kept][name] for name in at.keys}
        mine = whose == "an own" and at.actor.tenant
        nothing: Expected = Does() if at.actor.tenant else BARRED
        skipped = insert(at.relation, met, "ON CONFLICT DO NOTHING")
        yield Cell(f"INSERT ON CONFLICT with {whose} key DO NOTHING", skipped, nothing)
        changed = insert(at.relation, met, f"{update} RETURNING {ident(at.owner)}")
        expected = Does((own,), frozenset({own})) if mine else BARRED
        yield Cell(f"INSERT ON CONFLICT with {whose} key DO UPDATE", changed, expected)


def _merges(at: Attempt) -> Iterator[Cell]:
    into = f"MERGE INTO {at.relation.quoted} t USING (SELECT 1) AS s (x) ON"
    if not at.rights.update:
        column = ident(at.relation.columns[-1])
        yield Cell("MERGE UPDATE", f"{into} true WHEN MATCHED THEN UPDATE SET {column} = DEFAULT", DENIED)
        yield Cell("MERGE DELETE", f"{into} true WHEN MATCHED THEN DELETE", DENIED)
        return
    column = sorted(at.rights.update)[0]
    update = f"WHEN MATCHED THEN UPDATE SET {ident(column)} = {at.value(column)}"
    if at.table is None or at.table.name in OWNED:
        changed, found = frozenset(at.visible), f"t.{ident(at.key)} IS NOT NULL"
        yield Cell("MERGE UPDATE", f"{into} {found} {update}", Does(changed=changed))
        removed: Expected = Does(changed=changed) if at.rights.delete else DENIED
        yield Cell("MERGE DELETE", f"{into} {found} WHEN MATCHED THEN DELETE", removed)
        # One that reads no column of its target is not subject to the rule for reading: it meets the rows of
        # others, and fails.
        met: Expected = BARRED if at.hidden and at.table is not None else Does(changed=changed)
        yield Cell("MERGE UPDATE without reading", f"{into} true {update}", met)
    if at.table is not None and at.rights.insert and at.actor.standing is Standing.TENANT:
        row = at.new_row(at.foreign, parents_of=at.foreign)
        columns = ", ".join(map(ident, row))
        source = insert(at.relation, row).partition(" VALUES ")[2]
        added = f"MERGE INTO {at.relation.quoted} t USING (SELECT 1) AS s (x) ON false WHEN NOT MATCHED "
        yield Cell(
            "MERGE INSERT of another's row", f"{added} THEN INSERT ({columns}) VALUES {source}", BARRED
        )
