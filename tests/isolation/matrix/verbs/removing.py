"""DELETE and TRUNCATE."""

from collections.abc import Iterator

from tests.isolation.matrix.cells import Attempt, Cell, ident
from tests.isolation.matrix.outcomes import DENIED, Does, Permitted


def cells(at: Attempt) -> Iterator[Cell]:
    """A delete without a condition meets the rows in reach, and what depends on them; nobody truncates."""
    table = at.relation.quoted
    if at.relation.kind != "v":
        yield Cell("TRUNCATE", f"TRUNCATE {table} CASCADE", DENIED)
    if not at.rights.delete:
        yield Cell("DELETE", f"DELETE FROM {table}", DENIED)
        yield Cell("DELETE of nothing", f"DELETE FROM {table} WHERE false", DENIED)
    elif at.served:
        yield Cell("DELETE", f"DELETE FROM {table}", Permitted())
    else:
        changed = frozenset(at.visible)
        returning = f"DELETE FROM {table} RETURNING {ident(at.owner)}, *"
        yield Cell("DELETE", f"DELETE FROM {table}", Does(changed=changed))
        yield Cell("DELETE RETURNING", returning, Does(at.visible, changed))
        yield Cell("DELETE by another's key", f"DELETE FROM {table} WHERE {at.among(at.hidden)}", Does())
