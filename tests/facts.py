"""The facts of a database that a test compares before and after."""

from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL


def facts(url: DatabaseURL) -> Snapshot:
    with url.connect() as connection:
        return read(connection)
