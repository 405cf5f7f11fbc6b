"""Finding the steps of a revision by taking them, one after the other, on a scratch database."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from pgdrift.catalog.snapshot import Snapshot
from pgdrift.generate import alembic_changes, serial_to_identity
from pgdrift.generate.bench import Bench
from pgdrift.generate.beside_traffic import beside_traffic
from pgdrift.generate.engine_steps import foundations, settle
from pgdrift.generate.preconditions import declared_checks
from pgdrift.generate.step import Change, Step, Upgrade


@dataclass(frozen=True)
class Draft:
    """The steps up and down, each in the order in which it runs."""

    upgrade: Upgrade
    downgrade: list[Step]


def draft(bench: Bench, declared: Snapshot, session_bound: Collection[str]) -> Draft:
    """Bring the migrated database of ``bench`` to ``declared`` and back, and return what that took.

    The way up has three parts: what tables are built on, what Alembic sees, what is left. The way down takes
    them back one by one, so that each is judged against the facts it started from. Raises Unreachable.
    """
    before = bench.snapshot()
    built = foundations(bench, declared)
    founded = bench.snapshot()
    changed = _take(bench, declared, founded, session_bound)
    restructured = bench.snapshot()
    checks = declared_checks(bench.project.metadata)
    settled = settle(bench, declared, checks)
    steps = [*built, *(change.up for change in changed), *settled]

    unsettled = settle(bench, restructured)
    taken_back = (bench.runs(change.down) for change in reversed(changed) if change.down)
    unchanged = [step for step in taken_back if step]
    unchanged += settle(bench, founded)
    unbuilt = settle(bench, before)
    return Draft(
        upgrade=beside_traffic(steps, declared, before, checks, bench.project),
        downgrade=[*unsettled, *unchanged, *unbuilt],
    )


def _take(
    bench: Bench, declared: Snapshot, founded: Snapshot, session_bound: Collection[str]
) -> list[Change]:
    """What Alembic would do and PostgreSQL accepts; what it does not is left to the catalog engine."""
    differences = {difference.key: difference for difference in bench.lacks(declared, founded)}
    wanted = alembic_changes.changes(bench, differences, session_bound)
    wanted += serial_to_identity.changes(differences.values(), founded, bench.project)
    return [replace(change, up=done) for change in wanted if (done := bench.runs(change.up))]
