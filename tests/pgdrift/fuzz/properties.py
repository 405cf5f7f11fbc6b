"""What has to hold for any two schemas, whatever they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, replace
from threading import Lock

import psycopg

from pgdrift.catalog import Snapshot, fingerprint, read
from pgdrift.catalog.column_changes import RETYPES
from pgdrift.catalog.comparison import Comparison
from pgdrift.catalog.dotted_names import above, bare
from pgdrift.database_url import DatabaseURL
from pgdrift.difference import Difference, compare
from pgdrift.repair.script import Script, script
from pgdrift.scratch import Scratch
from pgdrift.spelling import respelling
from tests.pgdrift.fuzz import lost_values, oracle, rows
from tests.pgdrift.fuzz.laboratory import Laboratory
from tests.pgdrift.repair.printed import printed

_NO_VALUES_OF_THE_TYPE = (
    psycopg.errors.StringDataRightTruncation,
    psycopg.errors.InvalidTextRepresentation,
    psycopg.errors.NumericValueOutOfRange,
)
# What the engine compares and `pg_dump -s` does not print: (kind, field).
NOT_IN_A_DUMP = {
    ("view", "populated"),  # a dump without rows has no REFRESH
    ("index", "valid"),  # an index that was never finished is left out
    ("type", "constructors"),  # which a dump makes as if they had just come
    ("constraint", "enforcement"),  # triggers of PostgreSQL's own, switched off
}
# Nor the expression that a column has otherwise than the parent it is inherited from, unless its table is a
# partition: a restored heir computes what its parent does.
OF_AN_HEIR = ("column", "generated")
# Nor of what type the sequence of an identity is: a restored one is of its column's.
OF_AN_IDENTITY = ("sequence", "type")
# Nor whether schema public is there, as long as it is as initdb makes it.
OF_PUBLIC = {("schema", "public"), ("grant", "schema public to PUBLIC")}
PUBLIC_OWNER, PUBLIC_COMMENT = "pg_database_owner", "standard public schema"


# A materialized view is filled with the rights of its owner, whatever these are: when PostgreSQL refuses that
# owner, no statement fills it, and lending it another role's rights could show it rows that are not for it.
class Refused(Exception):
    """PostgreSQL refuses what the rows, or the rights of a materialized view's owner, do not allow."""


class Broken(AssertionError):
    """A property does not hold."""


@dataclass(frozen=True)
class State:
    """A database at one moment: our word for it and pg_dump's."""

    facts: Snapshot
    dump: str


class ReusedScratch(Scratch):
    """A scratch server whose databases are one database, emptied: creating one costs more than all else."""

    def __init__(self, laboratory: Laboratory) -> None:
        super().__init__(laboratory.url)
        object.__setattr__(self, "laboratory", laboratory)
        object.__setattr__(self, "turns", Lock())

    @contextmanager
    def database(self, template: str | None = None) -> Iterator[DatabaseURL]:
        """The one database, empty."""
        assert template is None
        with self.turns:  # type: ignore[attr-defined]
            self.laboratory.empty()  # type: ignore[attr-defined]
            yield self.url


