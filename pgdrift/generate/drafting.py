"""Finding the steps of a revision by taking them, one after the other, on a scratch database."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from pgdrift.catalog.column_changes import RETYPES
from pgdrift.catalog.fact import Difference
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.difference import compare
from pgdrift.generate import alembic_changes, new_labels, renaming, serial_to_identity, view_columns
from pgdrift.generate.bench import Bench
from pgdrift.generate.beside_traffic import beside_traffic
from pgdrift.generate.engine_steps import Unreachable, foundations, only_order, settle
from pgdrift.generate.losses import likely_renames, renamed_instead
from pgdrift.generate.preconditions import declared_checks
from pgdrift.generate.step import Change, Step, Upgrade
from pgdrift.locations import Locations


@dataclass(frozen=True)
class Draft:
    """The steps up and down, each in the order in which it runs.

    ``for_good`` says what the way down cannot undo.
    ``renamed`` are the facts once everything had its new name, ``changed`` what differed then.
    """

    upgrade: Upgrade
    downgrade: list[Step]
    for_good: list[str]
    renamed: Snapshot
    changed: list[Difference]


def draft(bench: Bench, declared: Snapshot, session_bound: Collection[str]) -> Draft:
    """Bring the migrated database of ``bench`` to ``declared`` and back, and return what that took.

    The way up has four parts: new names, what tables are built on, what Alembic sees, what is left. The way
    down takes them back one by one, so that each is judged against the facts it started from. Raises
    Unreachable, or LosesData when there is something that looks renamed.
    """
    before, views = bench.snapshot(), view_columns.columns(bench.connection)
    named = renaming.take(bench, declared)
    words = renaming.words(bench) if named else []
    followed = renaming.follow(bench, declared, words)
    renamed = bench.snapshot()
    lacking = bench.really_lacks(declared)
    labelled = new_labels.take(bench, declared)
    built = foundations(bench, declared)
    founded = bench.snapshot()
    changed = _take(bench, declared, founded, session_bound)
    restructured = bench.snapshot()
    checks = declared_checks(bench.project.metadata)
    try:
        settled = settle(bench, declared, checks)
    except Unreachable as left:
        hints = list(likely_renames(lacking, declared, renamed, Locations(bench.project)))
        if not hints:
            raise
        raise renamed_instead([change.up for change in changed], hints, left) from left
    steps = [
        *(change.up for change in named),
        *followed,
        *built,
        *(change.up for change in changed),
        *settled,
    ]
    steps = view_columns.named(steps, views, view_columns.columns(bench.connection))

    unsettled = settle(bench, restructured, back=True)
    taken_back = (bench.runs(change.down) for change in reversed(changed) if change.down)
    unchanged = [step for step in taken_back if step]
    unchanged += settle(bench, founded, back=True)
    unbuilt = settle(bench, renamed, back=True)
    unnamed = [bench.run(change.down) for change in reversed(named) if change.down]
    if named or followed:
        unnamed += renaming.follow(bench, before, [(new, old) for old, new in words])
    unnamed += settle(bench, before, back=True)
    downgrade = [*unsettled, *unchanged, *unbuilt, *unnamed]
    return Draft(
        upgrade=replace(beside_traffic(steps, declared, renamed, checks, bench.project), before=labelled),
        downgrade=downgrade,
        for_good=list(_for_good(steps, downgrade, compare(before, bench.snapshot()))),
        renamed=renamed,
        changed=lacking,
    )


def _for_good(up: Sequence[Step], down: Sequence[Step], left: Sequence[Difference]) -> Iterator[str]:
    for step in up:
        if step.loses:
            retypes = step.loses.startswith(RETYPES)
            yield f"{step.subject}: {f'the upgrade {step.loses}' if retypes else 'what it held is gone'}"
    for step in down:
        if step.loses.startswith(RETYPES):
            yield f"{step.subject}: the downgrade {step.loses}"
    for difference in filter(only_order, left):
        yield f"{difference.key}: a column that comes back is its last one"


def _take(
    bench: Bench, declared: Snapshot, founded: Snapshot, session_bound: Collection[str]
) -> list[Change]:
    """What Alembic would do and PostgreSQL accepts; what it does not is left to the catalog engine."""
    differences = {difference.key: difference for difference in bench.lacks(declared, founded)}
    wanted = alembic_changes.changes(bench, differences, session_bound)
    wanted += serial_to_identity.changes(differences.values(), founded, bench.project)
    return [replace(change, up=done) for change in wanted if (done := bench.runs(change.up))]
