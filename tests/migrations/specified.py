"""The specified database, made by somebody else, with rows."""

from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from pgdrift import project as projects
from pgdrift.database_url import DatabaseURL
from pgdrift.migrate import in_process
from pgdrift.server.cluster import Cluster
from tests.migrations import specified_rows

PROJECT = projects.find()
SPECIFIED = "396e8f26d0a5"
PASSWORD = "Trillian-42-never-shown"


def specified(server: Cluster, attributes: str) -> DatabaseURL:
    """The specified database with rows, made by its own login `bo1` with plain Alembic; that login's URL."""
    with server.url().connect(autocommit=True) as connection:
        connection.execute(f"CREATE ROLE bo1 LOGIN {attributes} PASSWORD '{PASSWORD}'".encode())
        connection.execute("CREATE DATABASE boardofone OWNER bo1")
    url = server.url(database="boardofone").replace(user="bo1", password=PASSWORD)
    script = ScriptDirectory.from_config(in_process.configuration(PROJECT.migrations))
    engine = create_engine(url.sqlalchemy(), poolclass=NullPool)
    with engine.begin() as connection:
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            for revision in reversed(list(script.iterate_revisions(SPECIFIED, "base"))):
                revision.module.upgrade()
        context.stamp(script, SPECIFIED)
    specified_rows.insert(url)
    return url
