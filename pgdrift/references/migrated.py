"""What the migrations make of an empty database."""

from pgdrift.database_url import DatabaseURL
from pgdrift.generate import checksums
from pgdrift.migrate import in_process
from pgdrift.migrate.request import Request
from pgdrift.project import Project


def build(project: Project, url: DatabaseURL, revision: str = "heads") -> None:
    """Bootstrap the database at ``url`` as its superuser and run the project's migrations up to ``revision``.

    Nothing is printed and no lock is taken: the database is a scratch one. An extension that its server
    cannot offer is passed over. Raises PgdriftError with one paragraph, also for an older revision that was
    edited since it was written.
    """
    checksums.refuse_edited(project.migrations)
    in_process.upgrade(Request(project, url, reference=True), revision)
