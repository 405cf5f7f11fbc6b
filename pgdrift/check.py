"""Declared = migrated = live: one project, three references, every difference explained.

Declared is held against migrated (a change nobody wrote a revision for), and migrated *at the live
database's own revision* against live (a change nobody declared). So a database that is merely behind says
so, and its own drift is still found.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from time import monotonic

from pgdrift import half_applied, ignoring, live
from pgdrift.catalog import uncompared
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Key
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import Difference
from pgdrift.findings import ComparisonName, Finding, explain
from pgdrift.history import Standing
from pgdrift.ignoring import Entry
from pgdrift.locations import Locations
from pgdrift.project import Project
from pgdrift.references.cache import ReferenceCache
from pgdrift.references.store import References
from pgdrift.repair.script import script
from pgdrift.report import Report, compared
from pgdrift.scope import scoped
from pgdrift.scratch_on_demand import ScratchOnDemand
from pgdrift.sessions import call
from pgdrift.spelling.settled import settled


def check(
    project: Project,
    url: DatabaseURL,
    *,
    scratch_url: DatabaseURL | None = None,
    max_read: float = live.MAX_READ,
    cache: ReferenceCache | None = None,
    ignore: Sequence[Entry] = (),
) -> Report:
    """Compare all three. The live database is only read, in one read-only transaction.

    `scratch_url` is a superuser's URL of a server to build the references on, `max_read` how many seconds
    reading the live catalog may take. `cache` keeps references; it is for a process that has just started
    and ends afterwards. `ignore` says which findings are none. Raises PgdriftError when something could not
    be compared.
    """
    started = monotonic()
    found = live.snapshot(url, max_read=max_read)
    live.refuse_incomparable(found, url)
    with ScratchOnDemand(scratch_url, lambda: references.roles_digest) as scratch:
        references = References(project, scratch, cache)
        standing = references.history.standing(project, found.revision, found.database)
        written, newest = references.declared, references.migrated(standing.head)
        own = references.migrated(standing.revision)
        actual = scoped(found, project, references.roles)
        undeclared, doubts = settled(own, actual, scratch, cache)
        half = half_applied.of(found, references.migrated, project)
        unwritten, more_doubts = settled(written, newest, scratch, cache)
    if half is not None:
        undeclared = list(half.others(undeclared))
    locate = Locations(project).find
    write = call("revision", '-m "what has changed"')
    findings = [
        *_explained(unwritten, written, newest, project, "declared-migrated", locate, write),
        *_explained(undeclared, own, actual, project, "migrated-live", locate, everything=found),
        *([half.finding()] if half is not None else []),
        *_behind(standing, found),
    ]
    kept, suppressed, notes = ignoring.apply(findings, ignore, date.today())
    live_part = [one for one in suppressed if one.finding.comparison == "migrated-live"]
    return Report(
        findings=sorted(kept, key=lambda finding: finding.severity != "error"),
        compared=compared(own, actual),
        revision=found.revision,
        seconds=monotonic() - started,
        command="check",
        scope=f"Makes the database {found.database} equal to its own revision, {standing.revision}.",
        script=script(ignoring.without(undeclared, live_part), Comparison.of(own, actual, everything=found)),
        repaired=found,
        notes=[*doubts, *more_doubts, *uncompared.notes(found.uncompared), *notes],
        suppressed=suppressed,
    )


def _explained(
    differences: list[Difference],
    reference: Snapshot,
    target: Snapshot,
    project: Project,
    name: ComparisonName,
    locate: Callable[[Key], str | None],
    fix: str | None = None,
    everything: Snapshot | None = None,
) -> list[Finding]:
    comparison = Comparison.of(reference, target, tenant_roles=project.tenant_roles, everything=everything)
    return explain(differences, comparison, name, locate=locate, fix=fix)


def _behind(standing: Standing, found: Snapshot) -> list[Finding]:
    """The warning that revisions are pending, if any are."""
    if not standing.pending:
        return []
    number = len(standing.pending)
    said = "1 revision" if number == 1 else f"{number} revisions"
    missing = "; ".join(map(str, standing.pending))
    ids = ", ".join(step.revision for step in standing.pending)
    return [
        Finding(
            id="revision-behind",
            severity="warning",
            comparison="migrated-live",
            kind="revision",
            object=found.revision_table or "alembic_version",
            reference={"revision": standing.head},
            target={"revision": standing.revision},
            consequence=f"The database is {said} behind, at {standing.revision}: it lacks {missing}.",
            fix=f"{call('migrate')}   (revision {ids} {'is' if number == 1 else 'are'} pending)",
        )
    ]
