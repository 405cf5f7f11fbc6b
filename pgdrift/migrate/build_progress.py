"""How far the server has come with an index."""

from typing import Any

import psycopg

# Later phases count other things than earlier ones, and some count nothing.
_QUERY = """
SELECT phase, CASE WHEN lockers_total > lockers_done THEN NULL
                   WHEN tuples_total > 0 THEN 100 * tuples_done / tuples_total
                   WHEN blocks_total > 0 THEN 100 * blocks_done / blocks_total END,
       lockers_done, lockers_total
  FROM pg_catalog.pg_stat_progress_create_index WHERE pid = %s"""


def of(connection: psycopg.Connection[Any], pid: int) -> str:
    """The phase in PostgreSQL's own words and how much of it is done: "building index: scanning table, 45 %".

    Empty when the session ``pid`` builds no index.
    """
    row = connection.execute(_QUERY, [pid]).fetchone()
    if row is None:
        return ""
    phase, percent, done, total = row
    if percent is not None:
        return f"{phase}, {percent} %"
    return f"{phase} ({done} of {total})" if total else str(phase)
