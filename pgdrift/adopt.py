"""Finding out which revision a database is at that has tables and no revision, and writing that down.

Nothing but the table of revisions is ever written, and that only when exactly one revision makes the very
facts that the database has. Roles, owners and who may enter do not count: migrating sets them up.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Any

import psycopg

from pgdrift import adoptable, adoption_paragraphs, live
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.history import Step
from pgdrift.ignoring import Entry
from pgdrift.likeness import Judge, Likeness
from pgdrift.locations import Locations
from pgdrift.migrate import database_errors, lock, stamping
from pgdrift.migrate.session_settings import stay_connected
from pgdrift.project import Project
from pgdrift.references.cache import ReferenceCache
from pgdrift.references.store import References
from pgdrift.repair.script import script
from pgdrift.report import Report, compared
from pgdrift.scope import scoped
from pgdrift.scratch_on_demand import ScratchOnDemand


@dataclass(frozen=True)
class Adoption:
    """What came of it: ``said`` is the paragraph for the person, ``report`` what was compared.

    ``fits``: the database is at a revision now, or is what one makes.
    """

    said: str
    fits: bool
    report: Report

    @property
    def exit_code(self) -> int:
        """0 when it fits, 1 when no single revision does."""
        return 0 if self.fits else 1


def adopt(
    project: Project,
    url: DatabaseURL,
    *,
    revision: str | None = None,
    stamping_it: bool = True,
    scratch_url: DatabaseURL | None = None,
    max_read: float = live.MAX_READ,
    cache: ReferenceCache | None = None,
    ignore: Sequence[Entry] = (),
) -> Adoption:
    """Stamp the database with the revision that makes its facts; when there is no such one, name the nearest.

    With ``revision`` no other one comes into question. Without ``stamping_it`` nothing is written at all.
    Waits for migrations that are at work. The other parameters are those of `check`. Raises PgdriftError when
    nothing can be compared, or the login may not write the revision down; then nothing has changed.
    """
    started = monotonic()
    with (
        url.connect(autocommit=True, application_name=f"{project.name} adopt") as guide,
        ScratchOnDemand(scratch_url, lambda: references.roles_digest) as scratch,
    ):
        stay_connected(guide)
        references = References(project, scratch, cache)
        # Held to the end: whoever adopts or migrates at the same time sees all of this, or nothing.
        with lock.held(guide, project):
            database = guide.info.dbname
            at = adoptable.revision_of(guide, project, references.history)
            if at is not None:
                report = Report((), {}, (at.revision,), monotonic() - started, "adopt")
                return Adoption(adoption_paragraphs.already(database, at), True, report)
            found = read(guide, max_read=max_read)
            adoptable.refuse_nothing(found, url, project)
            made = references.every_migrated()
            adoptable.refuse_strangers(found, url, [own for _, own in made])
            # What a login needs to read the revision is as harmless before there is one.
            readable = replace(found, revision_table=stamping.TABLE)
            actual = scoped(readable, project, references.roles)
            judge = Judge(project, actual, scratch, Locations(project).find, ignore, cache)
            exact, nearest = _compared(judge, adoptable.chosen(made, revision, project))
            equal = [one for one in exact if not one.findings]
            if len(equal) > 1:
                order = [step.revision for step, _ in made]
                equal = adoptable.recognised(guide, project, order, equal)
            fit = equal[0] if equal else nearest
            report = _report(fit, actual, found, monotonic() - started)
            if not equal:
                said = adoption_paragraphs.nothing_fits(database, fit, given=revision is not None)
            elif len(equal) > 1:
                said = adoption_paragraphs.several_fit(database, equal)
            elif not stamping_it:
                said = adoption_paragraphs.would_stamp(database, fit)
            else:
                _stamp(guide, project, url, fit, found)
                pending = len(made) - len(references.history.up_to(fit.step.revision))
                said = adoption_paragraphs.stamped(database, fit, pending)
            return Adoption(said, len(equal) == 1, report)


def _compared(judge: Judge, wanted: Sequence[tuple[Step, Snapshot]]) -> tuple[list[Likeness], Likeness]:
    """The revisions that may be equal, explained, and the nearest of all; of two as near, the newer one."""
    rough = sorted((judge.roughly(step, own) for step, own in reversed(wanted)), key=lambda one: one.distance)
    exact = [judge.exactly(one) for one in rough if judge.may_be_equal(one)]
    return exact, exact[0] if exact else judge.exactly(rough[0])


def _stamp(
    guide: psycopg.Connection[Any], project: Project, url: DatabaseURL, fit: Likeness, found: Snapshot
) -> None:
    revision = fit.step.revision
    try:
        stamping.stamp(guide, project, url, revision, fit.own, found)
    except Exception as error:
        reason = database_errors.explained(error, "writing down the revision")
        if reason is None:
            raise
        raise PgdriftError(
            f"The database {guide.info.dbname} is what revision {fit.step} makes, but that could not be "
            f"written down: {reason} Nothing was changed. Whoever may create tables in the schema public can "
            f"run this, or `alembic stamp {revision}`."
        ) from error


def _report(fit: Likeness, actual: Snapshot, found: Snapshot, seconds: float) -> Report:
    comparison = Comparison.of(fit.own, actual, everything=found)
    return Report(
        findings=fit.findings,
        compared=compared(fit.own, actual),
        revision=(fit.step.revision,),
        seconds=seconds,
        command="adopt",
        scope=f"Makes the database {found.database} equal to revision {fit.step.revision}.",
        script=script(fit.mending(), comparison),
        repaired=found,
        notes=fit.notes,
        suppressed=fit.suppressed,
    )
