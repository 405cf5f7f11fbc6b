"""Any two PostgreSQL databases, ours or not, compared in everything the engine sees."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from time import monotonic

from pgdrift import live
from pgdrift.catalog import uncompared
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import Difference, compare
from pgdrift.errors import PgdriftError
from pgdrift.findings import Finding, explain
from pgdrift.repair import Repair
from pgdrift.report import Report, compared


def diff(
    reference_url: DatabaseURL,
    target_url: DatabaseURL,
    *,
    scratch_url: DatabaseURL | None = None,
    max_read: float = live.MAX_READ,
) -> Report:
    """Compare the database at `target_url` with the one at `reference_url`; both are only read.

    A scratch server is started only when texts differ that may say the same. Each may take `max_read`
    seconds to be read. Raises PgdriftError when one
    cannot be read, or when both are empty.
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
    differences, notes = _settled(compare(reference, target), reference, target, scratch_url)
    comparison = Comparison.of(reference, target)
    return Report(
        findings=[*explain(differences, comparison, "reference-target"), *_revisions(reference, target)],
        compared=compared(reference, target),
        revision=target.revision,
        seconds=monotonic() - started,
        command="diff",
        scope=f"Makes the database {target.database} equal to {reference.database} ({reference_url.shown}).",
        script=Repair(comparison).statements(differences),
        repaired=target,
        notes=[*notes, *uncompared.notes(reference.uncompared, target.uncompared)],
    )


def _settled(
    differences: list[Difference], reference: Snapshot, target: Snapshot, scratch_url: DatabaseURL | None
) -> tuple[list[Difference], list[str]]:
    """The differences that are left once PostgreSQL has read doubtful texts again, and what to say of it."""
    from pgdrift import respelling
    from pgdrift.scratch import scratch_server

    doubtful = respelling.in_question(differences)
    if not doubtful:
        return differences, []
    try:
        with scratch_server(url=scratch_url) as scratch:
            return respelling.without_respelled(differences, reference, target, scratch), []
    except PgdriftError as error:
        names = ", ".join(difference.name for difference in doubtful)
        return differences, [
            f"Whether these differ in more than their spelling could not be found out ({names}), "
            f"because there is "
            f"no scratch server: {error}"
        ]


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
