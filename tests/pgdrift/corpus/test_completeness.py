"""The corpus covers what the engine compares: every field of every kind, by enough different faults."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import psycopg
import pytest

from pgdrift.catalog import Snapshot, read
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.kinds import KINDS
from pgdrift.difference import Difference, compare
from pgdrift.findings import explain
from pgdrift.server.cluster import Cluster
from tests.memory import cluster_in_memory
from tests.pgdrift.corpus.collection import BY_KIND, FAULTS, OPTIONAL_EXTENSIONS, available, fill, run
from tests.pgdrift.corpus.fault import Fault
from tests.pgdrift.corpus.harmless import HARMLESS

NEWEST = 18
FIELDS = [(kind.name, field) for kind in KINDS.values() for field in kind.fields]


@dataclass(frozen=True)
class Outcome:
    """What one fault did to the facts."""

    fault: Fault
    reference: Snapshot
    target: Snapshot
    differences: list[Difference]

    def is_seen_without(self, kind: str, field: str) -> bool:
        """Whether it would still be found and named rightly if nobody compared that field."""
        if not any(one.kind == kind and field in one.fields for one in self.differences):
            return True
        left = []
        for difference in self.differences:
            fields = difference.fields
            if difference.kind == kind and field in fields:
                fields = tuple(one for one in fields if one != field)
                if not fields:
                    continue
            left.append(replace(difference, fields=fields))
        findings = explain(left, Comparison.of(self.reference, self.target), "reference-target")
        return [(f.id, f.severity) for f in findings] == self.fault.findings


@pytest.fixture(scope="module")
def outcomes() -> Iterator[list[Outcome]]:
    """Every fault, each undone before the next, on the newest PostgreSQL, which can have them all."""
    with cluster_in_memory(NEWEST) as server:
        with server.url().connect(autocommit=True) as connection:
            connection.execute("CREATE DATABASE pristine")
            with server.url(database="pristine").connect(autocommit=True) as inside:
                fill(inside)
                for name in OPTIONAL_EXTENSIONS & available(inside):
                    inside.execute(f"CREATE EXTENSION {name}".encode())
            connection.execute("CREATE DATABASE corpus TEMPLATE pristine")
        with server.url(database="corpus").connect(autocommit=True) as connection:
            reference = read(connection)
            yield [outcome(fault, connection, reference, server) for fault in FAULTS]


def outcome(fault: Fault, connection: psycopg.Connection, reference: Snapshot, server: Cluster) -> Outcome:
    try:
        with connection.transaction(force_rollback=True):
            return spoilt(fault, connection, reference)
    except psycopg.errors.ActiveSqlTransaction:
        # What no transaction can undo happens to a copy.
        with server.url().connect(autocommit=True) as maintenance:
            maintenance.execute("CREATE DATABASE spoilt TEMPLATE pristine")
            try:
                with server.url(database="spoilt").connect(autocommit=True) as copy:
                    return spoilt(fault, copy, read(copy))
            finally:
                maintenance.execute("DROP DATABASE spoilt WITH (FORCE)")


def spoilt(fault: Fault, connection: psycopg.Connection, reference: Snapshot) -> Outcome:
    if fault.before:
        run(connection, fault.before)
        reference = read(connection)
    run(connection, fault.sql)
    target = read(connection)
    return Outcome(fault, reference, target, compare(reference, target))


def test_without_any_one_field_some_fault_is_missed(outcomes: list[Outcome]) -> None:
    unneeded = [
        f"{kind}.{field}"
        for kind, field in FIELDS
        if all(outcome.is_seen_without(kind, field) for outcome in outcomes)
    ]
    assert unneeded == [], "compared, but no fault of the corpus would notice if it were not"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_objects_that_come_and_go(kind: str) -> None:
    ids = {fault.finding for fault in BY_KIND[kind]}
    assert ids, f"no fault in {KINDS[kind].plural}"


def test_names_tell_faults_and_changes_apart() -> None:
    for names in ([fault.name for fault in FAULTS], [change.name for change in HARMLESS]):
        assert sorted(names) == sorted(set(names))


def test_there_are_enough_and_they_differ_in_more_than_names(outcomes: list[Outcome]) -> None:
    named = {
        part
        for key in outcomes[0].reference.facts
        for part in re.findall(r"\w+", key.name)
        if not part.isdigit()
    }

    def pattern(sql: str) -> str:
        return re.sub(r"[A-Za-z_]\w*", lambda word: "_" if word[0] in named else word[0].upper(), sql)

    assert len({(pattern(fault.before), pattern(fault.sql)) for fault in FAULTS}) >= 250
    assert len({pattern(change.sql) for change in HARMLESS}) >= 30
