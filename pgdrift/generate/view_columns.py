"""Columns that a view is going to have no longer, which the code that reads them would miss."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.engine import Connection

from pgdrift.catalog.fact import Key
from pgdrift.generate.step import Step

_COLUMNS = """
SELECT quote_ident(n.nspname) || '.' || quote_ident(c.relname),
       array_agg(quote_ident(a.attname) ORDER BY a.attnum)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
WHERE c.relkind IN ('v', 'm')
GROUP BY 1
"""

# View -> its columns.
Columns = Mapping[str, Sequence[str]]


def columns(connection: Connection) -> Columns:
    """Those of every view, as they are now."""
    return {str(row[0]): row[1] for row in connection.exec_driver_sql(_COLUMNS)}


def named(steps: Sequence[Step], before: Columns, after: Columns) -> list[Step]:
    """``steps`` with the hazard that what a view had ``before`` it has no longer ``after`` them."""
    missed = {
        Key("view", view): _hazard(view.removeprefix("public."), names, after.get(view))
        for view, names in before.items()
        if set(names) - set(after.get(view, ()))
    }
    found = []
    for step in steps:
        drops = "DROP" in step.code and not step.comments
        said = [missed.pop(key) for key in step.keys if drops and key in missed]
        found.append(replace(step, hazards=(*step.hazards, *said)) if said else step)
    return found


def _hazard(view: str, before: Sequence[str], after: Sequence[str] | None) -> str:
    if after is None:
        return f"drops view {view}: code that still reads it fails from here on"
    gone = [name for name in before if name not in after]
    what, them = ("column", "it") if len(gone) == 1 else ("columns", "them")
    taken = f"takes {what} {', '.join(gone)} from view {view}"
    return f"{taken}: code that still reads {them} fails from here on"
