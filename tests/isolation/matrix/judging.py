"""Run the whole matrix against a database and say where it is not what the tenancy allows."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg

from pgdrift.tenancy import OwnedBy, ShowsOwn
from tests.isolation.matrix import objects, rights, witness
from tests.isolation.matrix.actors import Actor, Standing
from tests.isolation.matrix.cells import Attempt, Cell
from tests.isolation.matrix.objects import Function, Relation
from tests.isolation.matrix.outcomes import label
from tests.isolation.matrix.subject import Subject
from tests.isolation.matrix.trial import Trial, identity
from tests.isolation.matrix.verbs import ON_ROWS, ON_SEQUENCES, calling, escaping
from tests.isolation.rows import TENANCY

UNCLASSIFIED = "be classified"
IDENTITY = "be contained"
THE_DATABASE = "the database"
ROLLED_BACK = "leave every row as it was"


@dataclass(frozen=True)
class Breach:
    """A cell that did not come to what the tenancy allows: ``statement`` as ``actor`` ran it."""

    object: str
    verb: str
    actor: str
    expected: str
    happened: str
    statement: str = ""

    def __str__(self) -> str:
        ran = f"\n    {self.statement}" if self.statement else ""
        return (
            f"{self.verb} on {self.object} by {self.actor}\n"
            f"    expected: {self.expected}\n    happened: {self.happened}{ran}"
        )


def breaches(subject: Subject) -> list[Breach]:
    """Every deviation of the database from its tenancy, in whichever direction.

    Nothing is committed. A breach of IDENTITY says that a login is not what the subject promises.
    """
    return list(look(subject))


def look(subject: Subject, about: Collection[str] | None = None) -> Iterator[Breach]:
    """The same one after the other, as they are found; only those of the objects ``about``, if given."""
    with subject.url.connect(autocommit=True) as superuser:
        superuser.execute("SET lock_timeout = '5s'")
        found = objects.relations(superuser)
        tables = [relation for relation in found if relation.kind in ("r", "p")]
        witness.install(superuser, [table.quoted for table in tables], subject.mode.role)
        board = _Board(
            subject, found, objects.functions(superuser), _roles(superuser, subject.mode.role), superuser
        )
        before = board.everything()
        yield from board.unclassified()
        for actor in subject.mode.actors(*subject.tenants):
            yield from board.play(actor, about)
        if board.everything() != before:
            yield Breach(THE_DATABASE, ROLLED_BACK, "anybody", "equal rows", "other rows")


class _Board:
    """What the actors meet: the objects of one database, with their rows."""

    def __init__(
        self,
        subject: Subject,
        relations: list[Relation],
        functions: list[Function],
        roles: list[str],
        superuser: psycopg.Connection[Any],
    ) -> None:
        self.subject, self.functions, self.roles, self.superuser = subject, functions, roles, superuser
        self.relations = [(relation, rights.intent_of(relation)) for relation in relations]
        self.rows: dict[Relation, dict[str, dict[str, Any]]] = {
            relation: self._rows(relation, intent)
            for relation, intent in self.relations
            if relation.kind != "S"
        }
        self.world = {
            relation.label: rows for relation, rows in self.rows.items() if relation.label in TENANCY
        }

    def _rows(self, relation: Relation, intent: rights.RelationIntent | None) -> dict[str, dict[str, Any]]:
        owner = rights.owner_column(relation, intent)
        if isinstance(intent, ShowsOwn):  # what it shows depends on who asks: to each tenant one row, its own
            return {tenant: {owner: tenant} for tenant in self.subject.tenants}
        cursor = self.superuser.execute(f"SELECT * FROM {relation.quoted}".encode())
        names = [column.name for column in cursor.description or ()]
        rows = [dict(zip(names, row, strict=True)) for row in cursor]
        return {label(row[owner]): row for row in rows}

    def everything(self) -> dict[str, list[Any]]:
        """Every row of every table, as text."""
        return {
            relation.label: self.superuser.execute(
                f"SELECT t::text FROM {relation.quoted} t ORDER BY 1".encode()
            ).fetchall()
            for relation in self.rows
        }

    def unclassified(self) -> Iterator[Breach]:
        """Objects of which nobody said whose they are."""
        for relation, intent in self.relations:
            if intent is None:
                yield _unclassified(relation.label)
        for function in self.functions:
            if rights.purpose_of_function(function) is None:
                yield _unclassified(function.label)

    def play(self, actor: Actor, about: Collection[str] | None = None) -> Iterator[Breach]:
        """Every cell of one actor, on one connection and in one transaction that is rolled back."""
        url = self.subject.logins[actor.standing]
        with url.connect() as connection:
            role = None if actor.standing is Standing.STRANGER else self._role(actor)
            yield from _breaches(url.user or "", actor, identity(connection, role))
            actor.introduce(connection)
            trial = Trial(connection, self.superuser, self._owner_of)
            for name, cell in self._cells(actor, about):
                outcome = trial.run(cell)
                if not cell.expected.met_by(outcome):
                    yield Breach(
                        name, cell.verb, actor.name, str(cell.expected), str(outcome), cell.statement
                    )
            connection.rollback()

    def _role(self, actor: Actor) -> str:
        return self.subject.mode.role if actor.standing is Standing.TENANT else "bo1_service"

    def _owner_of(self, table: str, row: dict[str, Any] | None) -> str:
        if row is None:
            return "everybody"
        choice = TENANCY.get(table)
        # The witness tells a row as jsonb, whose first key is the shortest and not the first column.
        first = next(relation.columns[0] for relation, _ in self.relations if relation.label == table)
        return label(row[choice.column if isinstance(choice, OwnedBy) else first])

    def _cells(self, actor: Actor, about: Collection[str] | None) -> Iterator[tuple[str, Cell]]:
        def wanted(name: str) -> bool:
            return about is None or name in about

        for relation, intent in self.relations:
            if not wanted(relation.label):
                continue
            attempt = self._attempt(actor, relation, intent)
            for verb in ON_SEQUENCES if relation.kind == "S" else ON_ROWS:
                yield from ((relation.label, cell) for cell in verb(attempt))
            if actor.standing is Standing.TENANT and relation.kind != "S":
                yield from ((relation.label, cell) for cell in escaping.cells(attempt))
        secrets = self._secrets(actor)
        for function in self.functions:
            if wanted(function.label):
                purpose = rights.purpose_of_function(function)
                call = calling.Call(actor, function, purpose, secrets, self.subject.tenants)
                yield from ((function.label, cell) for cell in calling.cells(call))
        if wanted(THE_DATABASE):
            if actor.standing is not Standing.SERVICE:
                yield from ((THE_DATABASE, cell) for cell in escaping.into_roles(self.roles))
            yield from ((THE_DATABASE, cell) for cell in escaping.creations())

    def _attempt(self, actor: Actor, relation: Relation, intent: rights.RelationIntent | None) -> Attempt:
        owner, other = self.subject.tenants
        return Attempt(
            actor=actor,
            relation=relation,
            intent=intent,
            rights=rights.rights_of(actor, relation, intent),
            owner=rights.owner_column(relation, intent),
            key=rights.key_column(relation, intent),
            rows=self.rows.get(relation, {}),
            world=self.world,
            target=owner,
            foreign=owner if actor.tenant == other else other,
            table_of_its_own=f"table_of_{self.subject.mode.role}",
        )

    def _secrets(self, actor: Actor) -> frozenset[str]:
        """Words that stand in rows of others alone."""
        words: dict[bool, set[str]] = {True: set(), False: set()}
        for table, rows in self.world.items():
            if isinstance(TENANCY[table], OwnedBy):
                for owner, row in rows.items():
                    words[owner == actor.tenant] |= {word for word in row.values() if isinstance(word, str)}
        return frozenset(word for word in words[False] - words[True] if len(word) > 3)


def _unclassified(name: str) -> Breach:
    return Breach(name, UNCLASSIFIED, "anybody", "a declared intent", rights.NOT_CLASSIFIED)


def _breaches(login: str, actor: Actor, faults: Iterable[str]) -> Iterator[Breach]:
    for fault in faults:
        yield Breach(login, IDENTITY, actor.name, "a login that is its role and nothing else", fault)


def _roles(connection: psycopg.Connection[Any], own: str) -> list[str]:
    """Roles that nobody may become: the project's others, superusers, and those that read past policies."""
    rows = connection.execute(
        "SELECT rolname::text FROM pg_roles WHERE rolname <> %s AND (rolsuper OR rolbypassrls "
        "OR starts_with(rolname, 'bo1_') OR rolname IN ('pg_read_all_data', 'pg_write_all_data', "
        "'pg_execute_server_program')) ORDER BY 1",
        [own],
    )
    return [role for (role,) in rows]
