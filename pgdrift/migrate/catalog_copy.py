"""A scratch database whose catalog is like a live one's: what its own revision makes, and then its drift.

Migrated to the live database's revision it is exact in everything that revision made, and takes no SQL of
ours. What the live one has besides or lacks, which nobody wrote a revision for, is then made by the SQL that
repairs drift, the other way round: views of others that hang on a column, indexes, triggers.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg

from pgdrift.catalog.fact import Fact, Key, frozen
from pgdrift.catalog.reading import read
from pgdrift.catalog.snapshot import Snapshot
from pgdrift.database_url import DatabaseURL
from pgdrift.declare.identifiers import quoted
from pgdrift.difference import compare
from pgdrift.migrate.preparation import Preparation
from pgdrift.project import Project
from pgdrift.references import migrated
from pgdrift.repair.repair import statements
from pgdrift.scope import scoped, with_declared_roles
from pgdrift.scratch import Scratch
from pgdrift.spelling.settled import settled

LOG = logging.getLogger("pgdrift.migrate")

# They belong to a whole server, or reach outside it.
_ELSEWHERE = {"role", "membership", "setting", "system_grant", "database", "tablespace", "subscription"}


@dataclass(frozen=True)
class Copied:
    """How a copy was made: ``revisions`` run, ``drift`` made besides, ``left_out`` what could not be made.

    ``half``: the live database is half way through the next revision, which the copy begins anew.
    """

    revisions: Sequence[str]
    drift: Sequence[str] = ()
    left_out: Sequence[str] = ()
    half: bool = False

    def __str__(self) -> str:
        if not self.revisions:
            return "an empty database, as no revision has run"
        made = f"what its own revision {', '.join(self.revisions)} makes"
        if self.half:
            return f"{made}, without the part of the next one that has run"
        if not self.drift and not self.left_out:
            return f"{made}, which it is equal to"
        besides = f"{made}, and what is different in the live one: {', '.join(self.drift) or 'nothing'}"
        lacking = f"; could not be copied: {', '.join(self.left_out)}" if self.left_out else ""
        return f"{besides}{lacking}"


def make(
    project: Project, scratch: Scratch, url: DatabaseURL, live: Snapshot | None, *, half: bool = False
) -> Copied:
    """Make the empty database at ``url``, on ``scratch``, like ``live``; for None it stays empty.

    With ``half`` only its revision is run: what drift is, and what belongs to the revision that is half
    applied, cannot be told apart.
    """
    if live is None or not live.revision:
        return Copied(())
    for revision in live.revision:
        migrated.build(project, url, revision)
    if half:
        return Copied(live.revision, half=True)
    with url.connect(autocommit=True) as connection:
        own = with_declared_roles(scoped(read(connection), project), project)
        differences, _ = settled(own, scoped(live, project), lambda: scratch)
        wanted = {difference.key for difference in Preparation(project, own).sorted(differences).left}
        if not wanted:
            return Copied(live.revision)
        return _drifted(project, connection, own, live, wanted)


def _drifted(
    project: Project, connection: psycopg.Connection[Any], own: Snapshot, live: Snapshot, wanted: set[Key]
) -> Copied:
    """Make the differences ``wanted`` in the copy, whose facts are ``own``."""
    maker = quoted(connection.info.user)
    ours = {"PUBLIC", *(quoted(role.name) for role in project.roles)}
    facts = {key: fact for key, fact in own.facts.items() if key not in wanted}
    for key in wanted:
        fact = live.facts.get(key)
        if fact is not None and key.kind not in _ELSEWHERE and fact.get("grantee", "PUBLIC") in ours:
            facts[key] = _owned(fact, own.facts.get(key), maker)
    target = replace(live, facts=facts)
    differences = compare(target, own)
    made, left_out = dict[str, None](), dict[str, None]()
    for statement in statements(differences, target, own, acting_role=maker):
        name = f"{statement.kind.replace('_', ' ')} {statement.name}"
        try:
            with connection.transaction():
                connection.execute("SET LOCAL check_function_bodies = off")
                connection.execute(statement.sql.encode())
        except psycopg.Error as error:
            LOG.debug("not copied: %s: %s", name, error)
            left_out[name] = None
        else:
            made[name] = None
    return Copied(live.revision, [name for name in made if name not in left_out], list(left_out))


def _owned(fact: Fact, before: Fact | None, maker: str) -> Fact:
    """The fact with an owner that the scratch server has: of another role's rights nothing is tried."""
    if "owner" not in fact:
        return fact
    return frozen({**fact, "owner": before["owner"] if before else maker})
