"""Declared = migrated = live: one project, three references, every difference explained.

Declared is held against migrated (a change nobody wrote a revision for), and migrated *at the live
database's own revision* against live (a change nobody declared). So a database that is merely behind says
so, and its own drift is still found.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from pgdrift import history, live, respelling
from pgdrift.catalog import uncompared
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Key
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import Difference, compare
from pgdrift.findings import ComparisonName, Finding, explain
from pgdrift.history import Standing
from pgdrift.locations import Locations
from pgdrift.project import Project
from pgdrift.references import declared, migrated
from pgdrift.repair import Repair
from pgdrift.report import Report, compared
from pgdrift.scope import scoped, with_declared_roles
from pgdrift.scratch import Scratch, roles_digest, scratch_server

WRITE_A_REVISION = 'nox -s revision -- -m "what has changed"'


def check(
    project: Project,
    url: DatabaseURL,
    *,
    scratch_url: DatabaseURL | None = None,
    max_read: float = live.MAX_READ,
) -> Report:
    """Compare all three. The live database is only read, in one read-only transaction.

    `scratch_url` is a superuser's URL of a server to build the references on, `max_read` how many seconds
    reading the live catalog may take. Raises PgdriftError when
    something could not be compared.
    """
    started = monotonic()
    found = live.snapshot(url, max_read=max_read)
    live.refuse_incomparable(found, url)
    standing = history.standing(project, found.revision, found.database)
    with scratch_server(roles_digest(project.roles), url=scratch_url) as scratch:
        builds = _Builds(project, scratch)
        written, newest = builds.declared(), builds.migrated(standing.head)
        own = newest if not standing.pending else builds.migrated(standing.revision)
        actual = scoped(found, project)
        undeclared = respelling.without_respelled(compare(own, actual), own, actual, scratch)
        unwritten = respelling.without_respelled(compare(written, newest), written, newest, scratch)
    locate = Locations(project).find
    findings = [
        *_explained(unwritten, written, newest, project, "declared-migrated", locate, WRITE_A_REVISION),
        *_explained(undeclared, own, actual, project, "migrated-live", locate),
        *_behind(standing, found),
    ]
    return Report(
        findings=sorted(findings, key=lambda finding: finding.severity != "error"),
        compared=compared(own, actual),
        revision=found.revision,
        seconds=monotonic() - started,
        command="check",
        scope=f"Makes the database {found.database} equal to its own revision, {standing.revision}.",
        script=Repair(Comparison.of(own, actual)).statements(undeclared),
        repaired=found,
        notes=uncompared.notes(found.uncompared),
    )


class _Builds:
    """The references of one project, each built in a scratch database of its own."""

    def __init__(self, project: Project, scratch: Scratch) -> None:
        self._project = project
        self._scratch = scratch

    def declared(self) -> Snapshot:
        """What the models and entities make of an empty database."""
        return self._built(lambda url: declared.build(self._project, url))

    def migrated(self, revision: str) -> Snapshot:
        """What the migrations make of an empty database, up to `revision`."""
        return self._built(lambda url: migrated.build(self._project, url, revision))

    def _built(self, build: Callable[[DatabaseURL], None]) -> Snapshot:
        with self._scratch.database() as url:
            build(url)
            with url.connect(autocommit=True) as connection:
                return with_declared_roles(scoped(read(connection), self._project), self._project)


def _explained(
    differences: list[Difference],
    reference: Snapshot,
    target: Snapshot,
    project: Project,
    name: ComparisonName,
    locate: Callable[[Key], str | None],
    fix: str | None = None,
) -> list[Finding]:
    comparison = Comparison.of(reference, target, tenant_role=project.tenant_role)
    return explain(differences, comparison, name, locate=locate, fix=fix)


def _behind(standing: Standing, found: Snapshot) -> list[Finding]:
    """The warning that revisions are pending, if any are."""
    if not standing.pending:
        return []
    number = len(standing.pending)
    said = "1 revision behind: it" if number == 1 else f"{number} revisions behind: they"
    names = ", ".join(standing.pending)
    return [
        Finding(
            id="revision-behind",
            severity="warning",
            comparison="migrated-live",
            kind="revision",
            object=found.revision_table or "alembic_version",
            reference={"revision": standing.head},
            target={"revision": standing.revision},
            consequence=f"The database is {said} {'is' if number == 1 else 'are'} {names}.",
            fix=f"nox -s migrate   (revision {names} {'is' if number == 1 else 'are'} pending)",
        )
    ]
