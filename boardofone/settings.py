"""Which database applications use: the one that DATABASE_URL names, else the embedded server's."""

from pgdrift.database_url import DatabaseURL, given
from pgdrift.errors import PgdriftError


def database_url() -> DatabaseURL:
    """The validated DATABASE_URL; when it is unset, the tenant login's URL on this project's embedded server.

    Starts nothing and connects to nothing. Raises PgdriftError when the variable holds no usable URL, or is
    unset and there is no embedded server either.
    """
    url = given("DATABASE_URL")
    if url is not None:
        return url

    from pgdrift.project import find
    from pgdrift.server.cluster import Cluster

    project = find()
    cluster = Cluster(project.data_directory)
    if cluster.home.port is None:
        raise PgdriftError(
            f"DATABASE_URL is not set, and there is no embedded server in {project.data_directory}. Set "
            "DATABASE_URL to the database to use, or run ./noxw -s migrate, which makes and starts a server."
        )
    return cluster.url(f"{project.tenant_role}_login", project.database)
