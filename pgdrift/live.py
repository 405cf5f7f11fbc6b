"""The live database: read once, quickly, and refused when there is nothing to compare."""

from __future__ import annotations

from pgdrift.catalog.kinds import KINDS
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.declare.identifiers import quoted
from pgdrift.errors import PgdriftError
from pgdrift.sessions import call

MAX_READ = 10.0  # seconds


def snapshot(url: DatabaseURL, *, max_read: float = MAX_READ) -> Snapshot:
    """What the catalog at `url` says. The connection is closed before anything is compared.

    Raises PgdriftError when it cannot be read, or not in `max_read` seconds.
    """
    with url.connect(autocommit=True, application_name="pgdrift check") as connection:
        return read(connection, max_read=max_read)


def is_empty(found: Snapshot) -> bool:
    """Whether nobody has created anything in the database, but for an empty table of revisions."""
    revisions = None if found.revision else found.revision_table
    return not any(
        # A new database has no large object.
        (not KINDS[key.kind].of_every_database or fact.get("object_kind") == "LARGE OBJECT")
        # A table of revisions brings its column and its primary key.
        and not (revisions and (key.name == revisions or key.name.startswith(f"{revisions}.")))
        and not (revisions and key.kind == "index" and fact.get("table") == revisions)
        for key, fact in found.facts.items()
    )


def refuse_incomparable(found: Snapshot, url: DatabaseURL) -> None:
    """Raise PgdriftError when no revision can be compared with it: empty, unstamped, unreadable."""
    if is_empty(found):
        raise PgdriftError(
            f"The database {found.database} at {url.shown} is empty, so there is nothing to compare. Run "
            f"`{call('migrate')}` on it first, or correct the URL."
        )
    if found.revision_table is None:
        raise PgdriftError(
            f"The database {found.database} at {url.shown} has no table alembic_version, so it is not known "
            f"which revision it should be like. `{call('adopt')}` finds out and writes it down; or compare "
            "it with another database: python -m pgdrift diff."
        )
    role = quoted(url.user) if url.user else "that is connected"
    if not found.revision_readable:
        raise PgdriftError(
            f"The role {role} may not read {found.revision_table} in the database {found.database}, so its "
            "revision is unknown. If it is the login of an application, check with the one that migrates "
            "instead; a login that is to check and do nothing else needs just this from the owner: GRANT "
            f"USAGE ON SCHEMA {found.revision_table.rpartition('.')[0]} TO {role}; GRANT SELECT ON "
            f"{found.revision_table} TO {role};"
        )
    if not found.revision:
        raise PgdriftError(
            f"The table {found.revision_table} in the database {found.database} is empty: the database has "
            f"objects but no revision. `{call('adopt')}` finds out which one it is at and writes it down."
        )
