"""INSERT: for oneself, for others, under others' parents, without an owner, of what is generated."""

from collections.abc import Iterator

from tests.isolation.matrix.actors import Standing
from tests.isolation.matrix.cells import Attempt, Cell, ident, insert
from tests.isolation.matrix.outcomes import BARRED, DENIED, KEYED, Does, Expected, Permitted
from tests.isolation.rows import OWNED


def cells(at: Attempt) -> Iterator[Cell]:
    """A tenant adds rows of its own under parents of its own, and gives nothing that is generated."""
    yield from _columns_that_are_not_given(at)
    if not at.rights.insert:
        yield Cell("INSERT DEFAULT VALUES", f"INSERT INTO {at.relation.quoted} DEFAULT VALUES", DENIED)
        return
    if at.table is None or at.table.name not in OWNED:
        yield Cell("INSERT", f"INSERT INTO {at.relation.quoted} DEFAULT VALUES", Permitted())
        return
    own, relation = at.own, at.relation
    added: Expected = Does(changed=frozenset({own}))
    mine = added if at.actor.tenant or at.served else BARRED
    for full in (False, True):
        row = at.new_row(own, parents_of=own, full=full)
        yield Cell(f"INSERT of {'every column' if full else 'an own row'}", insert(relation, row), mine)
    row = at.new_row(own, parents_of=own)
    shown = Does((own,), frozenset({own})) if isinstance(mine, Does) else BARRED
    returning = insert(relation, row, f"RETURNING {ident(at.owner)}, *")
    yield Cell("INSERT RETURNING", returning, shown)
    if at.actor.standing is Standing.TENANT:
        yield from _for_others(at, mine)


def _columns_that_are_not_given(at: Attempt) -> Iterator[Cell]:
    for column in at.relation.columns:
        if column not in at.rights.insert:
            given = f"INSERT INTO {at.relation.quoted} ({ident(column)}) VALUES (DEFAULT)"
            yield Cell(f"INSERT ({column})", given, DENIED)


def _for_others(at: Attempt, mine: Expected) -> Iterator[Cell]:
    own, relation = at.own, at.relation
    unowned = at.new_row(own, parents_of=own)
    del unowned[at.owner]
    filled_in = at.actor.named and at.column(at.owner).server_default is not None
    # An id that nobody has fails at the key: the user is unknown.
    filled = mine if at.actor.tenant else KEYED
    yield Cell("INSERT without an owner", insert(relation, unowned), filled if filled_in else BARRED)
    if at.actor.named and not at.actor.tenant:
        row = at.new_row(at.actor.named, parents_of=own)
        yield Cell("INSERT of a row of an unknown tenant", insert(relation, row), KEYED)
    for owner, whose in ((at.foreign, "another's"), ("", "the empty owner's"), (None, "nobody's")):
        row = at.new_row(owner, parents_of=own)
        yield Cell(f"INSERT of {whose} row", insert(relation, row), BARRED)
    row = at.new_row(at.foreign, parents_of=at.foreign)
    yield Cell("INSERT of another's row under another's parent", insert(relation, row), BARRED)
    if has_owned_parent(at):
        row = at.new_row(own, parents_of=at.foreign)
        refusal = KEYED if at.actor.tenant else BARRED
        yield Cell("INSERT of an own row under another's parent", insert(relation, row), refusal)


def has_owned_parent(at: Attempt) -> bool:
    """Whether rows of the table refer to rows that tenants own."""
    return at.table is not None and any(
        key.referred_table.name in OWNED for key in at.table.foreign_key_constraints
    )
