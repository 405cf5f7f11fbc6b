"""Writing a revision, and recording one that was completed by hand."""

import secrets
import sys
from collections.abc import Sequence
from pathlib import Path

from alembic.script import ScriptDirectory

from pgdrift.catalog.fact import Difference
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.declare.renames import refuse_circles
from pgdrift.errors import PgdriftError
from pgdrift.generate import checksums, placing, revision_file
from pgdrift.generate.bench import bench
from pgdrift.generate.comparing import differences, facts
from pgdrift.generate.drafting import draft
from pgdrift.generate.engine_steps import described
from pgdrift.generate.losses import likely_renames, refuse
from pgdrift.generate.preconditions import preconditions
from pgdrift.generate.tenant_columns import session_bound
from pgdrift.generate.verification import prove
from pgdrift.locations import Locations
from pgdrift.migrate import in_process, revision_files, revisions, unfinished
from pgdrift.migrate.preconditions import Rule, remedy
from pgdrift.migrate.revision_errors import RevisionFailed
from pgdrift.project import Project
from pgdrift.references import declared, migrated
from pgdrift.scratch import Scratch
from pgdrift.sessions import call


def write(
    project: Project, scratch: Scratch, message: str, *, allow_destructive: bool = False
) -> Path | None:
    """Write the revision that brings the migrated database to the declared one; None when they are equal.

    Works on databases of ``scratch`` alone. Raises LosesData unless ``allow_destructive``, and PgdriftError
    when the revision could not be made or does not do what it should; neither leaves a file.
    """
    refuse_circles(project.metadata)
    with placing.alone(project.migrations):
        return _write(project, scratch, message, allow_destructive=allow_destructive)


def _write(project: Project, scratch: Scratch, message: str, *, allow_destructive: bool) -> Path | None:
    script = _history(project)
    head = script.get_current_head()
    with scratch.database() as declared_url, scratch.database() as migrated_url:
        declared.build(project, declared_url)
        migrated.build(project, migrated_url)
        with declared_url.connect() as connection:
            wanted, bound = facts(connection, project), session_bound(connection)
        with bench(project, migrated_url, scratch) as scratch_bench:
            before = scratch_bench.snapshot()
            changed = differences(wanted, before, scratch)
            reworked = [
                revision for revision in checksums.edited(project.migrations) if revision.revision == head
            ]
            if not changed:
                _record(project, scratch, wanted, reworked)
                return None
            if reworked:
                raise _no_longer_equal(reworked[0], changed)
            steps = draft(scratch_bench, wanted, bound)
    hints = list(likely_renames(steps.changed, wanted, steps.renamed, Locations(project)))
    if not allow_destructive:
        refuse(steps.upgrade.steps, hints)
    for hint in hints:
        print(f"{hint}.", file=sys.stderr)
    number, revision = sum(1 for _ in script.walk_revisions()) + 1, secrets.token_hex(6)
    path = Path(script.versions) / revision_file.file_name(revision, number, message)
    # Once everything has its new name: a renamed column is not a new one without anything in it.
    rules = list(preconditions(steps.changed, steps.renamed, project.metadata))
    source = revision_file.text(
        project,
        steps,
        rules,
        revision=revision,
        down_revision=head,
        number=number,
        message=message,
    )
    with placing.unless_it_fails(path):
        placing.place(path, revision_file.formatted(source, path))
        try:
            prove(project, scratch, revision, head, wanted, before)
        except RevisionFailed as error:
            raise PgdriftError(f"No revision was written: it would fail. {error}") from error
        checksums.record(project.migrations)
    _warn([rule._replace(file=str(path)) for rule in rules if rule.is_of_new_column])
    return path


def _warn(rules: Sequence[Rule]) -> None:
    """Say of columns without anything to put in them that rows refuse them, before a migration does."""
    if rules:
        wanted = "; ".join(f"{rule.table} may have rows, which break {rule.rule}" for rule in rules)
        print(
            f"Where there are rows, this revision will be refused: {wanted}. If so, {remedy(rules)}.",
            file=sys.stderr,
        )


def record(project: Project, scratch: Scratch) -> None:
    """Write down the checksums as they are now, once the newest revision is proven to do what is declared.

    Raises PgdriftError when it does not, or when an older one was edited.
    """
    with placing.alone(project.migrations):
        _prove_newest(project, scratch)


def _prove_newest(project: Project, scratch: Scratch) -> None:
    _history(project)
    reworked = [checksums.history(project.migrations)[head] for head in checksums.newest(project.migrations)]
    unfinished.refuse(revision.path for revision in reworked)
    with scratch.database() as declared_url, scratch.database() as migrated_url:
        declared.build(project, declared_url)
        migrated.build(project, migrated_url)
        with declared_url.connect() as declaring, migrated_url.connect() as migrating:
            wanted, found = facts(declaring, project), facts(migrating, project)
        if changed := differences(wanted, found, scratch):
            raise _no_longer_equal(reworked[0], changed)
        _record(project, scratch, wanted, reworked)


def _history(project: Project) -> ScriptDirectory:
    script = ScriptDirectory.from_config(in_process.configuration(project.migrations))
    revision_files.read(script)
    revisions.refuse_two_heads(script)
    return script


def _record(
    project: Project, scratch: Scratch, wanted: Snapshot, reworked: Sequence[checksums.Revision]
) -> None:
    for revision in reworked:
        down, before = None, None
        if revision.down:
            down = revision.down[0]
            with scratch.database() as url, url.connect() as connection:
                migrated.build(project, url, down)
                before = facts(connection, project)
        prove(project, scratch, revision.revision, down, wanted, before)
    checksums.record(project.migrations)


def _no_longer_equal(revision: checksums.Revision, left: Sequence[Difference]) -> PgdriftError:
    return checksums.RevisionEdited(
        f"The newest revision {revision.path} does not end equal to what is declared: {described(left)}. "
        "Nothing was written. If the revision was changed, complete it and run "
        f"`{call('revision', '--record')}`; if something was declared since, take that back, record the "
        "revision, and declare it again."
    )