class Properties:
    """Checks them, in a database that random statements are run in and one that is built from facts."""

    def __init__(self, changed: Laboratory, built: Laboratory, scratch: Laboratory) -> None:
        self.changed, self.built, self.scratch = changed, built, ReusedScratch(scratch)
        self._nothing: Snapshot | None = None

    def state(self, laboratory: Laboratory) -> State:
        """The database as it is now."""
        return State(read(laboratory.connection), oracle.dump(laboratory.cluster, laboratory.url))

    def settled(self, reference: Snapshot, target: Snapshot) -> list[Difference]:
        """The differences without those of spelling."""
        return respelling.without_respelled(compare(reference, target), reference, target, self.scratch)

    def a_database_can_be_built_from_facts(self, wanted: State) -> None:
        """An empty database, repaired, is the other one."""
        self.built.empty()
        self._repaired(self.built, wanted, self._facts_of_nothing(), "built from its facts")

    def differences_are_found(self, reference: State, target: State) -> list[Difference]:
        """The engine finds something exactly when pg_dump does."""
        found = self.settled(reference.facts, target.facts)
        partitions = {
            name for name, fact in reference.facts.of_kind("table").items() if fact["partition_bound"]
        }
        seen = [
            d
            for d in found
            if (not d.fields and not _is_as_initdb_makes_it(d))
            or any(_in_a_dump(d, f, partitions) for f in d.fields)
        ]
        alike = oracle.entries(reference.dump) == oracle.entries(target.dump)
        if seen and alike:
            raise Broken(f"reported, and pg_dump sees no difference: {shown(seen)}")
        if not seen and not alike and not self._same(reference, target):
            said = oracle.difference(reference.dump, target.dump)
            raise Broken(f"not reported, and pg_dump sees a difference:\n{said}")
        return found

    def a_difference_is_repaired(self, reference: State, target: State) -> State:
        """The script makes the changed database what the reference is, and keeps its rows."""
        return self._repaired(self.changed, reference, target.facts, "repaired")

    def a_difference_is_repaired_in_two_steps(self, reference: State, target: State) -> State:
        """So do the script that loses nothing and, after it, one that may."""
        left = self.nothing_is_lost_unasked(reference, target, lasting=True)
        how = "repaired in two steps"
        return self._repaired(self.changed, reference, left.facts, how, began=target.facts)

    def nothing_is_lost_unasked(self, reference: State, target: State, *, lasting: bool = False) -> State:
        """The script as it is printed when no loss was allowed runs, and loses nothing.

        What it leaves, if that should be `lasting`; else all is as it was.
        """
        connection = self.changed.connection
        written = written_for(reference.facts, target.facts)
        if written.cautious == written.whole:
            return target  # which is the next thing that is tried
        script = printed(written, target.facts, allow_destructive=False)
        transaction, ends, _ = script.partition("\nCOMMIT;")
        if not ends:
            return target
        before = rows.count(connection)
        try:
            self.changed.run(f"{transaction}\nSET CONSTRAINTS ALL IMMEDIATE;")
            gone = rows.lost(before, rows.count(connection))
            if lasting:
                connection.execute("COMMIT")
        except psycopg.Error as error:
            if lost_values.excuse(error, reference.facts, target.facts):
                return target
            raise Broken(f"loses nothing: the script fails: {error}\n{script}") from None
        finally:
            connection.execute("ROLLBACK")
        if gone:
            raise Broken(f"loses nothing: rows are lost: {gone}\n{script}")
        return self.state(self.changed) if lasting else target

    def hold_between(self, original: State, changed: State) -> None:
        """All of them, for a database that was `original` and is now `changed`: there and back again."""
        self.differences_are_found(original, changed)
        self.nothing_is_lost_unasked(original, changed)
        again = self.a_difference_is_repaired(original, changed)
        anew = self.a_difference_is_repaired_in_two_steps(changed, again)
        if not _is_harmless(original, anew):
            self.a_difference_is_repaired_in_two_steps(original, anew)

    def _facts_of_nothing(self) -> Snapshot:
        """What is read of the emptied database, which is always the same but for the guard's fingerprint."""
        if self._nothing is None:
            self._nothing = read(self.built.connection)
        row = self.built.connection.execute(fingerprint.query().encode()).fetchone()
        assert row is not None
        return replace(self._nothing, fingerprint=row[0])

    def _repaired(
        self,
        laboratory: Laboratory,
        wanted: State,
        present: Snapshot,
        how: str,
        *,
        began: Snapshot | None = None,
    ) -> State:
        before = rows.count(laboratory.connection)
        script = printed(written_for(wanted.facts, present), present)
        try:
            laboratory.run(script)
        except psycopg.Error as error:
            if isinstance(error, psycopg.errors.InsufficientPrivilege) and self._unfillable(wanted, present):
                raise Refused from None
            # Values that the type of a column should not allow: only a person can say what becomes of them.
            if isinstance(error, _NO_VALUES_OF_THE_TYPE) and RETYPES in script:
                raise Refused from None
            if lost_values.excuse(error, wanted.facts, present):
                raise Refused from None
            raise Broken(f"{how}: the script fails: {error}\n{script}") from None
        after = self.state(laboratory)
        if left := self.settled(wanted.facts, after.facts):
            raise Broken(f"{how}: still different: {shown(left)}\n{script}")
        if not self._same(wanted, after) and not _same_but_for_heirs(wanted, began or present, after):
            raise Broken(f"{how}: pg_dump differs:\n{oracle.difference(wanted.dump, after.dump)}\n{script}")
        if gone := rows.lost(before, rows.count(laboratory.connection)):
            raise Broken(f"{how}: rows are lost: {gone}\n{script}")
        return after

    def _unfillable(self, wanted: State, present: Snapshot) -> bool:
        """Whether one of the views that should be filled is refused to its owner even now."""
        self.changed.connection.execute("ROLLBACK")
        for difference in compare(wanted.facts, present):
            if difference.kind != "view" or "populated" not in difference.fields:
                continue
            try:
                self.changed.run(f"REFRESH MATERIALIZED VIEW {difference.name}")
            except psycopg.errors.InsufficientPrivilege:
                return bool(difference.fact["populated"])
        return False

    def _same(self, one: State, other: State) -> bool:
        return oracle.same(self.changed.cluster, one.dump, other.dump, self.scratch)


