"""Whether a database still is what its revision made of it, asked before pending revisions build on that.

A revision changes what it knows. A policy, privilege or column that somebody else added is not in its way
and stays, and with it a table that everybody reads; or it is in the way, half of the revisions later.
"""

import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg
from alembic.script import Script, ScriptDirectory

from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.fact import Difference, Key
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.declare.identifiers import quoted
from pgdrift.difference import compare
from pgdrift.errors import PgdriftError
from pgdrift.findings import Finding, explain
from pgdrift.half_applied import HalfApplied
from pgdrift.migrate import in_process, journal, revision_files, revisions, unfinished
from pgdrift.migrate.journal import Journal
from pgdrift.migrate.revision_errors import RevisionFailed
from pgdrift.project import Project
from pgdrift.references import migrated
from pgdrift.scope import scoped, with_declared_roles
from pgdrift.scratch import roles_digest, scratch_server
from pgdrift.sessions import call
from pgdrift.spelling import respelling

LOG = logging.getLogger("pgdrift.migrate")

OVERRIDE = "--allow-drift"

_OF_A_TABLE = {"column", "constraint", "policy", "rule"}
_ON_THEIR_OWN = {"table", "view", "sequence", "function", "type", "index", "trigger"}
# Migrating hands over what others own and describes everything anew.
_PUT_RIGHT = {"owner", "comment"}
# These share one name space: a table is in the way of a view.
_RELATIONS = {"table", "view", "sequence"}
# Revisions depend on every bit of these.
_ALWAYS_WRONG = {"policy", "sequence"}


class Drifted(PgdriftError):
    """The database is not what its revision says; ``findings`` is what pending revisions must not build on.

    Its text is a paragraph, one line for each finding, and what to do.
    """

    def __init__(self, message: str, findings: list[Finding], remedy: str) -> None:
        super().__init__(message)
        self.findings = findings
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.args[0]}\n\n{listed(self.findings)}\n\n{self.remedy}"


def listed(findings: list[Finding]) -> str:
    """One line for each: its id, the object, and what follows."""
    return "\n".join(f"  [{found.id}] {found.object}: {found.consequence}" for found in findings)


def check(connection: psycopg.Connection[Any], project: Project, *, allow_drift: bool = False) -> None:
    """Raise Drifted when revisions are pending and would stop, or leave data open; changes nothing.

    ``connection`` is in autocommit mode. Reads nothing else of a database that is new or current. Raises
    PgdriftError when no reference can be built. With ``allow_drift`` both are only logged.
    """
    script = ScriptDirectory.from_config(in_process.configuration(project.migrations))
    revision_files.read(script)
    current = revisions.current(connection, project)
    if not current or set(current) == set(script.get_heads()):
        return
    revisions.refuse_two_heads(script)
    revisions.refuse_unknown(connection, project, script)
    revisions.refuse_contradiction(connection, project, script)
    unfinished.refuse(revision.path for revision in revisions.pending(script, current))
    try:
        _refuse_drift(connection, project, script, current)
    except Drifted as drift:
        if not allow_drift:
            raise
        LOG.warning("migrating in spite of drift, as %s asks:\n%s", OVERRIDE, listed(drift.findings))
    except PgdriftError as error:
        if not allow_drift:
            raise
        LOG.warning("migrating without looking for drift, as %s asks: %s", OVERRIDE, error)


def _refuse_drift(
    connection: psycopg.Connection[Any], project: Project, script: ScriptDirectory, current: tuple[str, ...]
) -> None:
    found, noted = read(connection), journal.load(connection)
    going_up = noted if noted is not None and noted.direction == "up" else None
    half = revisions.found(script, going_up.revision) if going_up is not None else None
    try:
        refused = _refused(found, project, current, going_up, half)
    except PgdriftError as error:
        pending = {Path(revision.path).resolve() for revision in revisions.pending(script, current)}
        if isinstance(error, RevisionFailed) and error.path.resolve() in pending:
            # Every new database and every reference needs it, so that going on without is no way out.
            raise PgdriftError(
                f"The database {found.database} was not migrated: a pending revision was tried on an empty "
                f"database of a scratch server and failed. {error} Nothing was changed in the live one. If "
                "only that server lacks something, name another one with PGDRIFT_SCRATCH_URL."
            ) from error
        raise _not_built(found, error) from error
    if refused:
        count = "1 thing" if len(refused) == 1 else f"{len(refused)} things"
        raise Drifted(
            f"The database {found.database} is not what its revision {', '.join(current)} says, in {count} "
            "that the pending revisions would stop at or that would leave data open after them. Nothing was "
            "changed.",
            refused,
            "Put these right and run this again (`python -m pgdrift check` shows the SQL for each), or, "
            f"if every one of them is meant to be so, run `{call('migrate', OVERRIDE)}`.",
        )


