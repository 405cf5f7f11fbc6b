"""How like one of a project's revisions a database is that does not say which it is at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from pgdrift import ignoring
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Fact
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.difference import compare
from pgdrift.findings import Finding, Locate, explain
from pgdrift.folding import folded
from pgdrift.history import Step
from pgdrift.ignoring import Entry, Suppressed
from pgdrift.migrate.preparation import Preparation
from pgdrift.project import Project
from pgdrift.references.cache import ReferenceCache
from pgdrift.scratch import Scratch
from pgdrift.spelling import respelling
from pgdrift.spelling.settled import settled


@dataclass(frozen=True)
class Likeness:
    """The database held against one revision, whose reference is ``own``.

    ``left`` are the differences, flat, that make it another one; ``prepared`` those that say nothing about
    the revision, because migrating sets them up. ``findings`` explain what is left, without those that the
    project ignores, which are ``suppressed``.
    """

    step: Step
    own: Snapshot
    left: Sequence[Difference]
    prepared: Sequence[Difference]
    findings: Sequence[Finding] = ()
    suppressed: Sequence[Suppressed] = ()
    notes: Sequence[str] = field(default_factory=tuple)

    @property
    def distance(self) -> int:
        """How many things are different; a table with all its columns is one."""
        return len(folded(self.left))

    def mending(self) -> list[Difference]:
        """The differences whose repair makes the database that revision.

        Of what migrating sets up only the roles are among them, and those only if a repair names them.
        """
        wanted = ignoring.without(self.left, self.suppressed)
        roles = [difference for difference in self.prepared if difference.kind in ("role", "membership")]
        named = {difference.fact["role"] for difference in roles if difference.kind == "role"}
        return [*roles, *wanted] if any(_names(d.fact, named) for d in wanted) else wanted


@dataclass(frozen=True)
class Judge:
    """Compares ``actual``, what the project is responsible for in a database, with one revision at a time."""

    project: Project
    actual: Snapshot
    scratch: Callable[[], Scratch]
    locate: Locate
    ignore: Sequence[Entry] = ()
    cache: ReferenceCache | None = None

    def roughly(self, step: Step, own: Snapshot) -> Likeness:
        """Without asking whether what is spelled differently says the same; takes no server."""
        found = Preparation(self.project, own).sorted(compare(own, self.actual))
        return Likeness(step, own, found.left, found.prepared)

    def exactly(self, rough: Likeness) -> Likeness:
        """The same once PostgreSQL has read doubtful texts again, explained."""
        own = rough.own
        differences, doubts = settled(own, self.actual, self.scratch, self.cache)
        found = Preparation(self.project, own).sorted(differences)
        comparison = Comparison.of(own, self.actual, tenant_roles=self.project.tenant_roles)
        explained = explain(found.left, comparison, "migrated-live", locate=self.locate)
        kept, suppressed, _ = ignoring.apply(explained, self.ignore, date.today())
        findings = sorted(kept, key=lambda finding: finding.severity != "error")
        return Likeness(rough.step, own, found.left, found.prepared, findings, suppressed, doubts)

    def may_be_equal(self, rough: Likeness) -> bool:
        """Whether nothing is different for certain: only spelling, and what the project may ignore."""
        doubtful = {difference.key for difference in respelling.in_question(rough.left)}
        certain = [difference for difference in rough.left if difference.key not in doubtful]
        if not certain:
            return True
        comparison = Comparison.of(rough.own, self.actual, tenant_roles=self.project.tenant_roles)
        found = explain(certain, comparison, "migrated-live", fix="")  # nobody reads them
        kept, _, _ = ignoring.apply(found, self.ignore, date.today())
        return not kept


def _names(fact: Fact, roles: set[str]) -> bool:
    listed = fact.get("roles") or ()
    return bool(roles & {fact.get("grantee"), fact.get("owner"), fact.get("role"), *listed})
