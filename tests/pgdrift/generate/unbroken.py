"""That nothing which protects or shows rows is missing while a revision runs, as another session sees it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import event
from sqlalchemy.engine import Engine

STANDING = """
SELECT 'policy', p.polname::text, p.polrelid FROM pg_catalog.pg_policy p
UNION ALL
SELECT 'row security', NULL, c.oid FROM pg_catalog.pg_class c WHERE c.relrowsecurity AND c.relforcerowsecurity
UNION ALL
SELECT 'view', c.relname, NULL FROM pg_catalog.pg_class c
WHERE c.relkind = 'v' AND c.relnamespace = 'public'::regnamespace
"""


@contextmanager
def nothing_missing(eye: psycopg.Connection[Any]) -> Iterator[None]:
    """What stands before and after is there at each moment in between; `eye` is in autocommit mode."""
    moments: list[set[tuple[Any, ...]]] = []

    def look(*_: Any) -> None:
        moments.append(set(eye.execute(STANDING).fetchall()))

    look()
    event.listen(Engine, "before_cursor_execute", look)
    event.listen(Engine, "after_cursor_execute", look)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", look)
        event.remove(Engine, "after_cursor_execute", look)
    look()
    lasting = moments[0] & moments[-1]
    assert lasting
    assert [lasting - moment for moment in moments if lasting - moment] == []
