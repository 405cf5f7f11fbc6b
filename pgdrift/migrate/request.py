"""What a migration run is about: which project, which database, and on whose behalf."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pgdrift import project as projects
from pgdrift.database_url import DatabaseURL, given
from pgdrift.errors import PgdriftError
from pgdrift.project import Project
from pgdrift.sessions import making_server

if TYPE_CHECKING:
    import psycopg
    from alembic.config import Config

    from pgdrift.migrate.rehearsal import Rehearsal

# Where a caller in this process leaves its Request for env.py to find.
ATTRIBUTE = "pgdrift"


@dataclass(frozen=True)
class Request:
    """``url`` None means: nobody asks for a database (``--sql``), or the environment names it.

    With ``reference`` the database is a scratch one of our own: no lock, no announcement, and an
    extension that the server cannot offer is passed over. ``rehearsal`` watches what runs there.
    """

    project: Project
    url: DatabaseURL | None = None
    reference: bool = False
    guide: psycopg.Connection[Any] | None = field(default=None, repr=False)
    rehearsal: Rehearsal | None = field(default=None, repr=False)

    def live(self) -> DatabaseURL:
        """The database to work on: the given one, the environment's, or the project's embedded server's."""
        return self.url or live_database(self.project)


def of(config: Config, folder: Path) -> Request:
    """The caller's request, or that of a person who runs Alembic; ``folder`` is where env.py lies."""
    given = config.attributes.get(ATTRIBUTE)
    return given if isinstance(given, Request) else Request(_project_of(folder))


def _project_of(folder: Path) -> Project:
    """The project whose migrations are in ``folder``, found from the working directory or from there."""
    for start in (None, folder):
        project = projects.find(start)
        if project.migrations.resolve() == folder.resolve():
            return project
    raise PgdriftError(
        f"The migrations in {folder} do not belong to the project {project.name} ({project.source}), whose "
        f"migrations are in {project.migrations}. Run the command from the directory of their own project."
    )


def live_database(project: Project) -> DatabaseURL:
    """The database that the environment names, else the embedded server's, started if it exists.

    Raises PgdriftError when there is neither.
    """
    variable = project.database_url_variable
    url = given(variable)
    if url is not None:
        return url
    from pgdrift.server.cluster import Cluster

    cluster = Cluster(project.data_directory)
    if cluster.home.port is None:
        making = making_server()
        raise PgdriftError(
            f"There is no database to work on: {variable} is not set and no embedded server lies in "
            f"{project.data_directory}. Set {variable} to a URL such as "
            f"postgresql://user:password@localhost:5432/{project.database}"
            + (f", or create the embedded server with `{making}`. " if making else ". ")
            + project.server_of_checkout
        )
    cluster.start()
    return cluster.url(database=project.database)
