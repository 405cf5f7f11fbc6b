"""What the environment says: which database applications use, and whether they sign for their tenants."""

import os

from boardofone.tenant_signature import SigningKey
from pgdrift.database_url import DatabaseURL, given
from pgdrift.errors import PgdriftError
from pgdrift.sessions import call

SIGNING_KEY = "TENANT_SIGNING_KEY"


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
            f"DATABASE_URL to the database to use, or run {call('migrate')}, which makes and starts a server."
            f" {project.server_of_checkout}"
        )
    return cluster.url(f"{project.tenant_role}_login", project.database)


def signing_key() -> SigningKey | None:
    """The key in TENANT_SIGNING_KEY that tenants are signed for with; None when it is unset.

    Raises SigningKeyMalformed when the variable holds anything else, also when it is empty: a secret that did
    not arrive must not turn signing off.
    """
    text = os.environ.get(SIGNING_KEY)
    return None if text is None else SigningKey.parsed(text, SIGNING_KEY)
