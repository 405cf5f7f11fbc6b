"""What keeps a database from being adopted before anything is compared, and which revision is meant."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from alembic.script import ScriptDirectory

from pgdrift import live
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.history import History, Step
from pgdrift.likeness import Likeness
from pgdrift.migrate import in_process, journal, revisions
from pgdrift.migrate.stamping import TABLE
from pgdrift.project import Project
from pgdrift.sessions import call


def revision_of(guide: psycopg.Connection[Any], project: Project, history: History) -> Step | None:
    """The revision that the database says it is at, None when it says nothing.

    Raises PgdriftError when that is no revision of this history, or one that is half applied.
    """
    at, database = revisions.current(guide, project), guide.info.dbname
    half = journal.load(guide)
    if half is not None:
        raise PgdriftError(
            f"The database {database} is half way through revision {half.revision}: {half.done} of its steps "
            f"are committed. Nothing was changed. Run `{call('migrate')}` again, which goes on after them."
        )
    if not at:
        return None
    known = {step.revision: step for step in history.steps}
    if unknown := [revision for revision in at if revision not in known]:
        raise PgdriftError(
            f"The database {database} is at revision {', '.join(unknown)}, which is not in "
            f"{project.migrations}. Nothing was changed. If a newer or another checkout of this project has "
            "migrated it, use that one. If the revision is from another history, which this project's takes "
            f"the place of, note it down, run DELETE FROM {TABLE}; and run this again."
        )
    return known[history.standing(project, at, database).revision]


def refuse_nothing(found: Snapshot, url: DatabaseURL, project: Project) -> None:
    """Raise PgdriftError for an empty database: there is nothing in it to adopt."""
    if live.is_empty(found):
        raise PgdriftError(
            f"The database {found.database} at {url.shown} is empty, so there is nothing to adopt. Run "
            f"`{call('migrate')}`, which makes the tables of {project.name}, or correct the URL."
        )


def refuse_strangers(found: Snapshot, url: DatabaseURL, made: Sequence[Snapshot]) -> None:
    """Raise PgdriftError when no table of any revision is there: what is there is somebody else's."""
    tables = {key for own in made for key in own.facts if key.kind == "table"}
    tables = {key for key in tables if key.name != TABLE}
    if tables.isdisjoint(found.facts):
        raise PgdriftError(
            f"The database {found.database} at {url.shown} has none of this project's tables "
            f"({', '.join(sorted(key.name for key in tables)[:6])}), so there is nothing to adopt. Run "
            f"`{call('migrate')}`, which makes them beside what is there, or correct the URL."
        )


def chosen(
    made: Sequence[tuple[Step, Snapshot]], revision: str | None, project: Project
) -> list[tuple[Step, Snapshot]]:
    """The revisions that come into question. Raises PgdriftError when the one that was named is none."""
    found = [(step, own) for step, own in made if revision in (None, step.revision)]
    if not found:
        ids = ", ".join(step.revision for step, _ in made)
        raise PgdriftError(
            f"--revision names {revision}, which is not in {project.migrations}. It has {ids}."
        )
    return found


def recognised(
    guide: psycopg.Connection[Any], project: Project, order: Sequence[str], equal: Sequence[Likeness]
) -> list[Likeness]:
    """The one of equal revisions that its own question, RECOGNISED_BY, tells from the others; else all.

    Revisions that change rows alone leave the same facts. `order` is the history's, the oldest first.
    """
    script = ScriptDirectory.from_config(in_process.configuration(project.migrations))
    newest_first = sorted(equal, key=lambda one: order.index(one.step.revision), reverse=True)
    for one in newest_first[:-1]:
        answer = revisions.recognises(guide, script.get_revision(one.step.revision).module)
        if answer is None:
            return list(equal)
        if answer:
            return [one]
    return newest_first[-1:]
