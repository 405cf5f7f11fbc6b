"""Sequences: counting one up or setting it would let a tenant break the inserts of all the others."""

from collections.abc import Iterator

from tests.isolation.matrix.cells import Attempt, Cell, literal
from tests.isolation.matrix.outcomes import DENIED, Does, Permitted


def cells(at: Attempt) -> Iterator[Cell]:
    """Nobody touches a sequence; the service reads it, to back it up."""
    name = literal(at.relation.quoted)
    seen = Permitted() if at.rights.select else DENIED
    yield Cell("SELECT", f"SELECT 1 FROM {at.relation.quoted}", seen)
    yield Cell("nextval", f"SELECT pg_catalog.nextval({name})", DENIED)
    yield Cell("setval", f"SELECT pg_catalog.setval({name}, 1000000)", DENIED)
    yield Cell("ALTER SEQUENCE", f"ALTER SEQUENCE {at.relation.quoted} RESTART", DENIED)
    # It shows nothing instead of failing, and only since PostgreSQL 18 is there nothing to fail.
    if not at.rights.select:
        last = (
            f"SELECT last_value FROM pg_catalog.pg_sequences WHERE last_value IS NOT NULL AND {name} = "
            "pg_catalog.format('%I.%I', schemaname, sequencename)"
        )
        yield Cell("pg_sequences", last, Does())
