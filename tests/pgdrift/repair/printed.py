"""A repair script as a person gets it, of what was read of two databases."""

from __future__ import annotations

from pgdrift.catalog import Snapshot
from pgdrift.repair.script import Script
from pgdrift.report import Report
from pgdrift.reports import as_sql


def printed(written: Script, target: Snapshot, *, allow_destructive: bool = True) -> str:
    """The SQL of a script for the database that `target` was read of."""
    report = Report((), {}, (), 0.0, "diff", script=written, repaired=target)
    return as_sql.render(report, allow_destructive=allow_destructive)
