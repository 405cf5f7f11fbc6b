"""Where a database stands in the project's history of revisions."""

from __future__ import annotations

from dataclasses import dataclass

from alembic.script import ScriptDirectory
from alembic.util import CommandError

from pgdrift.errors import PgdriftError
from pgdrift.migrate import revision_files
from pgdrift.migrate.in_process import configuration
from pgdrift.migrate.revisions import refuse_two_heads
from pgdrift.project import Project


@dataclass(frozen=True)
class Standing:
    """The revision a database is at, the newest one, and those between, oldest first."""

    revision: str
    head: str
    pending: tuple[str, ...]


def head(project: Project) -> str:
    """The newest revision. Raises PgdriftError when there are none or two."""
    script = _script(project)
    refuse_two_heads(script)
    found = script.get_current_head()
    if found is None:
        raise PgdriftError(
            f"{project.migrations} holds no revisions, so there is nothing to compare with. Write the first "
            'with `nox -s revision -- -m "first tables"`.'
        )
    return found


def standing(project: Project, revisions: tuple[str, ...], database: str) -> Standing:
    """Where the rows of the revision table put the database; PgdriftError when this history lacks them."""
    newest, script = head(project), _script(project)
    revision, *others = revisions
    if others:
        raise PgdriftError(
            f"The database {database} is at {len(revisions)} revisions at once ({', '.join(revisions)}): two "
            "branches were migrated into it. Merge them (`alembic merge`), upgrade, and check again."
        )
    known = {step.revision for step in script.walk_revisions()}
    if revision not in known:
        raise PgdriftError(
            f"The database {database} is at revision {revision}, which is not in {project.migrations}: a "
            "newer or another checkout has migrated it. Update this checkout to the one that has it."
        )
    pending = [step.revision for step in script.iterate_revisions(newest, revision)]
    return Standing(revision, newest, tuple(reversed(pending)))


def _script(project: Project) -> ScriptDirectory:
    try:
        script = ScriptDirectory.from_config(configuration(project.migrations))
        with revision_files.explained(project.migrations):
            script.get_heads()  # reads the files
        return script
    except CommandError as error:
        raise PgdriftError(
            f"The migrations in {project.migrations} cannot be read: {error}. Correct the folder or the "
            f"setting `migrations` of {project.source}."
        ) from None