def _not_built(found: Snapshot, error: PgdriftError) -> PgdriftError:
    return PgdriftError(
        f"Revisions are pending for the database {found.database}, and before they run it is compared "
        f"with what its own revision makes of an empty database. That could not be built: {error} "
        "Nothing was changed in the live one. Put that right, or name another server with "
        f"PGDRIFT_SCRATCH_URL, or migrate without the comparison: `{call('migrate', OVERRIDE)}`."
    )


def _refused(
    found: Snapshot, project: Project, current: tuple[str, ...], noted: Journal | None, script: Script | None
) -> list[Finding]:
    actual = scoped(found, project)
    half: HalfApplied | None = None
    with scratch_server(roles_digest(project.roles)) as scratch:
        with scratch.database() as url:
            for revision in current:
                migrated.build(project, url, revision)
            own = _snapshot(project, url)
            if noted is not None and script is not None:
                migrated.build(project, url, noted.revision)
                half = HalfApplied.of(noted, own, _snapshot(project, url), script)
            migrated.build(project, url)
            newest = _snapshot(project, url)
        concerned = _Concern(project, own, newest)
        found_different = compare(own, actual)
        if half is not None:
            found_different = list(half.others(found_different))
        differences = [d for d in map(_narrowed, found_different) if d is not None and concerned(d)]
        undeclared = respelling.without_respelled(differences, own, actual, scratch)
    comparison = Comparison.of(own, actual, tenant_roles=project.tenant_roles)
    findings = explain(undeclared, comparison, "migrated-live", fix="")
    judge = _Judge(project, own, actual, newest)
    return [said for said in map(judge, findings) if said is not None]


def _snapshot(project: Project, url: Any) -> Snapshot:
    with url.connect(autocommit=True) as connection:
        return with_declared_roles(scoped(read(connection), project), project)


def _narrowed(difference: Difference) -> Difference | None:
    """The difference without what migrating puts right itself."""
    if not difference.fields:
        return difference
    fields = tuple(field for field in difference.fields if field not in _PUT_RIGHT)
    return replace(difference, fields=fields) if fields else None


class _Concern:
    """Whether a difference is about the project's own objects, and not somebody else's beside them."""

    def __init__(self, project: Project, own: Snapshot, newest: Snapshot) -> None:
        self._known = own.facts.keys() | newest.facts.keys()
        self._names = {key.name for key in self._known if key.kind in _ON_THEIR_OWN}
        self._exposed = {"PUBLIC", *(quoted(role.name) for role in project.roles)}
        self._owner = quoted(project.owner_role or "")

    def __call__(self, difference: Difference) -> bool:
        fact = difference.fact
        if difference.kind == "grant":
            return fact["object"] in self._names and fact["grantee"] in self._exposed
        if difference.kind == "default_privilege":
            return fact["role"] == self._owner and fact["grantee"] in self._exposed
        if difference.kind in _OF_A_TABLE:
            return fact["table"] in self._names
        return difference.kind in _ON_THEIR_OWN and bool(_keys(difference.key) & self._known)


def _keys(key: Key) -> set[Key]:
    """What cannot be where `key` is."""
    return {Key(kind, key.name) for kind in _RELATIONS} if key.kind in _RELATIONS else {key}


class _Judge:
    """What a finding means to the pending revisions."""

    def __init__(self, project: Project, own: Snapshot, actual: Snapshot, newest: Snapshot) -> None:
        self._own, self._actual, self._newest = own.facts, actual.facts, newest.facts
        self._migrating = {quoted(role) for role in (project.owner_role, project.migrator_role) if role}

    def __call__(self, finding: Finding) -> Finding | None:
        """The finding as it matters to pending revisions; None when they can run in spite of it."""
        key, fact = finding.differences[0].key, finding.differences[0].fact
        if finding.kind in ("grant", "default_privilege"):
            if finding.id.endswith("-extra"):
                return finding
            # A privilege that an application lacks is in no revision's way; they run as these roles.
            works = finding.kind == "grant" and fact["grantee"] in self._migrating
            said = "A pending revision runs as this role, and may need the privilege."
            return replace(finding, consequence=said) if works else None
        if finding.reference is None and _keys(key) & self._newest.keys():
            if finding.kind == "index" and not fact["valid"]:
                return None  # what an interrupted build left is dropped before the index is built
            return replace(
                finding, consequence="A pending revision creates it, and stops because it is there."
            )
        if finding.target is None and key in self._own and self._own[key] != self._newest.get(key):
            return replace(
                finding, consequence="A pending revision changes or drops it, and it is not there."
            )
        return finding if finding.severity == "error" or finding.kind in _ALWAYS_WRONG else None