def _is_as_initdb_makes_it(difference: Difference) -> bool:
    fact = difference.fact
    said = (fact.get("owner", PUBLIC_OWNER), fact.get("comment", PUBLIC_COMMENT))
    return (difference.kind, difference.name) in OF_PUBLIC and said == (PUBLIC_OWNER, PUBLIC_COMMENT)


def _is_harmless(reference: State, target: State) -> bool:
    """Whether the script that loses nothing is all there is to do."""
    written = written_for(reference.facts, target.facts)
    return written.cautious == written.whole


def _same_but_for_heirs(wanted: State, present: Snapshot, after: State) -> bool:
    """Whether only tables that had to get another parent have their columns in another way (see limits)."""
    tables = {
        f"{oracle.unquoted(above(name))}.{oracle.unquoted(bare(name))}"
        for name, fact in wanted.facts.of_kind("table").items()
        if fact["inherits"] and not fact["partition_bound"]
        if (found := present.of_kind("table").get(name)) and found["inherits"] != fact["inherits"]
    }
    one, other = (oracle.without_columns_of(tables, state.dump) for state in (wanted, after))
    return bool(tables) and one == other


def _in_a_dump(difference: Difference, field: str, partitions: Set[str]) -> bool:
    told, fact = (difference.kind, field), difference.fact
    of_an_heir = told == OF_AN_HEIR and fact["inherited"] and fact["table"] not in partitions
    of_an_identity = told == OF_AN_IDENTITY and fact["identity"]
    return told not in NOT_IN_A_DUMP and not of_an_heir and not of_an_identity


def written_for(reference: Snapshot, target: Snapshot) -> Script:
    """The script that makes the target what the reference is."""
    return script(compare(reference, target), Comparison.of(reference, target))


def shown(differences: Sequence[Difference]) -> str:
    """The differences, a line each."""
    lines = []
    for d in differences:
        both = d.reference is not None and d.target is not None
        sides = (
            [f"{f}: {d.reference[f]!r} -> {d.target[f]!r}" for f in d.fields]
            if both
            else [  # type: ignore[index]
                "missing" if d.target is None else "extra"
            ]
        )
        lines.append(f"\n  {d.kind} {d.name}  {'; '.join(sides)}")
    return "".join(lines)
