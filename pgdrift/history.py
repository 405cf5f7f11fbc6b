"""Where a database stands in the project's history of revisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pgdrift.errors import PgdriftError
from pgdrift.project import Project
from pgdrift.sessions import call

if TYPE_CHECKING:
    from alembic.script import Script, ScriptDirectory


@dataclass(frozen=True)
class Step:
    """One revision: its id, what its file says it does, and the revisions that have to run before it."""

    revision: str
    message: str
    after: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.revision} ({self.message})" if self.message else self.revision


@dataclass(frozen=True)
class Standing:
    """The revision a database is at, the newest one, and what is still to run, the next one first."""

    revision: str
    head: str
    pending: tuple[Step, ...]


@dataclass(frozen=True)
class History:
    """Every revision of a project, oldest first; the last one is the only head."""

    steps: tuple[Step, ...]

    @property
    def head(self) -> str:
        """The newest revision."""
        return self.steps[-1].revision

    def standing(self, project: Project, revisions: tuple[str, ...], database: str) -> Standing:
        """Where the rows of the revision table put the database; PgdriftError when it lacks them."""
        revision, *others = revisions
        if others:
            raise PgdriftError(
                f"The database {database} is at {len(revisions)} revisions at once ({', '.join(revisions)}): "
                "two branches were migrated into it. Merge them (`alembic merge`), upgrade, and check again."
            )
        if revision not in self._after:
            raise PgdriftError(
                f"The database {database} is at revision {revision}, which is not in {project.migrations}: a "
                "newer or another checkout has migrated it. Update this checkout to the one that has it."
            )
        has_run = self.up_to(revision)
        pending = tuple(step for step in self.steps if step.revision not in has_run)
        return Standing(revision, self.head, pending)

    def to_json(self) -> Any:
        """What JSON can hold of it, for `from_json`."""
        return [asdict(step) for step in self.steps]

    @classmethod
    def from_json(cls, value: Any) -> History:
        """What `to_json` gave. Raises KeyError or TypeError when it is not that."""
        return cls(tuple(Step(step["revision"], step["message"], tuple(step["after"])) for step in value))

    @cached_property
    def _after(self) -> Mapping[str, tuple[str, ...]]:
        return {step.revision: step.after for step in self.steps}

    def up_to(self, revision: str) -> set[str]:
        """The revision and all that have to run before it."""
        found, waiting = set[str](), [revision]
        while waiting:
            found.add(step := waiting.pop())
            waiting += [before for before in self._after[step] if before not in found]
        return found


def read(project: Project) -> History:
    """The history in the migrations. Raises PgdriftError when there is none, or it has two heads."""
    from alembic.script import ScriptDirectory
    from alembic.util import CommandError

    from pgdrift.migrate import revision_files
    from pgdrift.migrate.in_process import configuration
    from pgdrift.migrate.revisions import refuse_two_heads

    try:
        script = ScriptDirectory.from_config(configuration(project.migrations))
        revision_files.read(script)
        refuse_two_heads(script)
        steps = tuple(_step(script, found) for found in script.walk_revisions())
    except CommandError as error:
        raise PgdriftError(
            f"The migrations in {project.migrations} cannot be read: {error}. Correct the folder or the "
            f"setting `migrations` of {project.source}."
        ) from None
    if not steps:
        first = call("revision", '-m "first tables"')
        raise PgdriftError(
            f"{project.migrations} holds no revisions, so there is nothing to compare with. Write the first "
            f"with `{first}`."
        )
    return History(tuple(reversed(steps)))


def _step(script: ScriptDirectory, found: Script) -> Step:
    before = [*_listed(found.down_revision)]
    for name in _listed(found.dependencies):
        # A dependency may be named by its branch.
        needed = script.get_revision(name)
        before += [needed.revision] if needed else []
    return Step(found.revision, " ".join((found.doc or "").split()).removesuffix("."), tuple(before))


def _listed(value: str | Iterable[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)
