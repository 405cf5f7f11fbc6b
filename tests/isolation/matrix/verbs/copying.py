"""COPY: out of the table and of a query, and in, which PostgreSQL refuses under row level security."""

from collections.abc import Iterator

from tests.isolation.matrix.cells import Attempt, Cell, ident
from tests.isolation.matrix.outcomes import DENIED, Does, Permitted, Refused

NOT_UNDER_ROW_SECURITY = Refused("0A000", "COPY FROM not supported with row-level security")
NOT_OF_A_VIEW = Refused("42809", "cannot copy from view")


def cells(at: Attempt) -> Iterator[Cell]:
    """What is copied out is what is seen."""
    table, owner = at.relation.quoted, ident(at.owner)
    if at.rights.select:
        is_view = at.relation.kind == "v"
        out = NOT_OF_A_VIEW if is_view else Does(at.visible)
        yield Cell("COPY TO", f"COPY {table} ({owner}) TO STDOUT", out)
        yield Cell("COPY (SELECT) TO", f"COPY (SELECT {owner} FROM {table}) TO STDOUT", Does(at.visible))
    else:
        yield Cell("COPY TO", f"COPY {table} TO STDOUT", DENIED)
        yield Cell("COPY (SELECT) TO", f"COPY (SELECT FROM {table}) TO STDOUT", DENIED)
    given = ", ".join(map(ident, sorted(at.rights.insert) or at.relation.columns))
    copy_in = f"COPY {table} ({given}) FROM STDIN"
    if not at.rights.insert:
        yield Cell("COPY FROM", copy_in, DENIED)
    else:
        yield Cell("COPY FROM", copy_in, Permitted() if at.served else NOT_UNDER_ROW_SECURITY)
