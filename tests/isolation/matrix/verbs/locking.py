"""LOCK TABLE, which PostgreSQL allows in every mode to whoever may delete."""

from collections.abc import Iterator

from tests.isolation.matrix.cells import Attempt, Cell
from tests.isolation.matrix.outcomes import DENIED, Does


def cells(at: Attempt) -> Iterator[Cell]:
    """Readers may hold off changes of the table itself; only who may delete may hold off other tenants."""
    for mode, allowed in (("ACCESS SHARE", at.rights.select), ("ACCESS EXCLUSIVE", at.rights.delete)):
        statement = f"LOCK TABLE {at.relation.quoted} IN {mode} MODE NOWAIT"
        yield Cell(f"LOCK IN {mode} MODE", statement, Does() if allowed else DENIED)
