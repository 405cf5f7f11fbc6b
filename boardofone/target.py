"""The database that a command works on: the one the environment names, or the embedded server's."""

import logging
import os
from dataclasses import dataclass

from pgdrift.database_url import DatabaseURL, given
from pgdrift.project import Project
from pgdrift.server.cluster import Cluster

LOG = logging.getLogger("boardofone")


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
    if cluster.home.port is None and project.server_of_checkout:
        LOG.info("%s Here another one is made.", project.server_of_checkout)
    cluster.start()
    cluster.ensure_database(project.database)
    return Target(cluster.url(database=project.database), cluster)


def is_embedded(project: Project) -> bool:
    """Whether the environment leaves the database to the embedded server."""
    return project.database_url_variable not in os.environ
