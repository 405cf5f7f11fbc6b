"""`python -m boardofone migrate`: from whatever is there to a database that is current and seeded."""

import logging
import time
from typing import Any

import psycopg

from boardofone import logins, target
from boardofone.target import Target
from pgdrift.database_url import DatabaseURL
from pgdrift.migrate import readiness
from pgdrift.project import Project
from seed_data import loader

LOG = logging.getLogger("boardofone.migrate")

NOTHING = "nothing to migrate"


def migrate(project: Project) -> DatabaseURL:
    """Migrate and seed the database that the environment names, else the embedded server's.

    Returns the URL to connect an application with: the given one, or that of the embedded tenant login.
    Anything that stands in the way raises PgdriftError.
    """
    started = time.monotonic()
    place = target.of(project)
    with place.url.connect(autocommit=True, application_name=f"{project.name} seed") as connection:
        done = NOTHING if _ready(project, place, connection) else _bring(project, place, connection)
        seeded = loader.load(connection)
    LOG.info("%s is current: %s; %s (%.1f s)", project.database, done, seeded, time.monotonic() - started)
    if place.cluster is None:
        return place.url
    urls = {login: place.cluster.url(login.name, project.database) for login in logins.logins(project)}
    for login, url in urls.items():
        LOG.info("as %-12s psql '%s'", login.role, url.shown)
    return next(url for login, url in urls.items() if login.role == project.tenant_role)


def _ready(project: Project, place: Target, connection: psycopg.Connection[Any]) -> bool:
    """Whether an earlier run found out how to tell, and the database says that nothing is missing."""
    statement = readiness.remembered(_digest(project, place))
    return statement is not None and readiness.holds(connection, statement)


def _bring(project: Project, place: Target, connection: psycopg.Connection[Any]) -> str:
    # Imported here: Alembic and the declarations cost more than a run that finds nothing to do.
    from pgdrift.migrate import in_process, revisions
    from pgdrift.migrate.request import Request

    before = revisions.current(connection)
    in_process.upgrade(Request(project, place.url))
    after = revisions.current(connection)
    expected: list[str] = []
    if place.cluster is not None:
        logins.ensure(place.cluster, connection, project)
        expected = [login.present() for login in logins.logins(project)]
    readiness.remember(_digest(project, place), readiness.question(project, conditions=expected))
    if before == after:
        return NOTHING
    return f"from {', '.join(before) or 'nothing'} to revision {', '.join(after)}"


def _digest(project: Project, place: Target) -> str:
    kind = "embedded" if place.cluster else "given"
    return f"{kind}-{readiness.digest(project, others=['boardofone'])}"
