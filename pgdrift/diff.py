"""Any two PostgreSQL databases, ours or not, compared in everything the engine sees."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from time import monotonic

from pgdrift import ignoring, live
from pgdrift.catalog import uncompared
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.findings import Finding, explain
from pgdrift.ignoring import Entry
from pgdrift.repair.script import script
from pgdrift.report import Report, compared
from pgdrift.scratch_on_demand import ScratchOnDemand
from pgdrift.spelling.settled import settled


def diff(
    reference_url: DatabaseURL,
    target_url: DatabaseURL,
    *,
    scratch_url: DatabaseURL | None = None,
    max_read: float = live.MAX_READ,
    ignore: Sequence[Entry] = (),
) -> Report:
    """Compare the database at `target_url` with the one at `reference_url`; both are only read.

    A scratch server is started only when texts differ that may say the same. Each may take `max_read`
    seconds to be read. `ignore` says which findings are none. Raises PgdriftError when one cannot be read,
    or when both are empty.
    """
    started = monotonic()
    with ThreadPoolExecutor(2) as pool:
        reading = pool.submit(live.snapshot, reference_url, max_read=max_read)
        target = live.snapshot(target_url, max_read=max_read)
        reference = reading.result()
    if live.is_empty(reference) and live.is_empty(target):
        raise PgdriftError(
            f"Both databases are empty ({reference_url.shown} and {target_url.shown}), so "
            f"nothing was compared. "
            "Correct the URLs."
        )
    with ScratchOnDemand(scratch_url) as scratch:
        differences, doubts = settled(reference, target, scratch)
    comparison = Comparison.of(reference, target)
    findings = [*explain(differences, comparison, "reference-target"), *_revisions(reference, target)]
    kept, suppressed, notes = ignoring.apply(findings, ignore, date.today())
    return Report(
        findings=kept,
        compared=compared(reference, target),
        revision=target.revision,
        seconds=monotonic() - started,
        command="diff",
        scope=f"Makes the database {target.database} equal to {reference.database} ({reference_url.shown}).",
        script=script(ignoring.without(differences, suppressed), comparison),
        repaired=target,
        notes=[*doubts, *uncompared.notes(reference.uncompared, target.uncompared), *notes],
        suppressed=suppressed,
    )


def _revisions(reference: Snapshot, target: Snapshot) -> list[Finding]:
    """A finding when both record a revision and not the same."""
    readable = reference.revision_readable and target.revision_readable
    if not readable or reference.revision == target.revision:
        return []
    wanted, actual = ", ".join(reference.revision) or "none", ", ".join(target.revision) or "none"
    return [
        Finding(
            id="revision-changed",
            severity="warning",
            comparison="reference-target",
            kind="revision",
            object=target.revision_table or reference.revision_table or "alembic_version",
            reference={"revision": wanted},
            target={"revision": actual},
            consequence=f"Migrating starts from another place: the revision is {actual}, not {wanted}.",
        )
    ]
