"""The database that a command works on: the one the environment names, or the embedded server's."""

import os
from dataclasses import dataclass

from pgdrift.database_url import DatabaseURL, given
from pgdrift.project import Project
from pgdrift.server.cluster import Cluster


@dataclass(frozen=True)
class Target:
    """``url`` logs in to the database; ``cluster`` is the embedded server it is on, None for any other."""

    url: DatabaseURL
    cluster: Cluster | None


def of(project: Project) -> Target:
    """The database of ``project``; the embedded server is started, and made with its database, if need be.

    Raises PgdriftError when the URL is malformed or the embedded server cannot run.
    """
    url = given(project.database_url_variable)
    if url is not None:
        return Target(url, None)
    cluster = Cluster(project.data_directory)
    cluster.start()
    cluster.ensure_database(project.database)
    return Target(cluster.url(database=project.database), cluster)


def is_embedded(project: Project) -> bool:
    """Whether the environment leaves the database to the embedded server."""
    return project.database_url_variable not in os.environ
