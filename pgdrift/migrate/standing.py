"""Where a run that stopped half way has left the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from pgdrift.database_url import DatabaseURL
from pgdrift.errors import PgdriftError
from pgdrift.migrate import journal, revision_errors, revisions
from pgdrift.project import Project


@contextmanager
def told(guide: psycopg.Connection[Any], project: Project, url: DatabaseURL) -> Iterator[None]:
    """Add to a refusal at which revision the database at ``url`` now is, when the block has moved it.

    ``guide`` is a connection to it in autocommit mode that the block leaves alone.
    """
    before = revisions.current(guide, project)
    try:
        yield
    except Exception as error:
        refusal = error if isinstance(error, PgdriftError) else revision_errors.explained(error, project)
        if refusal is None:
            raise
        raise PgdriftError(f"{refusal} {_moved(url, project, before)}") from error


def _moved(url: DatabaseURL, project: Project, before: tuple[str, ...]) -> str:
    try:
        # What stopped the migration may have ended every connection that it had.
        with url.connect(autocommit=True, application_name=f"{project.name} migrate") as connection:
            now, half = revisions.current(connection, project), journal.load(connection)
    except (psycopg.Error, PgdriftError):
        return "At which revision the database now is could not be read: `alembic current` tells."
    start = ", ".join(before) or "base"
    if half is not None:
        at = f"The database is at revision {', '.join(now) or 'base'}"
        if not half.done:
            return f"{at}, in the first step of revision {half.revision}: the next run completes it."
        steps = "1 step" if half.done == 1 else f"{half.done} steps"
        return (
            f"{at}, with {steps} of revision {half.revision} committed already: the next run goes on "
            "after them."
        )
    if now == before:
        return f"The database is still at revision {start}: no revision changed anything."
    place = ", ".join(now) or "base, before the first one"
    page = project.setting("adoption_page")
    whole = f" ({page}, The way back, says what else that takes)" if page else ""
    return (
        f"The database was at revision {start} and is now at {place}. To go back instead: "
        f"`alembic downgrade {start}`{whole}."
    )
